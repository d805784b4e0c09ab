import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// `steelyard compare`: one portfolio under several margin models, side by side.
enum CompareCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let check = CommandOption(
    flag: "check",
    "exit with 1 where the status under any model is margin_call, liquidation or bankrupt")
  private static let explain = CommandOption(
    flag: "explain", "every difference to the reference, and each market row left out or odd")

  static let declaration = CommandDeclaration(
    name: "compare", summary: "one portfolio under several margin models, side by side",
    description: """
      Margins one account by each model: what it requires, what it leaves free, which scenario binds,
      what each position frees when it is closed, and why the models differ. Models are compared by
      what they tie up: full equity less excess.
      """,
    operands: nil,
    options: [MarketOptions.market, AccountOptions.positions] as [any DeclaredOption]
      + [ComparisonRequest.models, ComparisonRequest.parameters, ComparisonRequest.state]
      + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum]
      + [
        AccountOptions.stated, AccountOptions.group, AccountOptions.partial, explain,
        AccountOptions.naming, currency,
        check,
      ]
      + OutputOptions.all,
    examples: [
      .init(
        says: "the example book under the models in force",
        line: "steelyard compare \(AccountOptions.exampleBook)"),
      .init(
        says: "under two of them and one of your own",
        line: "steelyard compare \(AccountOptions.exampleMarket)"
          + " --positions Examples/mixed-model/positions.csv"
          + " --models isolated,deribit --parameters Examples/mixed-model/model.json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let isExplained = arguments.has(explain)
    let request = try ComparisonRequest(arguments)
    let book = try AccountBook(
      arguments, positions: request.positions, group: request.group)
    let snapshot = book.market.snapshot
    var fitted = FittedSurfaces(
      for: (book.portfolio.positions + book.others.flatMap(\.positions)).map(\.instrument),
      sources: Set(request.models.map(\.surfaceSource)), in: snapshot,
      progress: { Progress.stage($0) })
    fitted.addBands(
      for: book.portfolio.positions.map(\.instrument), under: request.models, in: snapshot)
    Progress.stage("comparing \(request.models.count) models")
    let comparison = try ModelComparison(
      of: book.portfolio, under: request.models, stated: request.stated, beside: book.others,
      in: snapshot, surfaces: fitted.surfaces, level: .detected)
    try request.checkStated(in: comparison.reference.frame)
    let frames = comparison.outcomes.map(\.frame)
    if !request.isPartial {
      try book.refuseMistakes(comparison.universe, in: frames, fitted.failures)
    }
    let report = try ComparisonReport(
      comparison: comparison, currency: currency, usdPerUnit: try snapshot.priceUSD(of: currency),
      detail: isExplained ? .explained : .summary, naming: naming,
      notes: fitted.notes + book.notes(isDetailed: isExplained),
      readingFailures: book.mistakes,
      unreadableCounts: frames.map { book.unreadableCount(comparison.universe, in: $0) })
    try output.write(report, on: book.market)
    let isBadNews = comparison.outcomes.indices.contains {
      report.status(of: $0).isMarginCallOrWorse
    }
    return arguments.has(check) && isBadNews ? .badNews : .fine
  }
}
