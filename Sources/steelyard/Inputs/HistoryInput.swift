import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardInputs
import SteelyardMargin
import SteelyardScenarios

/// The options that name histories and events.
enum HistoryOptions {
  static let history = CommandOption<String>(
    texts: "history", "FILE",
    "CSV of prices, a volatility index or funding; repeat for several assets and venues")
  static let events = CommandOption(
    texts: "events", "PATH",
    "an event file or a directory of them, in addition to the library that comes along")
  static let coins = CommandOption<[Currency]>(
    "coins", "CODE[,CODE...]", .once, "the coins to take; default: all that have a history"
  ) { text throws(SteelyardError) in
    var coins: [Currency] = []
    for code in text.split(separator: ",", omittingEmptySubsequences: false) {
      coins.append(try Currency(code))
    }
    return coins
  }

  static let all: [any DeclaredOption] = [history, events, coins]

  /// A history of our own making, for examples.
  static let example =
    "--history Examples/synthetic-history/closes.csv --history Examples/synthetic-history/volatility-BTC.csv"
}

extension HistoryInput {
  /// Reads every file that the arguments name.
  ///
  /// - Throws: What reading throws; `missingMarketData` where no file is named.
  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    try self.init(
      paths: try arguments.values(HistoryOptions.history), stage: { Progress.stage($0) })
  }

  /// Historical crashes of the library and of the files named.
  static func crashes(_ arguments: ParsedArguments) throws(SteelyardError) -> [Crash] {
    var library = try EventLibrary.embedded()
    for path in try arguments.values(HistoryOptions.events) {
      library = library.overlaid(with: try EventLibrary(path: path))
    }
    return crashes(of: library)
  }
}
