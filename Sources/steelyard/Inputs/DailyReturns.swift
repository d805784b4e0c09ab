import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardForecasts
import SteelyardInputs
import SteelyardMarket

/// Simple returns of days that every coin has, from the histories named.
struct DailyReturns {
  /// Days in a year, as everywhere.
  static let stepsPerYear = 365.0

  /// Without gaps.
  let panel: ReturnPanel
  /// The ends of the days.
  let days: [Timestamp]
  /// What was odd, for people.
  let notes: [String]

  static let from = CommandOption<Timestamp>(
    "from", "DATE", .once, "the first day of returns that is used; default: the first there is"
  ) { text throws(SteelyardError) in try OptionValues.endOfDay(text) }
  static let asOf = CommandOption<Timestamp>(
    "as-of", "DATE", .once, "the last day that is used; default: the last there is"
  ) { text throws(SteelyardError) in try OptionValues.endOfDay(text) }

  static let options: [any DeclaredOption] = [
    HistoryOptions.history, HistoryOptions.coins, from, asOf,
  ]

  /// - Throws: What reading throws; `missingMarketData` where a coin has no history, or fewer than three days are
  ///   common to all.
  ///
  /// - Parameters:
  ///   - coins: The coins to take, in this order; nil for those that the arguments name, or all.
  ///   - end: No day that ends after it is used; nil for what the arguments say.
  init(
    _ arguments: ParsedArguments, of coins: [Currency]? = nil, until end: Timestamp? = nil
  ) throws(SteelyardError) {
    let named = try arguments.value(HistoryOptions.coins)
    let coins = coins ?? named
    let from = try arguments.value(DailyReturns.from)
    let stated = try arguments.value(DailyReturns.asOf)
    let asOf = end ?? stated
    let input = try HistoryInput(arguments)
    var chosen = input.prices
    if let coins {
      chosen = []
      for coin in coins {
        guard let history = input.prices.first(where: { $0.source.asset == coin }) else {
          throw SteelyardError(
            .missingMarketData, "\(coin.code) has no history of prices.",
            remedy: "Pass --history with its closes, or leave it out of --coins.",
            subject: .instrument(coin.code))
        }
        chosen.append(history)
      }
    }
    var aligned = try AlignedReturns(of: chosen, over: .daily, .nonOverlapping(offsetSeconds: 0))
    if let asOf { aligned = aligned.upTo(asOf: asOf) }
    let start = from ?? Timestamp(microseconds: .min)
    let rows = aligned.completeRows.filter { row in aligned.times[row] >= start }
    guard rows.count >= 3 else {
      throw SteelyardError(
        .missingMarketData, "The coins have \(rows.count) days of returns in common.",
        remedy: "Name fewer coins with --coins, or give longer histories.")
    }
    var columns: [[Double?]] = []
    for column in aligned.columns { columns.append(rows.map { expm1(column[$0]) }) }
    panel = try ReturnPanel(assets: chosen.map { $0.source.asset.code }, columns: columns)
    days = rows.map { aligned.times[$0] }
    var notes = input.notes
    let possible = aligned.times.count { time in time >= start }
    if possible > rows.count {
      notes.append(
        "\(possible - rows.count) of \(possible) days lack the return of some coin and are left out."
      )
    }
    self.notes = notes
  }
}
