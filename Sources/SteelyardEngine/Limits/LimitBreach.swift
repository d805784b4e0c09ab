public import SteelyardContracts

/// One limit that would not be kept, with its numbers and what to do.
public struct LimitBreach: Sendable, Hashable {
  /// What is limited, a closed list.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case leverage
    case positionCount = "position_count"
    case delta, gamma, vega, notional
    case openInterestShare = "open_interest_share"
    case depthShare = "depth_share"
    case orderNotional = "order_notional"
    case orderRate = "order_rate"
    case drawdown
  }

  /// What is limited.
  public let kind: Kind
  /// The coin or the instrument's description; nil for the account as a whole.
  public let subject: String?
  /// What it would be; nil where it can't be measured.
  public let measured: Double?
  /// What it may be.
  public let allowed: Double
  /// What happened, in one line.
  public let message: String
  /// What to do about it, in one line.
  public let remedy: String

  init(
    _ kind: Kind, subject: String? = nil, measured: Double?, allowed: Double, message: String,
    remedy: String
  ) {
    self.kind = kind
    self.subject = subject
    self.measured = measured
    self.allowed = allowed
    self.message = message
    self.remedy = remedy
  }

  /// One error that tells all of these breaches; nil for none.
  public static func error(of breaches: [LimitBreach], account: AccountName) -> SteelyardError? {
    guard let first = breaches.first else { return nil }
    return SteelyardError(
      .limitExceeded, breaches.map(\.message).joined(separator: " "), remedy: first.remedy,
      subject: .account(account.description))
  }
}
