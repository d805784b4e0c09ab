import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin
import SteelyardMarket
import SteelyardReports
import SteelyardScenarios

/// `steelyard hedge`: the trades that take most risk away for their cost, and the alternatives.
enum HedgeCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let check = CommandOption(
    flag: "check", "exit with 1 where a rule of the hedge cannot be kept")

  static let declaration = CommandDeclaration(
    name: "hedge",
    summary:
      "the trades that take most risk away for their cost, and protective structures side by side",
    description: """
      Looks through the live chain for the hedge that makes expected shortfall, variance or initial
      margin least together with what it costs, within a budget, limits and rules; in whole lots. Says
      what each trade takes away and costs, what else could be spent, which single trades free most
      margin for a dollar, and what a protective put, a spread, a collar, a covered call, an inverse
      token or a perpetual would do instead, in history's crashes too. It plans only: no order is sent.
      """,
    operands: nil,
    options: HedgeOptions.all + AccountOptions.all + [currency, check] + OutputOptions.all,
    examples: [
      .init(
        says: "the best hedge of the example book",
        line: "steelyard hedge \(AccountOptions.exampleBook)"),
      .init(
        says: "for at most 20,000, neutral in the delta of both coins, without sold options",
        line: "steelyard hedge \(AccountOptions.exampleBook) --budget 20000 --neutral delta=5000"
          + " --no-short-options"),
      .init(
        says:
          "so that the worst days cost 50,000 on average and the crash of March 2020 at most 300,000",
        line: "steelyard hedge \(AccountOptions.exampleBook) --loss-limit 50000"
          + " --limit-in 2020-03-12-covid=300000"),
      .init(
        says: "and whether bitcoin still hedges ether",
        line: "steelyard hedge \(AccountOptions.exampleBook) --trades 2"
          + " --history Examples/synthetic-history/closes.csv"),
      .init(
        says: "the cheapest margin",
        line:
          "steelyard hedge \(AccountOptions.exampleBook) --minimise margin --trades 3 --format json"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let library = try EventLibrary.embedded()
    let limits = try arguments.values(HedgeOptions.limitIn).map {
      limit throws(SteelyardError) in
      HedgeGoal.Constraint.lossMax(
        MarketShock(try library.event(limitedBy: limit)), limit.most)
    }
    let account = try AccountInput(arguments, for: .edge)
    let input = try HedgeInput(account, arguments, naming: naming)
    let goal = try goal(arguments, input, library, limits)
    let count = input.scenarios.shocks.count
    let book = try HedgeBook(input.market, input.scenarios) { done in
      Progress.share("revaluing the book and what may be traded", done: done, of: count)
    }
    let plan = try HedgePlan(for: book, goal, hasFrontier: true) { share in
      Progress.share("looking for the hedge", done: Int(100 * share), of: 100)
    }
    Progress.stage("looking for margin that can be freed")
    let relief = try input.market.marginRelief()
    let findings = HedgeReport.Findings(
      plan: plan, relief: relief,
      alternatives: try alternatives(arguments, book, library, level: plan.shortfallLevel),
      payoff: try HedgeDesk.payoff(of: plan, in: book), scenarios: input.scenarios,
      left: input.market.left,
      candidateCount: input.market.candidates.count,
      reviews: try HedgeHistory.reviews(
        arguments, coins: input.market.coins, until: account.market.snapshot.time))
    let report = try HedgeReport(
      findings, model: account.model, time: account.market.snapshot.time, currency: currency,
      usdPerUnit: try account.market.snapshot.priceUSD(of: currency), naming: naming,
      notes: input.notes,
      failures: account.failures + account.explanation.failures + account.explanation.breaches,
      unreadableCount: account.unreadableCount)
    try output.write(report, on: account.market)
    return arguments.has(check) && !plan.keepsRules ? .badNews : .fine
  }

  private static func goal(
    _ arguments: ParsedArguments, _ input: HedgeInput, _ library: EventLibrary,
    _ limits: [HedgeGoal.Constraint]
  ) throws(SteelyardError) -> HedgeGoal {
    let level = try arguments.value(HedgeOptions.level) ?? HedgeOptions.levelDefault
    let risk: HedgeGoal.Risk =
      switch try arguments.value(HedgeOptions.minimise) ?? .shortfall {
      case .shortfall: .expectedShortfall(level: level)
      case .variance: .variance
      case .margin: .initialMargin
      }
    var constraints = limits
    for option in try arguments.values(HedgeOptions.neutral) {
      constraints += try option.constraints(coins: input.market.coins)
    }
    if let limit = try arguments.value(HedgeOptions.lossLimit) {
      constraints.append(.shortfallMax(level: level, limit))
    }
    if let amount = try arguments.value(HedgeOptions.freeMargin) {
      constraints.append(.marginFreed(amount))
    }
    if let share = try arguments.value(HedgeOptions.liquidationProbability) {
      constraints.append(.liquidationProbability(share))
    }
    if let floor = try arguments.value(HedgeOptions.floor) {
      let room = input.market.figures.equity - floor
      guard room >= 0 else {
        throw SteelyardError(
          .notApplicable,
          "--floor: equity is \((100 * input.market.figures.equity).rounded() / 100) USD, already below \(floor).",
          remedy: "Give a floor below it.")
      }
      constraints += library.only(.historical).events.map { .lossMax(MarketShock($0), room) }
    }
    return try HedgeGoal(
      risk, weight: try arguments.value(HedgeOptions.weight) ?? 1, constraints: constraints,
      budgetUSD: try arguments.value(HedgeOptions.budget),
      tradesMax: try arguments.value(HedgeOptions.trades) ?? HedgeOptions.tradesDefault)
  }

  /// Protective structures of the coin that is asked for, or of the one with the largest delta.
  private static func alternatives(
    _ arguments: ParsedArguments, _ book: HedgeBook, _ library: EventLibrary, level: Double
  ) throws(SteelyardError) -> HedgeAlternatives? {
    let asked = try arguments.value(HedgeOptions.alternatives)
    if asked == "none" { return nil }
    let coins = book.market.coins
    if let asked {
      let coin = try Currency(asked)
      guard coins.contains(coin) else {
        throw SteelyardError(
          .notApplicable, "--alternatives: the book does not depend on \(coin).",
          remedy: "It depends on \(coins.map(\.code).joined(separator: ", ")).")
      }
    }
    return try HedgeDesk.alternatives(
      of: try asked.map { text throws(SteelyardError) in try Currency(text) }, in: book, library,
      level: level
    ) { done, count in
      Progress.share("looking at history's crashes", done: done, of: count)
    }
  }
}

extension EventLibrary {
  /// The event that a limit names.
  ///
  /// - Throws: `invalidInput` about the option where there is none, with the nearest id.
  fileprivate func event(limitedBy limit: EventLimit) throws(SteelyardError) -> MarketEvent {
    do throws(SteelyardError) {
      return try event(named: limit.id)
    } catch {
      throw SteelyardError(
        error.code, "--limit-in: \(error.message)",
        remedy: NearestWord.among(events.map(\.id), to: limit.id).map { "Did you mean \($0)?" }
          ?? error.remedy)
    }
  }
}
