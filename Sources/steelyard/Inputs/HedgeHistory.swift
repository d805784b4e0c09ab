import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging
import SteelyardInputs
import SteelyardMarket
import SteelyardReports

/// What history says of one coin as the hedge of the others that a book depends on.
enum HedgeHistory {
  static let threshold = CommandOption<Double>(
    "effectiveness", "SHARE", .once,
    "with a history of the coins: the share of the variance that a hedge in another coin must take away; "
      + "default: \(thresholdDefault)"
  ) { text throws(SteelyardError) in
    let share = try OptionValues.number(text)
    guard share > 0, share < 1 else {
      throw SteelyardError(
        .invalidInput, "\(share) is no effectiveness.", remedy: "Give one above 0 and below 1.")
    }
    return share
  }

  static let thresholdDefault = 0.4
  static let window = 90

  /// Reviews of minimum-variance ratios over 90 days; nil where no history is named.
  ///
  /// - Throws: `notApplicable` for a threshold without a history, or where the histories do not have two coins of the
  ///   book; what reading histories and the reviews throw.
  static func reviews(
    _ arguments: ParsedArguments, coins: [Currency], until time: Timestamp
  ) throws(SteelyardError) -> HedgeReport.Reviews? {
    let asked = try arguments.value(threshold)
    let paths = try arguments.values(HistoryOptions.history)
    guard !paths.isEmpty else {
      guard asked == nil else {
        throw SteelyardError(
          .notApplicable, "--effectiveness belongs to --history.",
          remedy: "Add --history FILE, or leave it out.")
      }
      return nil
    }
    let rules = try HedgeReview.Rules(
      window: window, effectivenessMin: asked ?? thresholdDefault, breakProbabilityMax: 0.001,
      regimeWindow: 30, calmShare: 0.75)
    let histories = try HistoryInput(arguments).prices.filter { coins.contains($0.source.asset) }
      .map { $0.upTo(asOf: time) }
    guard histories.count > 1,
      let reference = histories.first(where: { $0.source.asset == .btc }) ?? histories.first
    else {
      throw SteelyardError(
        .notApplicable,
        "--history: the files have \(histories.count) of the coins that the book depends on.",
        remedy: "Give histories of two or more of \(coins.map(\.code).joined(separator: ", ")).")
    }
    var entries: [(coin: Currency, review: HedgeReview)] = []
    for history in histories where history.source.asset != reference.source.asset {
      let returns = try AlignedReturns(of: [history, reference], over: .daily, .overlapping)
      let rows = returns.completeRows
      let series = try HedgeSeries(
        target: rows.map { returns.columns[0][$0] }, hedge: rows.map { returns.columns[1][$0] })
      entries.append(
        (
          history.source.asset,
          try HedgeReview(of: .minimumVariance(window: window), over: series, rules)
        ))
    }
    return HedgeReport.Reviews(hedge: reference.source.asset, entries: entries)
  }
}
