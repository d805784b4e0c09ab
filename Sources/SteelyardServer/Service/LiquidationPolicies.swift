public import SteelyardContracts
public import SteelyardLiquidation

/// The liquidation policies that a service may be configured with, by name.
public struct LiquidationPolicies: Sendable {
  /// Makes a policy.
  public typealias Maker = @Sendable () throws(SteelyardError) -> any LiquidationPolicy

  private let makers: [String: Maker]
  private let named: [LiquidationPolicyName]

  /// Policies by their names.
  ///
  /// - Parameter named: Those that come with Steelyard.
  public init(_ makers: [String: Maker], named: [LiquidationPolicyName] = []) {
    self.makers = makers
    self.named = named
  }

  /// Those that come with Steelyard: venues' policies with their parameters, `neutral` by the usual costs of trading.
  public static let standard = LiquidationPolicies(
    [:], named: LiquidationPolicyName.allCases)

  /// Their names, sorted.
  public var names: [String] { (makers.keys + named.map(\.rawValue)).sorted() }

  /// A policy by its name.
  ///
  /// - Throws: `invalidInput` where there is none of that name; what making it throws.
  public func policy(named name: String) throws(SteelyardError) -> any LiquidationPolicy {
    if let known = named.first(where: { $0.rawValue == name }) {
      // A tenth of maintenance margin is left over: prices move while orders rest.
      return try known.policy(try PlanSettings(bufferShare: 0.1, rates: .usual))
    }
    guard let make = makers[name] else {
      throw SteelyardError(
        .invalidInput, "There is no liquidation policy \"\(name.prefix(40))\".",
        remedy: "Choose one of \(names.joined(separator: ", ")).")
    }
    return try make()
  }
}
