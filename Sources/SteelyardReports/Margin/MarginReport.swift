public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `margin`: figures, what led to them, and the data they stood on.
///
/// Amounts are in the report currency. Scenario P&L is counted at the undisplaced index: coin times
/// today's price of the coin.
public struct MarginReport: Report {
  /// How much people are told; JSON always says everything.
  public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// Figures, positions, Greeks, collateral and charges by name.
    case summary
    /// Also every charge with its rule, the scenarios by position, and the data of each number.
    case explained
  }

  let explanation: MarginExplanation
  let currency: Currency
  let usdPerUnit: Double
  let detail: Detail
  let names: PositionNames
  let notes: [String]
  /// What could not be read or priced, and limits of the venue that the account is beyond.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on one account.
  ///
  /// - Parameters:
  ///   - explanation: What the model found.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it, finite and > 0.
  ///   - detail: How much people are told.
  ///   - naming: How instruments are named; what the grammar cannot say has Steelyard's own name.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading; any makes the answer
  ///     incomplete and the status a margin call at best, because nothing bounds what they lose.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    explanation: MarginExplanation, currency: Currency, usdPerUnit: Double, detail: Detail,
    naming: InstrumentNaming = .deribit, notes: [String] = [],
    readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.explanation = explanation
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    self.detail = detail
    names = PositionNames(naming)
    self.notes = notes + explanation.equityRemarks
    failures = readingFailures + explanation.failures + explanation.breaches
    self.unreadableCount = unreadableCount
  }

  /// Whether nothing was left out, neither at reading nor at pricing.
  public var isComplete: Bool { explanation.isComplete && unreadableCount == 0 }

  /// The level of the account, a margin call at best where rows could not be read.
  public var status: HealthLevel {
    explanation.health.judged(unreadableCount: unreadableCount)
  }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }
}
