import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardInputs
import SteelyardMarket
import SteelyardReports

/// `steelyard backtest hedge`: how well one coin hedged others.
enum HedgeBacktest {
  static let hedge = CommandOption<Currency>(
    "hedge", "CODE", .once, "of `backtest hedge`: the coin that hedges the others; default: BTC"
  ) { text throws(SteelyardError) in try Currency(text) }

  /// Days before the first compared one that ratios are made from.
  private static let daysBefore = 365
  private static let window = 90
  private static let decay = 0.97
  /// Fewest days that correlations are fitted to.
  private static let fittedMin = 180

  /// Carries the command out.
  static func run(
    _ arguments: ParsedArguments, from: Timestamp?, to: Timestamp?
  ) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let asked = try arguments.value(HedgeHistory.threshold) ?? HedgeHistory.thresholdDefault
    let coin = try arguments.value(hedge) ?? .btc
    let input = try HistoryInput(arguments)
    guard let reference = input.prices.first(where: { $0.source.asset == coin }) else {
      throw missing(coin)
    }
    var coins = input.prices.map(\.source.asset).filter { $0 != coin }
    if let named = try arguments.value(HistoryOptions.coins) { coins = named }
    coins.removeAll { $0 == coin }
    var entries: [HedgeComparisonReport.Entry] = []
    for target in coins {
      guard let history = input.prices.first(where: { $0.source.asset == target }) else {
        throw missing(target)
      }
      Progress.stage("hedging \(target)")
      entries.append(
        try entry(
          to.map { history.upTo(asOf: $0) } ?? history,
          to.map { reference.upTo(asOf: $0) } ?? reference, from: from, asked))
    }
    guard !entries.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "There is no coin that \(coin) could hedge.",
        remedy: "Pass --history with the closes of two coins or more.")
    }
    try output.write(
      HedgeComparisonReport(
        hedge: coin, entries: entries, effectivenessMin: asked, notes: input.notes))
    return .fine
  }

  private static func entry(
    _ target: PriceHistory, _ reference: PriceHistory, from: Timestamp?, _ asked: Double
  ) throws(SteelyardError) -> HedgeComparisonReport.Entry {
    let returns = try AlignedReturns(of: [target, reference], over: .daily, .overlapping)
    let earliest = from?.advanced(bySeconds: -Int64(daysBefore) * 86_400)
    let rows = returns.completeRows.filter { row in
      earliest.map { returns.times[row] >= $0 } ?? true
    }
    let days = rows.map { returns.times[$0] }
    // A return of the day that ends with `from` belongs to it.
    let first = from.flatMap { start in days.firstIndex { $0 >= start } } ?? 0
    let series = try HedgeSeries(
      target: rows.map { returns.columns[0][$0] }, hedge: rows.map { returns.columns[1][$0] })
    let methods: [HedgeRatioMethod] = [
      .minimumVariance(window: window), .fixed(1), .exponentiallyWeighted(decay: decay),
      .dynamicCorrelation(decay: decay, fittedSteps: max(fittedMin, first)),
    ]
    do {
      return HedgeComparisonReport.Entry(
        coin: target.source.asset,
        comparison: try HedgeComparison(
          of: methods, over: series, from: first, window: window, effectivenessMin: asked),
        days: days)
    } catch {
      throw SteelyardError(
        error.code, "\(target.source.asset): \(error.message)", remedy: error.remedy,
        subject: .instrument(target.source.asset.code))
    }
  }

  private static func missing(_ coin: Currency) -> SteelyardError {
    SteelyardError(
      .missingMarketData, "\(coin) has no history of prices.",
      remedy: "Pass --history with its closes, or leave it out of --coins.",
      subject: .instrument(coin.code))
  }
}
