import SteelyardContracts
import SteelyardEngine

/// Whether accounts that are handed over are liquidated here, how, and how fast.
public struct LiquidationConfiguration: Sendable, Decodable {
  /// The policy's name; nil where nobody is liquidated by the service.
  public var policy: String?
  /// How fast and how much.
  var rules = LiquidationRules.sample

  /// Nobody is liquidated.
  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable { case policy, rules }

  /// Reads the section.
  ///
  /// - Throws: `invalidInput` for what can't be.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields<CodingKeys>(decoder)
    policy = try fields.optional(.policy)
    rules = try fields.value(.rules, default: SnakeCased(rules)).value
  }
}
