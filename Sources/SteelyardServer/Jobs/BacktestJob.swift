import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardInputs
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import SteelyardValidation

/// An account's portfolio walked through the past: was its margin enough, and was it stable.
struct BacktestJob: Sendable {
  static let daysDefault = 250
  static let daysMax = 3_650

  let account: AccountName
  /// Days that are walked, up to the last of the history.
  let days: Int
  /// The model's name; nil for the one that margins the account.
  let model: String?

  /// What a body asks for.
  ///
  /// - Throws: `invalidInput` with the member.
  init(_ body: APIBody) throws(SteelyardError) {
    account = try body.account("account")
    let asked = try body.optionalCount("days") ?? UInt64(BacktestJob.daysDefault)
    guard (2...UInt64(BacktestJob.daysMax)).contains(asked) else {
      throw SteelyardError(
        .invalidInput, "A walk through \(asked) days is asked for.",
        remedy: "Ask for 2 to \(BacktestJob.daysMax).",
        subject: .place(file: "body", row: nil, field: "days"))
    }
    days = Int(asked)
    model = try body.optional("model") { name throws(SteelyardError) in
      // A name that is none is refused before it waits for its turn.
      _ = try MarginModelCatalogue.specification(named: name, parameters: nil)
      return name
    }
  }

  /// Walks.
  ///
  /// - Throws: What the history, the calibration and the walk throw.
  func result(
    on engine: Engine, _ history: ServiceHistory, _ reins: JobReins
  ) throws(SteelyardError) -> [UInt8] {
    let question = try engine.question(of: account)
    let specification = try BacktestJob.specification(of: question.slot.model)
    let name = model ?? question.slot.model.name
    guard let past = try history.past(specification) else {
      return try BacktestAnswer(model: name, whyNot: ServiceHistory.whyNone).json()
    }
    let library = try EventLibrary.embedded()
    let calibrator = try Calibrator(
      past.calibration, crashes: HistoryInput.crashes(of: library), specification, seed: 1)
    try reins.check()
    let known = BacktestHistory(past.calibration, smile: .backtests, hourly: nil)
    let own = try BacktestJob.book(question, known, specification)
    var answer = BacktestAnswer(model: name, notes: past.notes + own.notes)
    answer.leftOut = own.leftOut.map {
      ($0.instrument?.description ?? $0.asset.code, $0.reason.message)
    }
    guard let book = own.book else {
      answer.whyNot =
        "Nothing that \(account) holds can be walked through this history"
        + (own.leftOut.first.map { ": \($0.reason.message)" } ?? ".")
      return try answer.json()
    }
    let others: [any MarginModel] =
      name == DynamicMargin.modelName
      ? []
      : [
        name == question.slot.model.name
          ? question.slot.model : try MarginModelCatalogue.model(named: name, parameters: nil)
      ]
    let backtest = MarginBacktest(
      books: [book], history: known, calibrator: calibrator, rivals: [], others: others,
      level: question.slot.frame.level)
    // The last day whose window ends within the history: of later ones no loss is known.
    let horizons = book.legs.map { specification.initial.horizonDays[$0.coin].rounded() }
    let end = max(0, past.calibration.days.count - Int(max(1, horizons.max() ?? 1)))
    let start = max(0, end - days)
    var walked: [BacktestDay] = []
    for day in start..<end {
      try reins.check()
      if let result = try backtest.run(on: day) { walked.append(result) }
      reins.report(Double(day + 1 - start) / Double(end - start))
    }
    try answer.take(walked, of: book, backtest)
    return try answer.json()
  }

  /// The dynamic model's parameters: those of the account's model, or those that come with the program.
  private static func specification(
    of model: any MarginModel
  ) throws(SteelyardError) -> DynamicSpecification {
    if let dynamic = model as? DynamicMargin { return dynamic.specification }
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: DynamicMargin.modelName, parameters: nil)
    else {
      throw SteelyardError(
        .unsupported, "The catalogue has no dynamic model.", remedy: "Use the model dynamic.")
    }
    return specification
  }

  /// What the account holds, as it is walked: every position keeps its dollars, days left and moneyness of now.
  private static func book(
    _ question: Engine.Question, _ history: BacktestHistory, _ specification: DynamicSpecification
  ) throws(SteelyardError) -> OwnBook {
    let batch = try PortfolioBatch(question.holding.portfolio)
    let frame = try Valuation(surfaceSource: .marks).frame(
      number: 1, of: batch.universe, in: question.frame.board.market, surfaces: [:],
      level: question.slot.frame.level)
    return OwnBook(
      question.holding.portfolio, in: frame, of: batch.universe, history: history,
      collateral: specification.collateral, daysMin: specification.walkedDaysMin)
  }
}

extension DynamicMargin {
  /// What the catalogue calls it.
  static let modelName = "dynamic"
}
