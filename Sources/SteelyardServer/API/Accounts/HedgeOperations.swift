import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import SteelyardScenarios

/// Proposals of trades that take risk off an account.
enum HedgeOperations {
  static let all: [APIOperation] = [
    .question(
      "/accounts/{account}/hedge", "proposeHedge",
      "The trades out of the live chain that take most risk off an account for their cost; it proposes only.",
      body: body, answer: .object(answer)
    ) { call in
      let question = try call.question()
      let asked = try HedgeQuestion(try call.body())
      let engine = call.engine
      let json = try await call.desk.calculations.run {
        try asked.answer(of: question, lot: { engine.terms(of: $0)?.lot.doubleValue })
      }
      return try Response.object { writer in writer.head(of: question) }
        .adding("result", json: json.utf8)
    }
  ]

  private static let body = APIObject(
    "HedgeQuestion", "What is to be made small, and within which limits.",
    [
      .open(
        "objective",
        .choice(
          "The risk that is weighed against cost; `expected_shortfall`, at 97.5 %, where left out.",
          HedgeQuestion.Objective.allCases.map(\.rawValue))),
      .open("budget", .number("Most that costs and net premiums may come to, in USD.")),
      .open(
        "trades_max",
        .integer(
          "Most instruments that are traded; 3 where left out.", from: 1,
          to: Int64(HedgeQuestion.tradesMax))),
      .open(
        "neutral",
        .list(
          "Sensitivities of every coin that are kept small.",
          .choice("A sensitivity.", HedgeQuestion.Sensitivity.allCases.map(\.rawValue)),
          countMax: HedgeQuestion.Sensitivity.allCases.count)),
      .open(
        "within",
        .number(
          "How small, in USD: delta and gamma for a move of 100 %, vega for a volatility point. Left out: 1 % of equity, "
            + "0.1 % for vega.")),
      .open(
        "instruments",
        .list(
          "What may be traded; left out or empty: perpetuals, futures and options near the money of the account's coins.",
          .text("An instrument.", pattern: APISchema.instrumentPattern), countMax: 100)),
    ])

  private static let answer = APIObject(
    "HedgeProposal", "The trades, and what becomes of the account by them.",
    RiskSchemas.head + [
      .required(
        "result",
        .free(
          "As `steelyard hedge --format json` writes it, in USD; `notes` tell what was left out for want of time."
        ))
    ])
}

/// What is asked of a hedge.
struct HedgeQuestion {
  /// What is made small.
  enum Objective: String, CaseIterable {
    case expectedShortfall = "expected_shortfall"
    case margin, variance

    var risk: HedgeGoal.Risk {
      switch self {
      case .expectedShortfall: .expectedShortfall(level: HedgeQuestion.level)
      case .margin: .initialMargin
      case .variance: .variance
      }
    }
  }

  /// What may be kept small.
  enum Sensitivity: String, CaseIterable { case delta, gamma, vega }

  /// Most trades of one proposal.
  static let tradesMax = 20
  private static let level = 0.975
  /// Fewer than the command line takes: somebody waits.
  private static let scenarioCount = 256
  /// Seconds after which nothing is looked for besides the trades themselves.
  private static let secondsMax = 5.0

  private let objective: Objective
  private let budget: Double?
  private let trades: Int
  private let neutral: [Sensitivity]
  private let within: Double?
  private let instruments: [Instrument]?

  /// Reads a body.
  ///
  /// - Throws: `invalidInput`, `limitExceeded` for what cannot be.
  init(_ body: APIBody) throws(SteelyardError) {
    objective = try body.choice("objective", Objective.self, standard: .expectedShortfall)
    func amount(_ key: StaticString) throws(SteelyardError) -> Double? {
      guard let member = body.root.present(key) else { return nil }
      let amount = try member.number()
      guard amount >= 0, amount.isFinite else {
        throw member.error("\(key) is \(amount).", remedy: "Give an amount from 0 up.")
      }
      return amount
    }
    budget = try amount("budget")
    within = try amount("within")
    let count = try body.optionalCount("trades_max") ?? 3
    guard (1...UInt64(HedgeQuestion.tradesMax)).contains(count) else {
      throw SteelyardError(
        .limitExceeded, "At most \(count) instruments are traded.",
        remedy: "Give from 1 to \(HedgeQuestion.tradesMax).",
        subject: .place(file: "body", row: nil, field: "trades_max"))
    }
    trades = Int(count)
    var neutral: [Sensitivity] = []
    if let list = body.root.present("neutral") {
      for element in try list.elements() {
        guard let word = Sensitivity(rawValue: try element.string()) else {
          throw element.mismatch("sensitivity")
        }
        if !neutral.contains(word) { neutral.append(word) }
      }
    }
    self.neutral = neutral
    if let list = body.root.present("instruments") {
      var named: [Instrument] = []
      for element in try list.elements() {
        let instrument = try element.at(try element.string()) { text throws(SteelyardError) in
          try APIInstrument.instrument(named: text)
        }
        if !named.contains(instrument) { named.append(instrument) }
      }
      // Nobody asks for a hedge with nothing.
      instruments = named.isEmpty ? nil : named
    } else {
      instruments = nil
    }
  }

