import SteelyardCommandLine
import SteelyardContracts

/// The options of every command that takes a market.
enum MarketOptions {
  static let market = CommandOption(
    texts: "market", "FILE",
    "a saved market: Deribit book summary or ticker JSON, Tardis or chain CSV, Steelyard JSON; "
      + "several files merge into one market; - is standard input")
  static let time = CommandOption<Timestamp>(
    "time", "ISO8601", .once,
    "the instant to compute for, UTC; default: that of the latest row"
  ) { text throws(SteelyardError) in try Timestamp(parsing: text) }
  static let price = CommandOption<AssetPriceOption>(
    "price", "ASSET=USD", .repeated, "US dollars for one unit of an asset; counts before the files"
  ) { text throws(SteelyardError) in try OptionValues.assetPrice(text) }
  static let ageMaximum = CommandOption<Int>(
    "max-age", "SECONDS", .once,
    "rows older than this before the time are not used; default: \(ageSecondsDefault)"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 0...3_153_600_000) }

  /// An hour: within one download rows are seconds apart, so older ones are another market.
  static let ageSecondsDefault = 3600
}
