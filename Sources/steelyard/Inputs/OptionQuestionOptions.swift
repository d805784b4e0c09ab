import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats

/// The options that say an option's terms and the market it is priced in.
enum OptionQuestionOptions {
  static let from = CommandOption<InstrumentNaming>(
    choice: "from", "GRAMMAR",
    "the grammar of the instrument's name: "
      + InstrumentNaming.allCases.map(\.rawValue).joined(separator: ", ")
      + "; default: Deribit's, else any that fits")
  static let right = CommandOption<OptionRight>(
    choice: "right", "call|put", "without a name: what the holder may do")
  static let strike = number("strike", "PRICE", "without a name: strike in quote currency")
  static let base = CommandOption<Currency>(
    "base", "CODE", .once, "without a name: the coin; default: COIN"
  ) { text throws(SteelyardError) in try Currency(text) }
  static let quote = CommandOption<Currency>(
    "quote", "CODE", .once, "without a name: the currency of strike and forward; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  static let inverse = CommandOption(
    flag: "inverse", "without a name: priced and paid in the coin, as Deribit's BTC options are")
  static let forward = number("forward", "PRICE", "forward in quote currency; counts before files")
  static let days = number("days", "DAYS", "days of 86,400 s to expiry, in place of a date")
  static let years = number("years", "YEARS", "years of 365 days to expiry, in place of a date")
  static let rate = number(
    "rate", "RATE", "interest per year, continuous, decimal; default: 0")

  /// What says the terms without a name.
  static let terms: [any DeclaredOption] = [right, strike, base, quote, inverse]

  static let all: [any DeclaredOption] =
    [from] + terms + [forward, days, years, rate]
    + [MarketOptions.market, MarketOptions.time, MarketOptions.ageMaximum]

  static func number(
    _ name: String, _ placeholder: String, _ summary: String
  ) -> CommandOption<Double> {
    CommandOption(name, placeholder, .once, summary) { text throws(SteelyardError) in
      try OptionValues.number(text)
    }
  }
}
