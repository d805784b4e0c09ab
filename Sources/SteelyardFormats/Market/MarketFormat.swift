/// The formats of market files that Steelyard reads.
public enum MarketFormat: String, Sendable, Hashable, CaseIterable {
  /// The answer of Deribit's `public/get_book_summary_by_currency`, JSON.
  case deribitBookSummary = "deribit_book_summary"
  /// The answer of Deribit's `public/ticker`, JSON, or an array of such results.
  case deribitTicker = "deribit_ticker"
  /// Tardis `options_chain`, CSV.
  case tardisOptionsChain = "tardis_options_chain"
  /// Tardis `derivative_ticker`, CSV.
  case tardisDerivativeTicker = "tardis_derivative_ticker"
  /// Snapshots of option chains with units in the column names, CSV.
  case optionChain = "option_chain"
  /// Tickers of futures and perpetuals, CSV.
  case futuresTicker = "futures_ticker"
  /// Marks of futures by snapshot, CSV.
  case futuresTerm = "futures_term"
  /// Steelyard's own market file, JSON.
  case steelyard = "steelyard"

  /// The accepted formats, for messages.
  static let accepted =
    "Accepted are Deribit get_book_summary_by_currency and ticker JSON, Tardis options_chain and "
    + "derivative_ticker CSV, chain, futures ticker and futures term CSV, and Steelyard JSON."
}
