import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardInputs
import SteelyardMargin
import SteelyardPricing
import SteelyardReports
import SteelyardValidation

/// `steelyard backtest`: was the margin enough, and what would a strategy have come to.
enum BacktestCommand: Command {
  private static let from = CommandOption<Timestamp>(
    "from", "DATE", .once,
    "the first day that books are struck on; default: as soon as there is a state"
  ) { text throws(SteelyardError) in try OptionValues.endOfDay(text) }
  private static let to = CommandOption<Timestamp>(
    "to", "DATE", .once, "the last day of history that is used; default: the last one"
  ) { text throws(SteelyardError) in try OptionValues.endOfDay(text) }
  private static let books = CommandOption<[String]>(
    "books", "NAME[,NAME...]", .once,
    "standard books by name, or all; default: all that the coins allow, and none beside --positions"
  ) { text throws(SteelyardError) in text.split(separator: ",").map(String.init) }
  private static let models = CommandOption<[String]>(
    "models", "NAME[,NAME...]", .once,
    "models to compare with; default: isolated, cross, deribit, derive and plain historical VaR"
  ) { text throws(SteelyardError) in text.split(separator: ",").map(String.init) }
  private static let resume = CommandOption(
    text: "resume", "FILE", "keep every day in a file, and go on where it ends")
  private static let slope = CommandOption<Double>(
    "smile-slope", "NUMBER", .once,
    "relative slope of the smile that surfaces are realised with; default: -0.085"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  private static let curvature = CommandOption<Double>(
    "smile-curvature", "NUMBER", .once, "its relative curvature; default: 0.052"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  private static let check = CommandOption(
    flag: "check", "exit with 1 where a goal is missed")

  static let declaration = CommandDeclaration(
    name: "backtest",
    summary: "was the margin enough, what would a strategy have come to: a walk through history",
    description: """
      `backtest margin`: each day every standard book is struck anew, margined by the dynamic model with what was known
      at the end of that day, frozen, and held over the horizon. A breach is a loss, collateral
      included, above the layer that is tested. With hourly closes among the histories, maintenance
      margin is tested too. With --positions and --market your own book is walked: every position
      keeps its dollars, days left and moneyness of that market.

      `backtest strategy NAME`: a strategy is walked through closes, funding, basis and a volatility
      index, with fees, spread, impact, margin calls and liquidation; it sees nothing later, and
      limits stand between it and its orders. With --chains options are those that a venue listed. The
      strategies are
      \(StrategyCatalogue.entries.map(\.name).joined(separator: ", "));
      docs/strategies.md has their numbers, and how to write one.

      `backtest hedge`: how much of the variance of other coins one coin took away, by ratios of least
      squares, one for one, exponentially weighted and by dynamic correlation, out of sample, and when
      it stopped doing so.
      """,
    operands: .init(
      placeholder: "margin|strategy|hedge", count: 1...2,
      summary: "what is tested; behind `strategy` its name"),
    options: [from, to, books, models, resume, AccountOptions.parameters, slope, curvature, check]
      as [any DeclaredOption] + [HedgeBacktest.hedge, HedgeHistory.threshold]
      + HistoryOptions.all + OwnBookInput.options + StrategyOptions.all
      + OutputOptions.all,
    examples: [
      .init(
        says: "two books over the made-up history",
        line: "steelyard backtest margin \(HistoryOptions.example)"
          + " --books \"long BTC,delta-hedged short gamma BTC\" --from 2024-06-30"),
      .init(
        says: "your own bitcoin book; what its history cannot walk is left out",
        line: "steelyard backtest margin \(HistoryOptions.example)"
          + " \(AccountOptions.exampleBook) --partial --models isolated,deribit --from 2024-10-31"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    if arguments.operands.first == "strategy" {
      return try StrategyBacktest.run(
        arguments, arguments.operands.dropFirst(), from: try arguments.value(from),
        to: try arguments.value(to), resume: try arguments.value(resume),
        smile: try smile(arguments))
    }
    if arguments.operands == ["hedge"] {
      return try HedgeBacktest.run(
        arguments, from: try arguments.value(from), to: try arguments.value(to))
    }
    guard arguments.operands == ["margin"] else {
      throw SteelyardError(
        .invalidInput,
        "There is no backtest of \"\(arguments.operands.joined(separator: " ").prefix(60))\".",
        remedy:
          "Write `steelyard backtest margin`, `steelyard backtest strategy NAME` or `steelyard backtest hedge`."
      )
    }
    let chosen = try arguments.value(books)
    let from = try arguments.value(from)
    let to = try arguments.value(to)
    let resume = try arguments.value(resume)
    let smile = try smile(arguments)
    let coins = try arguments.value(HistoryOptions.coins)
    let specification = try DynamicInput.specification(arguments)
    let rivals = try rivals(try arguments.value(models))
    let crashes = try HistoryInput.crashes(arguments)
    let input = try HistoryInput(arguments)
    let history = try input.calibration(specification, coins: coins, asOf: to)
    Progress.stage("calibrating on \(history.days.count) days")
    let calibrator = try Calibrator(history, crashes: crashes, specification, seed: 1)
    var stateful: [Calibrator] = []
    if rivals.comparesHistorical {
      stateful.append(
        try Calibrator(
          history, crashes: [], PlainHistoricalModel.specification(like: specification), seed: 1))
    }
    let past = BacktestHistory(
      history, smile: smile, hourly: input.hourlyCloses(of: history, asOf: to))
    let own = try OwnBookInput(arguments, past, specification)
    var walked = try standardBooks(own == nil ? chosen : chosen ?? [])
    if let book = own?.book { walked.append(book) }
    let backtest = MarginBacktest(
      books: walked, history: past, calibrator: calibrator,
      rivals: stateful, others: rivals.models, level: .detected)
    let days = try walk(backtest, from: from, resume: resume, arguments)
    let summary = try BacktestSummary(
      days, books: walked, strides: backtest.strides, hourStrides: backtest.hourStrides,
      tailLevel: backtest.tailLevel,
      nearZeroUSD: BookSummary.nearZeroShare * StandardBooks.dollars)
    let report = BacktestReport(
      summary: summary, days: days, parameters: specification.provenance.name,
      notes: input.notes + [smile.remark] + (own?.notes ?? []))
    try output.write(report)
    return arguments.has(check) && summary.goals.contains { $0.isMet == false } ? .badNews : .fine
  }

  private static func smile(_ arguments: ParsedArguments) throws(SteelyardError) -> SmilePrior {
    let prior = SmilePrior.backtests
    return SmilePrior(
      slope: try arguments.value(slope) ?? prior.slope,
      curvature: try arguments.value(curvature) ?? prior.curvature,
      moneynessMax: prior.moneynessMax)
  }

  private static func walk(
    _ backtest: MarginBacktest, from: Timestamp?, resume: String?, _ arguments: ParsedArguments
  ) throws(SteelyardError) -> [BacktestDay] {
    let history = backtest.history.calibration
    let first = from.flatMap { start in history.days.firstIndex { $0 >= start } } ?? 0
    let identity = backtest.identity
    var file = try resume.map { path throws(SteelyardError) in
      try BacktestFile(path: path, identity: identity)
    }
    var days: [BacktestDay] = []
    for day in first..<max(first, history.days.count - 1) {
      if let kept = file?.days[history.days[day]] {
        days.append(kept)
        continue
      }
      Progress.share(
        "walking through \(history.days[day].description.prefix(10))", done: day - first,
        of: history.days.count - first)
      guard let result = try backtest.run(on: day) else { continue }
      days.append(result)
      try file?.keep(result)
    }
    return days
  }

  private static func standardBooks(
    _ names: [String]?
  ) throws(SteelyardError) -> [BacktestBook] {
    let all = StandardBooks.all()
    guard let names, names != ["all"] else { return all }
    return try names.map { name throws(SteelyardError) in
      if let book = all.first(where: { $0.name == name }) { return book }
      let near = NearestWord.among(all.map(\.name), to: name)
      throw SteelyardError(
        .invalidInput, "There is no standard book \"\(name.prefix(60))\".",
        remedy: near.map { "Did you mean \($0)?" }
          ?? "They are \(all.map(\.name).joined(separator: ", ")).")
    }
  }

  private static func rivals(
    _ names: [String]?
  ) throws(SteelyardError) -> (models: [any MarginModel], comparesHistorical: Bool) {
    let names = names ?? ["isolated", "cross", "deribit", "derive", PlainHistoricalModel.name]
    var models: [any MarginModel] = []
    for name in names where name != PlainHistoricalModel.name {
      models.append(try MarginModelCatalogue.model(named: name, parameters: nil))
    }
    return (models, names.contains(PlainHistoricalModel.name))
  }
}

extension SmilePrior {
  fileprivate var remark: String {
    "Option books are realised with the volatility index of their day and a stated smile: relative "
      + "slope \(slope), curvature \(curvature), for one deviation of log-moneyness."
  }
}
