public import SteelyardContracts

/// A confidence below which a charge begins, compared exactly.
///
/// A file writes a number, whose double stands for its shortest decimal text: 0.4 is 0.4 and not the
/// double next to it, so that a confidence one unit of the eighteenth decimal below is below.
public struct ConfidenceThreshold: Sendable, Hashable {
  /// The threshold, 0 to 1; 0 is below nothing.
  public let amount: Amount

  /// A threshold.
  public init(_ amount: Amount) { self.amount = amount }

  /// A threshold by the shortest decimal text of a double.
  ///
  /// - Throws: `invalidInput` where that is no exact amount.
  public init(_ value: Double) throws(SteelyardError) {
    amount = try Amount(parsing: "\(value)")
  }
}

extension ConfidenceThreshold: Codable {
  /// Reads a number.
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(amount.doubleValue)
  }
}
