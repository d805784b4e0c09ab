public import SteelyardContracts

/// Most orders and amendments in a sliding span of time.
public struct OrderRateLimit: Sendable, Hashable {
  /// Most orders in the span; 1 to 10,000.
  public let countMax: Int
  /// Length of the span in seconds; 1 to a day.
  public let seconds: Int64

  /// A limit from its parts.
  ///
  /// - Throws: `invalidInput` for what is out of range.
  public init(countMax: Int, seconds: Int64) throws(SteelyardError) {
    guard (1...10_000).contains(countMax), (1...86_400).contains(seconds) else {
      throw SteelyardError(
        .invalidInput, "A rate of \(countMax) orders in \(seconds) s is out of range.",
        remedy: "Allow 1 to 10,000 orders in 1 to 86,400 s.")
    }
    self.countMax = countMax
    self.seconds = seconds
  }
}

extension OrderRateLimit: Codable {
  private enum CodingKeys: String, CodingKey { case countMax, seconds }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try OrderRateLimit(
      countMax: try container.decode(Int.self, forKey: .countMax),
      seconds: try container.decode(Int64.self, forKey: .seconds))
  }
}
