import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats

/// The options of every command that values a portfolio under a margin model.
enum AccountOptions {
  static let positions = CommandOption(
    text: "positions", "FILE",
    "what is held: CSV instrument,quantity[,average_price] (an asset code such as BTC is a "
      + "balance), Deribit positions JSON, Steelyard JSON. Inverse futures and perpetuals are "
      + "counted in USD, everything else in coins")
  static let model = CommandOption(
    text: "model", "NAME",
    "margin model: \(MarginModelCatalogue.names.joined(separator: ", ")); default: \(modelDefault)")
  static let parameters = CommandOption(
    text: "parameters", "FILE", "the model's parameters in place of the built-in ones")
  static let state = CommandOption(
    text: "state", "FILE",
    "what the model dynamic has learned from history, as `steelyard calibrate` wrote it; default: "
      + "the state that comes with its parameters")
  static let stated = CommandOption<StatedAmountOption>(
    "stated", "NAME=AMOUNT:CURRENCY", .repeated,
    "a requirement that no snapshot shows, such as open_orders_margin=0.25:BTC"
  ) { text throws(SteelyardError) in try OptionValues.statedAmount(text) }
  static let group = CommandOption(
    texts: "group", "FILE",
    "positions of another account of the same owner: charges for size count what the owner holds "
      + "in all accounts. As often as there are accounts")
  static let partial = CommandOption(
    flag: "partial", "go on without the rows that are wrong, and mark the answer incomplete")
  static let explain = CommandOption(
    flag: "explain", "each charge with its rule, the scenarios by position, the data behind it all")
  static let naming = CommandOption<InstrumentNaming>(
    choice: "naming", "GRAMMAR",
    "how instruments are named in the answer: "
      + InstrumentNaming.allCases.map(\.rawValue).joined(separator: ", ") + "; default: deribit")

  static let modelDefault = "deribit"

  /// The options of the help's examples; the tests run them.
  static let exampleMarket =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json"
  static let exampleBook = "\(exampleMarket) --positions Examples/hedged-book/positions.csv"

  static let all: [any DeclaredOption] =
    [MarketOptions.market, positions, model, parameters, state]
    + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum]
    + [stated, group, partial, explain, naming]
}