  /// The proposal as text.
  ///
  /// - Parameter lot: The smallest quantity of an instrument, as its venue tells it.
  /// - Throws: What `HedgeDesk` and `HedgePlan` throw.
  func answer(
    of question: Engine.Question, lot: (Instrument) -> Double?
  ) throws(SteelyardError) -> String {
    let start = Monotonic.seconds
    let market = question.frame.board.market
    let portfolio = question.holding.portfolio
    let usual: [HedgeInstrument] =
      if let instruments { instruments.map { .listed($0) } } else {
        try HedgeDesk.chain(
          of: [.perpetual, .future, .option], for: portfolio, in: market)
      }
    let table = try ContractTermsTable.embedded()
    let desk = try HedgeDesk(
      HedgeDesk.Account(
        book: WalkBook(portfolio: portfolio, stated: [], others: question.others),
        model: question.slot.model, snapshot: market,
        response: try StressBody.response(of: question.slot.model), state: nil,
        surfaces: question.frame.surfaces),
      HedgeDesk.Choice(
        instruments: usual, areNamed: instruments != nil, maySellOptions: true,
        name: "instruments"),
      rates: .usual, scenarioCount: HedgeQuestion.scenarioCount,
      lot: { instrument in
        lot(instrument)
          ?? (try? table.terms(for: instrument, listedOn: .deribit))?.lot.doubleValue
      }, stage: { _ in })
    let book = try HedgeBook(desk.market, desk.scenarios) { _ in }
    let plan = try HedgePlan(for: book, try goal(in: desk.market), hasFrontier: false) { _ in }
    var notes: [String] = []
    // Besides the trades, in the order of their use, while there is time.
    func isLate(_ what: String) -> Bool {
      guard Monotonic.seconds - start > HedgeQuestion.secondsMax else { return false }
      notes.append(
        "\(what) left out: the answer took more than \(Int(HedgeQuestion.secondsMax)) seconds.")
      return true
    }
    let relief = isLate("Margin relief is") ? [] : try desk.market.marginRelief()
    let alternatives =
      isLate("Protective structures are")
      ? nil
      : try HedgeDesk.alternatives(
        of: nil, in: book, try EventLibrary.embedded(), level: HedgeQuestion.level
      ) { _, _ in }
    let findings = HedgeReport.Findings(
      plan: plan, relief: relief, alternatives: alternatives,
      payoff: try HedgeDesk.payoff(of: plan, in: book), scenarios: desk.scenarios,
      left: desk.market.left, candidateCount: desk.market.candidates.count)
    return try HedgeReport(
      findings, model: question.slot.model, time: market.time, currency: .usd, usdPerUnit: 1,
      naming: .steelyard, notes: notes, failures: [], unreadableCount: 0
    ).json()
  }

  private func goal(in market: HedgeMarket) throws(SteelyardError) -> HedgeGoal {
    let equity = max(0, market.figures.equity)
    let constraints = neutral.flatMap { sensitivity in
      market.coins.map { coin -> HedgeGoal.Constraint in
        switch sensitivity {
        case .delta: .delta(coin, within: within ?? 0.01 * equity)
        case .gamma: .gamma(coin, within: within ?? 0.01 * equity)
        case .vega: .vega(coin, from: nil, until: nil, within: within ?? 0.001 * equity)
        }
      }
    }
    return try HedgeGoal(
      objective.risk, constraints: constraints, budgetUSD: budget, tradesMax: trades)
  }
}
