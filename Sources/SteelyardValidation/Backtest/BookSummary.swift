import Glibc
public import SteelyardContracts

/// What a backtest found for one book.
public struct BookSummary: Sendable, Hashable {
  /// A loss that initial margin did not cover.
  public struct Shortfall: Sendable, Hashable {
    /// The end of the day the book was struck on.
    public let day: Timestamp
    /// The loss over what was collected.
    public let beyond: Double
    /// The loss.
    public let loss: Double
  }

  /// The book.
  public let book: BacktestBook
  /// Days with a known loss.
  public let days: Int
  /// The value-at-risk layer of the core.
  public let core: LayerSummary
  /// What is collected as initial margin.
  public let collected: LayerSummary
  /// Maintenance margin against its own horizon from every hour on; nil without hourly closes.
  public let maintained: LayerSummary?
  /// Acerbi and Szekely's tests of the bare expected shortfall; nil without a breach of its VaR.
  public let shortfallTest: AcerbiSzekelyTest?
  /// Mean core, in US dollars.
  public let meanCore: Double
  /// Mean initial margin, in US dollars.
  public let meanInitialMargin: Double
  /// Mean core over the mean sum of what each leg needs by itself.
  public let nettingRatio: Double
  /// How the core of the freshly struck book moved; nil for a near-zero book or too few days.
  public let coreStability: ProcyclicalityMeasures?
  /// How its initial margin moved; nil likewise.
  public let collectedStability: ProcyclicalityMeasures?
  /// Means of what other models tie up, by model.
  public let others: [String: Double]
  /// How other models were breached, by model.
  public let otherLayers: [String: LayerSummary]
  /// How what they tie up moved, by model.
  public let otherStability: [String: ProcyclicalityMeasures]
  /// Losses beyond initial margin, the largest first.
  public let shortfalls: [Shortfall]

  /// A core below this share of a leg is near zero.
  public static let nearZeroShare = 0.002

  /// A summary of a book's days; nil where none has a loss.
  ///
  /// - Parameters:
  ///   - stride: Days of the book's horizon.
  ///   - hourStride: Hours of its maintenance horizon.
  ///   - tailLevel: The level of the core's expected shortfall.
  ///   - nearZeroUSD: A core below this on any day leaves the book's stability out; of the user's
  ///     own book it is 0.2 % of the largest leg.
  /// - Throws: `invalidInput` where a figure is not finite.
  public init?(
    _ book: BacktestBook, _ days: [BacktestDay], stride: Int, hourStride: Int,
    tailLevel: Double, nearZeroUSD: Double
  ) throws(SteelyardError) {
    var known: [(day: Timestamp, outcome: BacktestDay.Outcome, loss: Double)] = []
    for day in days {
      guard let outcome = day.outcomes.first(where: { $0.book == book.name }),
        let loss = outcome.loss
      else { continue }
      known.append((day.day, outcome, loss))
    }
    guard known.count > 1 else { return nil }
    self.book = book
    self.days = known.count
    let losses = known.map(\.loss)
    let cores = known.map(\.outcome.dynamic.core)
    let margins = known.map(\.outcome.dynamic.initialMargin)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    core = try LayerSummary(
      losses: losses, layer: known.map(\.outcome.dynamic.valueAtRisk),
      probability: 1 - MarginBacktest.coverageLevel, stride: stride)
    collected = try LayerSummary(
      losses: losses, layer: margins, probability: 1 - MarginBacktest.coverageLevel,
      stride: stride)
    maintained = try BookSummary.maintained(book, days, stride: hourStride)
    let nearZero =
      book.group == .own ? BookSummary.nearZeroShare * book.largestLegUSD : nearZeroUSD
    let isHeld = cores.allSatisfy { $0 > nearZero }
    shortfallTest =
      isHeld
      ? try AcerbiSzekelyTest(
        profit: losses.map { -$0 }, valueAtRisk: known.map(\.outcome.dynamic.tailValueAtRisk),
        expectedShortfall: cores, level: tailLevel) : nil
    meanCore = mean(cores)
    meanInitialMargin = mean(margins)
    let legs = mean(known.map(\.outcome.dynamic.legsCore))
    nettingRatio = legs > 0 ? meanCore / legs : 1
    let isLong = isHeld && known.count >= ProcyclicalityMeasures.daysMin
    coreStability = isLong ? try ProcyclicalityMeasures(cores) : nil
    collectedStability = isLong ? try ProcyclicalityMeasures(margins) : nil
    var others: [String: Double] = [:]
    var layers: [String: LayerSummary] = [:]
    var stability: [String: ProcyclicalityMeasures] = [:]
    for name in Set(known.flatMap { $0.outcome.others.keys }) {
      let pairs = known.compactMap { day in day.outcome.others[name].map { ($0, day.loss) } }
      // A model that knows the book on some days alone is compared on none.
      guard pairs.count == known.count else { continue }
      let tied = pairs.map(\.0)
      others[name] = mean(tied)
      layers[name] = try LayerSummary(
        losses: pairs.map(\.1), layer: tied, probability: 1 - MarginBacktest.coverageLevel,
        stride: stride)
      if isLong, tied.allSatisfy({ $0 > nearZero }) {
        stability[name] = try ProcyclicalityMeasures(tied)
      }
    }
    self.others = others
    otherLayers = layers
    otherStability = stability
    shortfalls = known.compactMap { day in
      let beyond = day.loss - day.outcome.dynamic.initialMargin
      return beyond > 0 ? Shortfall(day: day.day, beyond: beyond, loss: day.loss) : nil
    }.sorted { ($0.beyond, $1.day) > ($1.beyond, $0.day) }
  }

  /// The windows from every hour on, one day's margin against those of the next day.
  private static func maintained(
    _ book: BacktestBook, _ days: [BacktestDay], stride: Int
  ) throws(SteelyardError) -> LayerSummary? {
    var losses: [Double] = []
    var margins: [Double] = []
    for day in days {
      guard let outcome = day.outcomes.first(where: { $0.book == book.name }) else { continue }
      for case .some(let loss) in outcome.hourlyLosses {
        losses.append(loss)
        margins.append(outcome.dynamic.maintenanceMargin)
      }
    }
    guard losses.count > 1 else { return nil }
    return try LayerSummary(
      losses: losses, layer: margins, probability: 1 - MarginBacktest.coverageLevel,
      stride: stride)
  }
}
