public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `margin --vary`: where along one input an account no longer covers its margin, and
/// its margin on the way.
///
/// Amounts are in the report currency, at its price in the undisplaced market.
public struct WalkReport: Report {
  let walk: MarginWalk
  let currency: Currency
  let usdPerUnit: Double
  let names: PositionNames
  let notes: [String]
  /// What could not be read or priced, and limits of the venue that the account is beyond.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on one walk.
  ///
  /// - Parameters:
  ///   - walk: The walk.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it in the undisplaced market, finite and > 0.
  ///   - naming: How instruments are named.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading; any makes every status a
  ///     margin call at best.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    walk: MarginWalk, currency: Currency, usdPerUnit: Double, naming: InstrumentNaming = .deribit,
    notes: [String] = [], readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.walk = walk
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    names = PositionNames(naming)
    self.notes = notes
    failures = readingFailures + walk.failures
    self.unreadableCount = unreadableCount
  }

  /// The level of the account as it is.
  public var status: HealthLevel { status(of: walk.present) }

  /// Whether nothing was left out, neither at reading nor at pricing, at any point.
  public var isComplete: Bool {
    unreadableCount == 0
      && ([walk.present] + walk.points).allSatisfy { $0.figures.isComplete && $0.leftOutCount == 0 }
  }

  /// The level at a point, a margin call at best where rows could not be read.
  func status(of point: WalkPoint) -> HealthLevel {
    point.health.judged(unreadableCount: unreadableCount)
  }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }
}
