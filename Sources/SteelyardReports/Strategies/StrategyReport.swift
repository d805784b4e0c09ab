import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
public import SteelyardValidation

/// What a backtest of a strategy found.
public struct StrategyReport: Report {
  /// What it came to.
  public let result: StrategyResult
  /// What the strategy does, in a line.
  public let summary: String
  /// Its numbers by name.
  public let numbers: [(name: String, value: Double)]
  /// The rules.
  public let settings: StrategySettings
  /// How often it was asked.
  public let interval: String
  /// Test stretches of a walk forward; empty without one.
  public let folds: [StrategyWalkForward.Fold]
  /// The variants that were chosen from, in words.
  public let variants: [String]
  /// Whether every fill is told.
  public let showsTrades: Bool
  /// What people should know besides.
  public let notes: [String]

  /// A report from its parts.
  public init(
    _ result: StrategyResult, summary: String, numbers: [(name: String, value: Double)],
    settings: StrategySettings, interval: String, folds: [StrategyWalkForward.Fold] = [],
    variants: [String] = [], showsTrades: Bool, notes: [String]
  ) {
    self.result = result
    self.summary = summary
    self.numbers = numbers
    self.settings = settings
    self.interval = interval
    self.folds = folds
    self.variants = variants
    self.showsTrades = showsTrades
    self.notes = notes
  }

  /// Returns by month: the first of a month, and the return in it.
  var months: [(year: Int, month: Int, gain: Double)] {
    var months: [(year: Int, month: Int, gain: Double)] = []
    var start = result.equity[0]
    for place in result.days.indices.dropFirst() {
      // A row at midnight closes the day before it.
      let date = CivilDate(of: Timestamp(microseconds: result.days[place].microseconds - 1))
      let next =
        place + 1 < result.days.count
        ? CivilDate(of: Timestamp(microseconds: result.days[place + 1].microseconds - 1)) : nil
      guard next?.month != date.month || next?.year != date.year else { continue }
      months.append(
        (date.year, date.month, start > 0 ? result.equity[place] / start - 1 : 0))
      start = result.equity[place]
    }
    return months
  }

  /// Gains by where they came from, in US dollars; they add up to the change of equity.
  var sources: [(key: String, name: String, amount: Double)] {
    let totals = result.totals
    let change = (result.equity.last ?? 0) - result.equity[0]
    return [
      ("prices", "prices", totals.priceGain(ofChange: change)),
      ("funding", "funding", totals.funding),
      ("pool_fees", "fees of pools", totals.poolFees), ("fees", "fees", -totals.fees),
      ("spread", "spread", -totals.spread), ("impact", "impact", -totals.impact),
      ("interest", "interest", -totals.interest),
      ("liquidation_fees", "liquidation fees", -totals.liquidationFees),
      ("bad_debt", "written off", totals.badDebt),
    ].filter { $0.amount != 0 || $0.key == "prices" }
  }

  /// What should be said besides.
  var remarks: [String] {
    let prices = settings.delayRows == 0 ? "at its price" : "at the next row's price"
    var remarks = notes.filter { result.hasPerpetuals || !$0.contains("perpetual") }
    remarks.append(
      "Decisions see prices up to their row and are done \(prices), with half the spread, impact "
        + "and fee on top. Margin by \(settings.margin.model.name), liquidation by "
        + "\(settings.policy.name). A past result promises nothing.")
    if result.hasOptions {
      let smile = settings.listing.smile
      switch settings.listing.source {
      case .prior:
        remarks.append(
          "Options are priced from the volatility index and a stated smile of slope \(smile.slope) "
            + "and curvature \(smile.curvature): no chain of the past was quoted.")
      case .chains:
        remarks.append(
          "Options are those of the chains that were seen, at their bids and asks as shares of the mark; "
            + "between two chains prices are those of the last one's smile, not quotes.")
      }
    }
    return remarks
  }
}

extension StrategyResult {
  /// Whether options were traded.
  fileprivate var hasOptions: Bool {
    events.contains { $0.subject.contains("call") || $0.subject.contains("put") }
  }

  /// Whether perpetuals were traded.
  fileprivate var hasPerpetuals: Bool { events.contains { $0.subject.contains("perpetual") } }
}
