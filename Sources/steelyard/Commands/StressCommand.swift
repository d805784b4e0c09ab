import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// `steelyard stress`: a portfolio in the events of the library, in shocks of one's own, as heatmaps.
enum StressCommand: Command {
  static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  static let check = CommandOption(
    flag: "check",
    "exit with 1 where the book, as it is or in any shock, is in margin_call, liquidation or bankrupt"
  )

  static let declaration = CommandDeclaration(
    name: "stress",
    summary: "a portfolio in historical and hypothetical events and shocks of your own",
    description: """
      Revalues the whole book in the market after each shock, settles what expires on the way, and
      asks the model for its margin there. Says what each shock costs, the largest loss first, and why;
      heatmaps over spot, volatility and days; an event through time; with --what-if before and after.
      With --reverse and --liquidation-price it asks the other way round: which moves end the margin.
      """,
    operands: nil,
    options: [MarketOptions.market, AccountOptions.positions] as [any DeclaredOption]
      + StressInput.all + EdgeOptions.all
      + [WhatIfInput.option, AccountOptions.model, AccountOptions.parameters, AccountOptions.state]
      + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum]
      + [AccountOptions.stated, AccountOptions.partial, AccountOptions.naming, currency, check]
      + OutputOptions.all,
    examples: [
      .init(
        says: "the example book in three events",
        line: "steelyard stress \(AccountOptions.exampleBook)"
          + " --library 2020-03-12-covid,2022-11-08-ftx,volatility-crush"),
      .init(
        says: "in a shock of your own and a file of them",
        line: "steelyard stress \(AccountOptions.exampleBook)"
          + " --shock BTC:spot=-30%,others:spot=-40%,volatility=50%,days=1"
          + " --shocks Examples/stress/shocks"),
      .init(
        says: "a heatmap of spot against volatility, and a flash crash through time",
        line: "steelyard stress \(AccountOptions.exampleBook)"
          + " --grid spot=-0.4:0.4:9,volatility=-0.4:0.8:4 --through flash-crash"),
      .init(
        says: "what trades would do to it in the worst events",
        line: "steelyard stress \(AccountOptions.exampleBook) --library historical"
          + " --what-if Examples/what-if/trades.csv"),
      .init(
        says: "the prices at which the whole book would be liquidated",
        line: "steelyard stress \(AccountOptions.exampleBook) --liquidation-price --betas ETH=1.2"),
      .init(
        says: "the nearest joint moves that would do it, and how probable they are",
        line: "steelyard stress \(AccountOptions.exampleBook) --reverse"
          + " --state Examples/reverse-stress/state.json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    try EdgeOptions.check(arguments)
    if EdgeOptions.isAsked(arguments) { return try runEdge(arguments, output) }
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let question = try StressInput(arguments).question
    let account = try AccountInput(arguments, for: .margin)
    let report = try StressReport(
      books: try account.stressed(question), currency: currency,
      usdPerUnit: try account.market.snapshot.priceUSD(of: currency), naming: naming,
      notes: account.notes, readingFailures: account.failures,
      unreadableCount: account.unreadableCount)
    try output.write(report, on: account.market)
    return arguments.has(check) && report.status.isMarginCallOrWorse ? .badNews : .fine
  }
}

extension AccountInput {
  /// The response of markets to shocks: the model's own, or that of the dynamic model as it comes.
  func stressResponse() throws(SteelyardError) -> StressResponse {
    if let dynamic = model as? DynamicMargin {
      return try StressResponse(dynamic.specification)
    }
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else {
      throw SteelyardError(
        .unsupported, "The catalogue has no dynamic model.", remedy: "Use the model dynamic.")
    }
    return try StressResponse(specification)
  }

  /// An evaluator of a portfolio in this account's market.
  func evaluator(of portfolio: Portfolio) throws(SteelyardError) -> StressEvaluator {
    try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: stated, others: others), model, market.snapshot,
      surfaces: surfaces,
      response: try stressResponse(), level: .detected)
  }

  /// What is held under the shocks, and what supposed trades and the worst fills make of it.
  fileprivate func stressed(
    _ question: StressQuestion
  ) throws(SteelyardError) -> [StressReport.Book] {
    var books = [(key: "before", words: "before", portfolio: portfolio)]
    if let whatIf {
      books.append(
        whatIf.orders.isEmpty
          ? ("after", "after", whatIf.after.portfolio)
          : ("worst", "worst fills", whatIf.worst.portfolio))
    }
    var stressed: [StressReport.Book] = []
    for book in books {
      Progress.stage("evaluating \(question.evaluationCount) shocks, \(book.words)")
      let test = try StressTest(try evaluator(of: book.portfolio), question) { done in
        Progress.share("\(book.words)", done: done, of: question.evaluationCount)
      }
      stressed.append(StressReport.Book(key: book.key, words: book.words, test: test))
    }
    return stressed
  }
}
