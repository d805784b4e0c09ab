public import SteelyardContracts

/// Why nothing is traded for an account in liquidation for now.
public struct LiquidationHold: EngineFact {
  /// Why.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Somebody has stopped liquidations, of this account or of all; or the service runs none.
    case stopped
    /// A price that the account stands on is halted.
    case oracleHalted = "oracle_halted"
    /// A price is degraded, and at the stable prices the account is not below maintenance margin.
    case stablePriceDisagrees = "stable_price_disagrees"
    /// The account can't be evaluated on the latest frame.
    case incompleteFigures = "incomplete_figures"
    /// The policy waits.
    case policyWaits = "policy_waits"
    /// The policy offers a debt for collateral, as lending pools do, for which the service has no market.
    case auction
    /// The budget of all accounts is used up for now.
    case budget
    /// The policy gave no decision, or one that may not be carried out.
    case noDecision = "no_decision"
    /// What is left is to be taken over, which somebody has to see to.
    case takeOverDue = "take_over_due"

    /// Whether it is about prices: new decisions wait for them, and go on by themselves.
    public var isFreeze: Bool {
      switch self {
      case .oracleHalted, .stablePriceDisagrees, .incompleteFigures: true
      case .stopped, .policyWaits, .auction, .budget, .noDecision, .takeOverDue: false
      }
    }

    /// Whether it lasts until what it waits for is gone, and not until a time.
    var lasts: Bool { isFreeze || self == .stopped || self == .takeOverDue }
  }

  /// Why.
  public let reason: Reason
  /// Since when.
  public let since: Timestamp
  /// When the policy is asked again; nil where something else has to happen first.
  public let until: Timestamp?

  /// A hold from its parts.
  package init(reason: Reason, since: Timestamp, until: Timestamp? = nil) {
    self.reason = reason
    self.since = since
    self.until = until
  }

  /// Writes the parts.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: reason)
    writer.write(since)
    writer.write(optional: until) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    reason = try reader.readNamed(Reason.self)
    since = try reader.readTimestamp()
    until = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
  }
}
