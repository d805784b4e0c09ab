import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardReports

/// `steelyard liquidate --plan`: the cheapest trades that bring an account back over its maintenance margin.
enum LiquidateCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let check = CommandOption(
    flag: "check", "exit with 1 where no plan restores the account")

  private static let example =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json "
    + "--positions Examples/liquidation-plan/positions.csv"

  static let declaration = CommandDeclaration(
    name: "liquidate",
    summary: "a plan that brings an account back over its maintenance margin, step by step",
    description: """
      For an account under its maintenance margin: the cheapest sequence of reductions and hedges that
      restores a target, by the margin model itself, with what each step costs and why it is taken; no
      step lowers the projected excess. Says how far from the cheapest the plan can be, and what is taken
      over where no plan restores the account. For a healthy account: at which prices it would be
      liquidated, and what would be traded first. It plans only: no order is sent.
      """,
    operands: nil,
    options: LiquidationOptions.all + AccountOptions.all + [currency, check] + OutputOptions.all,
    examples: [
      .init(
        says: "a book under its maintenance margin", line: "steelyard liquidate --plan \(example)"),
      .init(
        says: "without hedges, to a buffer of a fifth, in rounds of half a million",
        line: "steelyard liquidate --plan \(example) --hedges none --buffer 0.2 --budget 500000"),
      .init(
        says: "through saved order books, level by level",
        line: "steelyard liquidate --plan \(example) --book Examples/liquidation-plan/books.csv"),
      .init(
        says: "what venues' own policies would do and cost",
        line: "steelyard liquidate --plan \(example) --model cross --policies all"),
      .init(
        says: "by another model, for a program",
        line: "steelyard liquidate --plan \(example) --model cross --format json"),
      .init(
        says: "a healthy book: what would be sold first, and at which price",
        line: "steelyard liquidate --plan \(AccountOptions.exampleBook)"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    guard arguments.has(LiquidationOptions.plan) else {
      throw SteelyardError(
        .notApplicable, "This program plans liquidations and sends no orders.",
        remedy: "Add --plan to see the plan; the live service is `steelyard serve`.")
    }
    let output = try ReportOutput(arguments)
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let stated = try LiquidationOptions.settings(arguments)
    let input = try AccountInput(arguments, for: .plan)
    let liquidation = try LiquidationInput(
      input, hedges: try arguments.value(LiquidationOptions.hedges) ?? "auto", naming: naming)
    let books = try OrderBookInput(
      arguments, in: input.market.snapshot, traded: Set(liquidation.market.universe.instruments))
    let settings = stated.with(books: books.books)
    Progress.stage("looking for the cheapest trades")
    let plan = try LiquidationPlan(
      for: liquidation.account, in: liquidation.market, settings, stated: input.stated)
    var advice: LiquidationAdvice?
    if case .atTarget = plan.outcome {
      Progress.stage("searching liquidation prices")
      advice = try LiquidationAdvice(
        of: try input.evaluator(of: input.portfolio), hedges: liquidation.market.hedges,
        terms: liquidation.market.terms, settings, volatility: .following)
    }
    let report = try LiquidationReport(
      basis: LiquidationReport.Basis(
        model: input.model, time: input.market.snapshot.time), plan: plan, advice: advice,
      rehearsals: try rehearsals(arguments, liquidation, settings),
      budgetUSD: try arguments.value(LiquidationOptions.budget), currency: currency,
      usdPerUnit: try input.market.snapshot.priceUSD(of: currency), naming: naming,
      notes: liquidation.notes + books.notes,
      failures: input.failures + input.explanation.failures + input.explanation.breaches,
      unreadableCount: input.unreadableCount)
    try output.write(report, on: input.market)
    return arguments.has(check) && !plan.isRestored ? .badNews : .fine
  }

  /// The policies that are asked for, run on the account.
  private static func rehearsals(
    _ arguments: ParsedArguments, _ liquidation: LiquidationInput, _ settings: PlanSettings
  ) throws(SteelyardError) -> [LiquidationReport.RehearsedPolicy] {
    var found: [LiquidationReport.RehearsedPolicy] = []
    for name in try arguments.value(LiquidationOptions.policies) ?? [] {
      Progress.stage("running \(name.rawValue)")
      let policy = try name.policy(
        settings, budgetUSD: try arguments.value(LiquidationOptions.budget) ?? .infinity)
      do throws(SteelyardError) {
        found.append(
          .run(
            try PolicyRehearsal(
              of: policy, on: liquidation.account, in: liquidation.market, settings)))
      } catch {
        found.append(.refused(name, error))
      }
    }
    return found
  }
}
