public import SteelyardContracts
public import SteelyardMargin

/// The answer of `stress --reverse` and `stress --liquidation-price`: how far a book is from being
/// liquidated, in joint moves and their probability, and in prices along paths.
///
/// Amounts are in the report currency, at its price in the undisplaced market.
public struct EdgeReport: Report {
  /// What liquidation prices were asked for, and where the betas come from.
  public struct Prices: Sendable {
    /// One for each path.
    public let paths: [LiquidationPrices]
    /// A sentence on the betas; nil where no path moves several coins.
    public let betaSource: String?

    /// Prices with their source.
    public init(paths: [LiquidationPrices], betaSource: String?) {
      self.paths = paths
      self.betaSource = betaSource
    }
  }

  let evaluator: StressEvaluator
  let reverse: ReverseStress?
  let prices: Prices?
  let currency: Currency
  let usdPerUnit: Double
  /// The state whose scenarios say how prices move together; nil where none was needed.
  let stateName: String?
  let notes: [String]
  /// What could not be read or priced, and limits of the venue that the account is beyond.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on the edge of a book.
  ///
  /// - Parameters:
  ///   - evaluator: The book, its model and its market.
  ///   - reverse: The nearest joint moves; nil where they were not asked for.
  ///   - prices: Liquidation prices; nil where they were not asked for.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it in the undisplaced market, finite and > 0.
  ///   - stateName: What people call the state that says how prices move together.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading; any makes the status a
  ///     margin call at best.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    evaluator: StressEvaluator, reverse: ReverseStress?, prices: Prices?, currency: Currency,
    usdPerUnit: Double, stateName: String?, notes: [String] = [],
    readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.evaluator = evaluator
    self.reverse = reverse
    self.prices = prices
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    self.stateName = stateName
    self.notes = notes
    failures = readingFailures + evaluator.failures
    self.unreadableCount = unreadableCount
  }

  /// The level of the account as it is.
  public var status: HealthLevel { evaluator.health.judged(unreadableCount: unreadableCount) }

  /// Whether nothing was left out, neither at reading nor at pricing.
  public var isComplete: Bool { unreadableCount == 0 && evaluator.figures.isComplete }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }
}
