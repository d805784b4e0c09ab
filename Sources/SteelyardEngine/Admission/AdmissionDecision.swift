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
    /// Initial margin stays covered by a bound that no subset of fills exceeds; the worst subset itself was not
    /// looked for.
    case coveredByBound
    /// It is a liquidation's own order, of a round that was checked when it was decided.
    case liquidation
  }

  /// The account.
  public let account: AccountName
  /// What was decided.
  public let verdict: Verdict
  /// Number of the risk frame; 0 where there was none.
  public let frame: UInt64
  /// Initial excess before, with the worst fills of the orders that work, in US dollars; nil where it did not
  /// matter.
  public let excessBeforeUSD: Double?
  /// Initial excess after, with the worst fills, in US dollars: no less than this where a bound decided.
  public let excessAfterUSD: Double
  /// Initial margin after, in that state, in US dollars: no more than this where a bound decided.
  public let initialMarginUSD: Double
  /// Equity that counts for it after, in US dollars: no less than this where a bound decided.
  public let countedEquityUSD: Double
  /// How many of the working orders fill in the worst case; 0 where a bound decided.
  public let worstFillCount: Int
  /// Orders that work, the new one included.
  public let orderCount: Int
  /// Why, in one line.
  public let why: String

  /// Whether it was let in.
  public var isAdmitted: Bool {
    switch verdict {
    case .covered, .coveredByBound, .reducing, .liquidation: true
    case .uncovered, .oracle, .calledAccount, .limit, .noFrame: false
    }
  }

  /// Writes the decision.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(byte: verdict.rawValue)
    writer.write(frame)
    // No number stands for a figure that did not matter: records of before always have one.
    writer.write(excessBeforeUSD ?? .nan)
    for number in [excessAfterUSD, initialMarginUSD, countedEquityUSD] { writer.write(number) }
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
    let before = try reader.readDouble()
    excessBeforeUSD = before.isNaN ? nil : before
    excessAfterUSD = try reader.readDouble()
    initialMarginUSD = try reader.readDouble()
    countedEquityUSD = try reader.readDouble()
    worstFillCount = try reader.readInt()
    orderCount = try reader.readInt()
    why = try reader.readString()
  }

  init(
    _ account: AccountName, _ verdict: Verdict, frame: UInt64, before: WorstFilledState? = nil,
    after: WorstFilledState? = nil, why: String
  ) {
    self.account = account
    self.verdict = verdict
    self.frame = frame
    excessBeforeUSD = before?.figures.initialExcess
    excessAfterUSD = after?.figures.initialExcess ?? 0
    initialMarginUSD = after?.figures.initialMargin ?? 0
    countedEquityUSD = after?.figures.initialCountedEquity ?? 0
    worstFillCount = after?.fillCount ?? 0
    orderCount = after?.orderCount ?? 0
    self.why = why
  }

  /// What a bound does not let in where the subsets that were looked at leave it open.
  init(
    _ account: AccountName, frame: UInt64, refusedBy bound: WorstFillsBound?,
    before: WorstFilledState?, after: WorstFilledState, why: String
  ) {
    self.account = account
    verdict = .uncovered
    self.frame = frame
    excessBeforeUSD = before?.figures.initialExcess
    excessAfterUSD = bound?.initialExcess ?? after.figures.initialExcess
    initialMarginUSD = bound?.initialMargin ?? after.figures.initialMargin
    countedEquityUSD = bound?.initialCountedEquity ?? after.figures.initialCountedEquity
    worstFillCount = bound == nil ? after.fillCount : 0
    orderCount = after.orderCount
    self.why = why
  }

  /// What a bound let in.
  init(_ account: AccountName, frame: UInt64, _ bound: WorstFillsBound) {
    self.account = account
    verdict = .coveredByBound
    self.frame = frame
    excessBeforeUSD = nil
    excessAfterUSD = bound.initialExcess
    initialMarginUSD = bound.initialMargin
    countedEquityUSD = bound.initialCountedEquity
    worstFillCount = 0
    orderCount = bound.orderCount
    why =
      "Initial excess is at least \(usdText(bound.initialExcess)), whatever fills of "
      + "\(bound.orderCount) orders."
  }

  /// The refusal as its caller gets it; nil where it was let in.
  public var refusal: SteelyardError? {
    let subject = SteelyardError.Subject.account(account.description)
    switch verdict {
    case .covered, .coveredByBound, .reducing, .liquidation: return nil
    case .uncovered:
      return SteelyardError(
        .insufficientMargin, why, remedy: "Order less, cancel orders, or deposit.", subject: subject
      )
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
