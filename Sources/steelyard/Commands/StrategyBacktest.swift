import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import SteelyardReports
import SteelyardValidation

/// `steelyard backtest strategy`: what a strategy would have come to.
enum StrategyBacktest {
  /// Rows after which a run that can be resumed is written down.
  private static let rowsKept = 2000

  /// Carries the command out.
  static func run(
    _ arguments: ParsedArguments, _ names: ArraySlice<String>, from: Timestamp?, to: Timestamp?,
    resume: String?, smile: SmilePrior
  ) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    guard let name = names.first, names.count == 1 else {
      throw SteelyardError(
        .invalidInput, "No strategy is named.",
        remedy: "Write `steelyard backtest strategy NAME`: "
          + StrategyCatalogue.entries.map(\.name).joined(separator: ", ") + ".")
    }
    let entry = try StrategyCatalogue.entry(named: name)
    var given: [String: Double] = [:]
    for (name, value) in try arguments.values(StrategyOptions.set) { given[name] = value }
    let strategy = try entry.strategy(given)
    let paths = try arguments.values(ChainInput.chains)
    let source = try arguments.value(ChainInput.prices) ?? (paths.isEmpty ? .prior : .chains)
    guard source == .prior || !paths.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "Options are to be priced from chains, and none are given.",
        remedy: "Pass --chains PATH, or leave out --option-prices.")
    }
    let input = try StrategyHistoryInput(
      try arguments.values(HistoryOptions.history),
      coins: try arguments.value(HistoryOptions.coins),
      interval: try arguments.value(StrategyHistoryInput.interval), from: from, to: to,
      chains: paths.isEmpty ? nil : try ChainInput(paths))
    let settings = try StrategyOptions.settings(
      arguments, coins: input.history.coins, OptionListing(smile: smile, source: source))
    let seed = try arguments.value(StrategyOptions.seed) ?? 1
    let numbers = entry.parameters.map { ($0.name, given[$0.name] ?? $0.usual) }
    var notes = input.notes
    let result: StrategyResult
    var folds: [StrategyWalkForward.Fold] = []
    var variants: [String] = []
    if let days = try arguments.value(StrategyOptions.walkForward) {
      guard resume == nil else {
        throw SteelyardError(
          .invalidInput, "A walk forward can't be resumed.",
          remedy: "Leave out --resume or --walk-forward.")
      }
      var tried: [any Strategy] = []
      for variant in entry.variants {
        // What the user states holds in every variant.
        tried.append(try entry.strategy(variant.merging(given) { _, given in given }))
        variants.append(
          variant.isEmpty
            ? "usual"
            : variant.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
              .joined(separator: ", "))
      }
      let walk = try StrategyWalkForward(
        tried, through: input.history, settings, trainDays: days.0, testDays: days.1, seed: seed
      ) { done, total in Progress.share("walking forward", done: done, of: total) }
      (result, folds) = (walk.result, walk.folds)
      notes.append(
        "Numbers were chosen among \(tried.count) variants by the Sharpe ratio of the \(days.0) days "
          + "before; the deflated ratio counts them.")
    } else {
      result = try walk(strategy, input.history, settings, resume: resume, seed: seed, numbers)
    }
    try output.write(
      StrategyReport(
        result, summary: entry.summary, numbers: numbers, settings: settings,
        interval: "\(input.history.interval)", folds: folds, variants: variants,
        showsTrades: arguments.has(StrategyOptions.trades), notes: notes))
    return .fine
  }

  private static func walk<Walked: Strategy>(
    _ strategy: Walked, _ history: StrategyHistory, _ settings: StrategySettings,
    resume: String?, seed: UInt64, _ numbers: [(String, Double)]
  ) throws(SteelyardError) -> StrategyResult {
    var run: StrategyRun<Walked>
    var file: StrategyStateFile?
    if let resume {
      let opened = StrategyStateFile(
        path: resume,
        identity: [strategy.name, "\(numbers)", history.identity, settings.identity]
          .joined(separator: "|"))
      file = opened
      let state: StrategyState<Walked.Memory>? = try opened.state()
      if let state {
        run = try StrategyRun(strategy, through: history, settings, from: state)
      } else {
        run = try StrategyRun(strategy, through: history, settings)
      }
    } else {
      run = try StrategyRun(strategy, through: history, settings)
    }
    let total = history.rows.count
    while !run.isDone {
      try run.step()
      guard run.state.row % rowsKept == 0 else { continue }
      Progress.share(
        "walking through \(history.rows[run.state.row - 1].description.prefix(10))",
        done: run.state.row, of: total)
      try file?.keep(run.state)
    }
    try file?.keep(run.state)
    return try StrategyResult(run, seed: seed)
  }
}
