import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import SteelyardScenarios

/// What a daily report asks of every account, read before the work.
struct DailyQuestion {
  let arguments: ParsedArguments
  let currency: Currency
  let naming: InstrumentNaming
  let limits: ReportLimits
  /// The events of the library.
  let shocks: [MarketShock]
  /// Spot against volatility.
  let plane: StressPlane

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    self.arguments = arguments
    currency = try arguments.value(ReportCommand.currency) ?? .usd
    naming = try arguments.value(AccountOptions.naming) ?? .deribit
    limits = try ReportOptions.limits(arguments)
    var library = try EventLibrary.embedded()
    for path in try arguments.values(HistoryOptions.events) {
      library = library.overlaid(with: try EventLibrary(path: path))
    }
    shocks = library.events.map { MarketShock($0) }
    plane = try StressPlane(
      horizontal: .init(
        input: .spot(.everyCoin), range: try WalkRange(from: -0.4, to: 0.4, steps: 9)),
      vertical: .init(
        input: .volatility(.everyCoin), range: try WalkRange(from: -0.4, to: 0.8, steps: 7)))
  }
}

/// An account with everything that its daily report tells.
struct DailyInput {
  let account: AccountInput
  let evaluator: StressEvaluator
  /// The account in the earlier market; nil where none is named.
  let change: DailyChange?
  private let question: DailyQuestion

  /// - Parameter earlier: The account as it was, in the earlier market; nil where none is named.
  /// - Throws: What evaluating the account throws.
  init(
    _ account: AccountInput, since earlier: AccountInput?, _ question: DailyQuestion
  ) throws(SteelyardError) {
    self.account = account
    self.question = question
    evaluator = try account.evaluator(of: account.portfolio)
    change = try earlier.map { earlier throws(SteelyardError) in
      let snapshot = account.market.snapshot
      return DailyChange(
        before: earlier.explanation, after: account.explanation,
        profit: ProfitExplained(
          before: earlier.explanation, carried: try account.carrying(earlier.portfolio),
          after: account.explanation, priceUSD: { try? snapshot.priceUSD(of: $0) }))
    }
  }

  /// The worst of the library's events; nil where none can be evaluated.
  func stressed() -> StressTest? {
    guard
      let asked = try? StressQuestion(shocks: question.shocks, events: [], planes: [])
    else { return nil }
    return try? StressTest(evaluator, asked) { _ in }
  }

  /// The nearest moves of all coins together; none where the book depends on no coin.
  func distances() -> HouseReport.Distances {
    let coins = evaluator.coins
    guard let reference = coins.contains(.btc) ? .btc : coins.first,
      let path = try? LiquidationPath(
        reference: reference,
        betas: Dictionary(uniqueKeysWithValues: coins.map { ($0, 1.0) }), volatility: .following),
      let prices = try? LiquidationPrices(of: evaluator, along: path)
    else { return .none }
    return HouseReport.Distances(prices)
  }

  /// The report on the account.
  ///
  /// - Parameters:
  ///   - name: What it is called; nil for the only one.
  ///   - pages: Other pages of the same report.
  func report(
    named name: String?, pages: [ReportDocument.Link] = []
  ) throws(SteelyardError) -> DailyReport {
    let usdPerUnit = try account.market.snapshot.priceUSD(of: question.currency)
    let answer = try EdgeAnswer(evaluator, state: account.state)
    var failures = account.failures
    let edge = try edge(answer, &failures)
    let margin = try MarginReport(
      explanation: account.explanation, currency: question.currency, usdPerUnit: usdPerUnit,
      detail: .explained, naming: question.naming, notes: account.notes,
      readingFailures: failures, unreadableCount: account.unreadableCount)
    let greeks = GreeksReport(
      explanation: account.explanation, naming: question.naming,
      unreadableCount: account.unreadableCount)
    let asked = try StressQuestion(
      shocks: question.shocks, events: [], planes: [question.plane])
    Progress.stage("evaluating \(asked.evaluationCount) shocks" + (name.map { ", \($0)" } ?? ""))
    let test = try StressTest(evaluator, asked) { done in
      Progress.share("shocks", done: done, of: asked.evaluationCount)
    }
    let stress = try StressReport(
      books: [.init(key: "before", words: "before", test: test)], currency: question.currency,
      usdPerUnit: usdPerUnit, naming: question.naming, readingFailures: [],
      unreadableCount: account.unreadableCount)
    return DailyReport(
      .init(margin: margin, greeks: greeks, stress: stress, edge: edge, change: change),
      account: name, limits: question.limits, pages: pages)
  }

  /// How far the account is from its end; a question that this account cannot be asked is told, and the rest of the
  /// report goes on.
  private func edge(
    _ answer: EdgeAnswer, _ failures: inout [SteelyardError]
  ) throws(SteelyardError) -> EdgeReport {
    let isAsked = !evaluator.coins.isEmpty
    func report(isReverse: Bool, isPriced: Bool) throws(SteelyardError) -> EdgeReport {
      try answer.report(
        question.arguments, of: account, in: question.currency, isReverse: isReverse,
        isPriced: isPriced)
    }
    do throws(SteelyardError) {
      return try report(isReverse: isAsked && answer.state != nil, isPriced: isAsked)
    } catch {
      failures.append(error)
      return try report(isReverse: false, isPriced: false)
    }
  }
}

extension AccountInput {
  /// What an earlier book comes to in this market: what expired on the way is left out, and spot counts as a balance.
  fileprivate func carrying(_ earlier: Portfolio) throws(SteelyardError) -> MarginExplanation {
    let time = market.snapshot.time
    let portfolio = try Portfolio(
      positions: earlier.positions.filter { $0.instrument.expiry.map { $0 > time } ?? true },
      balances: earlier.balances)
    let batch = try PortfolioBatch(portfolio, stated: stated, beside: others)
    let fitted = FittedSurfaces(
      for: batch.universe.instruments, under: model, in: market.snapshot,
      progress: { Progress.stage($0) })
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market.snapshot, surfaces: fitted.surfaces,
      level: .detected)
    return model.explanation(of: 0, in: batch, frame: frame)
  }
}
