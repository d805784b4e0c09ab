public import SteelyardContracts
import SteelyardMargin

/// Whether something that changes an account's risk was let in, and on what that stood.
public struct AdmissionDecision: EngineFact {
  /// What was decided.
  public enum Verdict: UInt8, Sendable, Hashable, CaseIterable {
    /// Initial margin stays covered, whatever fills.
    case covered
    /// It reduces risk: the worst that can fill leaves no less than before.
    case reducing
    /// Initial margin would not be covered.
    case uncovered
    /// The prices that it stands on are not good enough for it.
    case oracle
    /// The account is called or being closed, and it does not reduce risk.
    case calledAccount
    /// A limit of the account would be broken.
    case limit
    /// There is no risk frame yet, or the account can't be evaluated in it.
    case noFrame
  }

  /// The account.
  public let account: AccountName
  /// What was decided.
  public let verdict: Verdict
  /// Number of the risk frame; 0 where there was none.
  public let frame: UInt64
  /// Initial excess before, with the worst fills of the orders that work, in US dollars.
  public let excessBeforeUSD: Double
  /// Initial excess after, with the worst fills, in US dollars.
  public let excessAfterUSD: Double
  /// Initial margin after, in that state, in US dollars.
  public let initialMarginUSD: Double
  /// Equity that counts for it after, in US dollars.
  public let countedEquityUSD: Double
  /// How many of the working orders fill in the worst case, and how many there are.
  public let worstFillCount: Int
  /// Orders that work, the new one included.
  public let orderCount: Int
  /// Why, in one line.
  public let why: String

  /// Whether it was let in.
  public var isAdmitted: Bool { verdict == .covered || verdict == .reducing }

  /// Writes the decision.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(byte: verdict.rawValue)
    writer.write(frame)
    for number in [excessBeforeUSD, excessAfterUSD, initialMarginUSD, countedEquityUSD] {
      writer.write(number)
    }
    writer.write(worstFillCount)
    writer.write(orderCount)
    writer.write(why)
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    guard let verdict = Verdict(rawValue: try reader.readByte()) else {
      throw reader.corrupt("a verdict is not known")
    }
    self.verdict = verdict
    frame = try reader.readUInt64()
    excessBeforeUSD = try reader.readDouble()
    excessAfterUSD = try reader.readDouble()
    initialMarginUSD = try reader.readDouble()
    countedEquityUSD = try reader.readDouble()
    worstFillCount = try reader.readInt()
    orderCount = try reader.readInt()
    why = try reader.readString()
  }

  init(
    account: AccountName, verdict: Verdict, frame: UInt64, before: WorstFilledState?,
    after: WorstFilledState?, why: String
  ) {
    self.account = account
    self.verdict = verdict
    self.frame = frame
    excessBeforeUSD = before?.figures.initialExcess ?? 0
    excessAfterUSD = after?.figures.initialExcess ?? 0
    initialMarginUSD = after?.figures.initialMargin ?? 0
    countedEquityUSD = after?.figures.initialCountedEquity ?? 0
    worstFillCount = after?.fillCount ?? 0
    orderCount = after?.orderCount ?? 0
    self.why = why
  }

  /// The refusal as its caller gets it; nil where it was let in.
  public var refusal: SteelyardError? {
    let subject = SteelyardError.Subject.account(account.description)
    switch verdict {
    case .covered, .reducing: return nil
    case .uncovered:
      return SteelyardError(
        .insufficientMargin, why, remedy: "Order less, cancel orders, or deposit.", subject: subject)
    case .oracle:
      return SteelyardError(
        .notAllowed, why, remedy: "Wait until the prices are fresh, or reduce positions.",
        subject: subject)
    case .calledAccount:
      return SteelyardError(
        .notAllowed, why, remedy: "Deposit, or reduce positions.", subject: subject)
    case .limit:
      return SteelyardError(
        .limitExceeded, why, remedy: "Order less, or ask for other limits.", subject: subject)
    case .noFrame:
      return SteelyardError(
        .notAllowed, why, remedy: "Wait for the market to be complete.", subject: subject)
    }
  }
}
