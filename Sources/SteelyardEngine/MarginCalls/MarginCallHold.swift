public import SteelyardContracts

/// Why an account's margin state may not get worse for now.
public struct MarginCallHold: EngineFact {
  /// The reasons.
  public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
    /// A position could not be priced: the account is called for nothing that nobody knows.
    case incompleteFigures = "incomplete_figures"
    /// The oracle has no price.
    case oracleHalted = "oracle_halted"
    /// The oracle is degraded and at the stable prices the account would not be handed over.
    case stablePriceDisagrees = "stable_price_disagrees"

    /// Whether a deadline stands still meanwhile; it runs on where only the hand-over waits.
    var stopsDeadline: Bool {
      switch self {
      case .incompleteFigures, .oracleHalted: true
      case .stablePriceDisagrees: false
      }
    }

    /// The reason for people.
    var sentence: String {
      switch self {
      case .incompleteFigures: "a position can't be priced"
      case .oracleHalted: "the oracle has no price"
      case .stablePriceDisagrees: "the oracle is degraded and the stable price does not agree"
      }
    }
  }

  /// Why.
  public let reason: Reason
  /// Since when.
  public let since: Timestamp

  /// A hold from its parts.
  public init(reason: Reason, since: Timestamp) {
    self.reason = reason
    self.since = since
  }

  /// Writes the two parts.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: reason)
    writer.write(since)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    reason = try reader.readNamed(Reason.self)
    since = try reader.readTimestamp()
  }
}
