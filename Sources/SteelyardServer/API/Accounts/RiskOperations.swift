import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardReports
import SteelyardScenarios

/// Margin, and what would become of it.
enum RiskOperations {
  static let all: [APIOperation] = [
    .read(
      "/accounts/{account}/margin", "getMargin",
      "Figures of an account on the latest frame, and with `explain=true` all that led to them.",
      audience: .account, query: [.explain], answer: .object(RiskSchemas.margin)
    ) { call in
      let isExplained = try call.flag("explain")
      let question = try call.question()
      let explanation = try question.explanation()
      let answer = try Response.object { writer throws(SteelyardError) in
        writer.head(of: question)
        writer.field("status", explanation.health.rawValue)
        try writer.object("figures") { writer throws(SteelyardError) in
          try writer.figures(explanation.figures)
        }
        writer.field("complete", explanation.isComplete)
      }
      guard isExplained else { return answer }
      let report = try MarginReport(
        explanation: explanation, currency: .usd, usdPerUnit: 1, detail: .explained,
        naming: .steelyard)
      return answer.adding("explanation", json: try report.json().utf8)
    },
    .read(
      "/accounts/{account}/scenarios", "listScenarios",
      "What an account gains or loses in each scenario of its model, the worst first.",
      audience: .account, query: [.limit, .cursor], answer: .object(RiskSchemas.scenarios),
      scenarios),
    .question(
      "/accounts/{account}/what-if", "askWhatIf",
      "Margin before and after trades, with the worst fills of orders, and what each trade asks for.",
      query: [.explain], body: RiskSchemas.whatIf, answer: .object(RiskSchemas.whatIfAnswer)
    ) { call in
      let isExplained = try call.flag("explain")
      let question = try call.question()
      let asked = try call.body().whatIf()
      let report = try WhatIfReport(
        result: try question.result(of: asked), currency: .usd, usdPerUnit: 1,
        detail: isExplained ? .explained : .summary, naming: .steelyard)
      return try Response.object { writer in writer.head(of: question) }
        .adding("result", json: try report.json().utf8)
    },
    .question(
      "/accounts/{account}/what-if/figures", "askWhatIfFigures",
      "Figures before and after trades, and what no fills of the orders at work and of those asked for can exceed: "
        + "the fast answer for a ticket.",
      body: RiskSchemas.whatIf, answer: .object(RiskSchemas.whatIfFigures),
      brief: { call in
        let question = try call.question()
        let asked = try call.body().whatIf()
        return question.isBrief(asked) ? try figures(of: asked, question) : nil
      }
    ) { call in
      try figures(of: try call.body().whatIf(), try call.question())
    },
    .question(
      "/accounts/{account}/stress", "runStress",
      "What an account gains or loses in events of the library and in shocks of the caller's own.",
      body: RiskSchemas.stress, answer: .object(RiskSchemas.stressAnswer)
    ) { call in
      let question = try call.question()
      let asked = try StressBody(try call.body()).question
      let evaluator = try StressEvaluator(
        WalkBook(portfolio: question.holding.portfolio, stated: [], others: question.others),
        question.slot.model, question.frame.board.market, surfaces: question.frame.surfaces,
        response: try StressBody.response(of: question.slot.model),
        level: question.slot.frame.level)
      let report = try StressReport(
        books: [
          StressReport.Book(
            key: "before", words: "before", test: try StressTest(evaluator, asked) { _ in })
        ], currency: .usd, usdPerUnit: 1, naming: .steelyard)
      return try Response.object { writer in writer.head(of: question) }
        .adding("result", json: try report.json().utf8)
    },
  ]

  private static func figures(
    of asked: WhatIf, _ question: Engine.Question
  ) throws(SteelyardError) -> Response {
    let figures = try question.figures(of: asked)
    return try Response.object { writer throws(SteelyardError) in
      writer.head(of: question)
      let states: [(StaticString, AccountFigures)] = [
        ("before", figures.before), ("after", figures.after),
      ]
      for (name, state) in states {
        try writer.object(name) { writer throws(SteelyardError) in try writer.figures(state) }
      }
      if let bound = figures.bound {
        try writer.object("whatever_fills") { writer throws(SteelyardError) in
          writer.field("orders", bound.orderCount)
          try writer.field("equity", bound.equity)
          try writer.field("initial_margin", bound.initialMargin)
          try writer.field("initial_excess", bound.initialExcess)
        }
      }
    }
  }

  @Sendable private static func scenarios(_ call: APICall) throws(SteelyardError) -> Response {
    let (start, limit) = try call.page()
    let question = try call.question()
    let explanation = try question.explanation()
    let outcomes = explanation.buckets.flatMap { bucket in
      bucket.outcomes.map { (bucket: bucket, outcome: $0) }
    }
    let order = outcomes.indices.sorted { left, right in
      let profits = [left, right].map {
        outcomes[$0].outcome.countedProfit * outcomes[$0].bucket.usdPerUnit
      }
      return (profits[0], left) < (profits[1], right)
    }
    let page = order.dropFirst(start).prefix(limit).map { outcomes[$0] }
    return try .object { writer throws(SteelyardError) in
      writer.head(of: question)
      writer.field("count", outcomes.count)
      try writer.objects("scenarios", page) { writer, line throws(SteelyardError) in
        writer.field("bucket", line.bucket.name)
        writer.field("index", line.outcome.index)
        writer.field("label", line.outcome.scenario.label)
        try writer.field("pnl", line.outcome.profit * line.bucket.usdPerUnit)
        try writer.field("counted_pnl", line.outcome.countedProfit * line.bucket.usdPerUnit)
        writer.field("binding", line.outcome.index == line.bucket.worstIndex)
      }
      let next = start + page.count
      writer.optional("next", next < outcomes.count && !page.isEmpty ? next : nil)
    }
  }
}

extension Engine.Question {
  /// Whether its figures are a matter of microseconds, which the server's loop may take: a book of usual size, and so few
  /// orders that their worst fills are bounded at once.
  fileprivate func isBrief(_ asked: WhatIf) -> Bool {
    holding.portfolio.positions.count + asked.trades.count <= 64
      && holding.orders.count + asked.orders.count <= 4 && others.count <= 4
  }
}

extension JSONWriter {
  /// Whose answer it is, and everything that it stands on.
  mutating func head(of question: Engine.Question) {
    field("account", question.view.name.description)
    field("position", Int(question.view.position))
    field("frame", Int(question.frame.number))
    field("time", question.frame.timeText)
    field("model", question.slot.model.name)
    field("parameters_version", Int(question.frame.parameters))
    field("oracle", question.frame.effects(of: question.holding.portfolio).rawValue)
  }
}

extension APIBody {
  /// Reads trades and orders that are supposed.
  func whatIf() throws(SteelyardError) -> WhatIf {
    try WhatIf(
      trades: try rows("trades") { row throws(SteelyardError) in
        try Trade(
          instrument: try row.instrument("instrument"), quantity: try row.amount("quantity"),
          price: try row.optionalAmount("price"))
      },
      orders: try rows("orders") { row throws(SteelyardError) in
        try WorkingOrder(
          instrument: try row.instrument("instrument"), quantity: try row.amount("quantity"),
          price: try row.optionalAmount("price"))
      })
  }

  /// Reads the rows of a list that may be left out; each is as the list's object is described.
  func rows<Value>(
    _ key: StaticString, _ read: (APIBody) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> [Value] {
    guard let list = root.present(key) else { return [] }
    var values: [Value] = []
    for row in try list.elements() {
      do throws(SteelyardError) {
        values.append(try read(APIBody(root: row)))
      } catch {
        guard case .place = error.subject else { throw error.about(row.subject) }
        throw error
      }
    }
    return values
  }
}
