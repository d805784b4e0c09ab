import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Strategies on the live engine: which there are, what they may do, and what they decide.
enum StrategyOperations {
  static let all: [APIOperation] = [
    .read(
      "/strategies", "listStrategies", "The strategies that come along, with their numbers.",
      audience: .everyone, answer: .object(StrategySchemas.catalogue)
    ) { _ in
      try .object { writer throws(SteelyardError) in
        try writer.objects("strategies", StrategyCatalogue.entries) {
          writer, entry throws(SteelyardError) in
          writer.field("name", entry.name)
          writer.field("summary", entry.summary)
          writer.field("live", StrategyRules.isLive(entry.name))
          try writer.objects("parameters", entry.parameters) {
            writer, parameter throws(SteelyardError) in
            writer.field("name", parameter.name)
            try writer.field("usual", parameter.usual)
            writer.field("meaning", parameter.meaning)
          }
        }
      }
    },
    .read(
      "/strategies/mandates", "listMandates",
      "Mandates of the accounts that the key sees, and whether any strategy may act.",
      audience: .everyone, query: [.limit, .cursor], answer: .object(StrategySchemas.page)
    ) { call in
      let (start, limit) = try call.page()
      let book = call.engine.mandates
      let all = book.cases.values.filter { call.principal.may(.read, $0.account) }
        .sorted { $0.account < $1.account }
      let page = all.dropFirst(start).prefix(limit)
      let end = start + page.count
      return try .object { writer throws(SteelyardError) in
        if let stop = book.stop {
          try writer.object("stop") { writer throws(SteelyardError) in
            writer.field("since", stop.time)
            writer.field("reason", stop.reason)
            writer.field("author", stop.author)
          }
        } else {
          writer.optional("stop", nil as String?)
        }
        try writer.objects("mandates", page) { writer, known throws(SteelyardError) in
          try writer.mandateSummary(known)
        }
        writer.optional("next", end < all.count && !page.isEmpty ? end : nil)
      }
    },
    .read(
      "/strategies/proposals", "listProposals",
      "Decisions that wait for an answer, of the accounts that the key sees.",
      audience: .everyone, answer: .object(StrategySchemas.proposals)
    ) { call in
      let waiting = call.engine.mandates.cases.values
        .filter { call.principal.may(.read, $0.account) && $0.open?.stage == .proposed }
        .sorted { $0.account < $1.account }
      return try .object { writer throws(SteelyardError) in
        try writer.objects("proposals", waiting) { writer, known throws(SteelyardError) in
          writer.field("account", known.account.description)
          writer.field("strategy", known.mandate.strategy)
          if let open = known.open {
            try writer.object("proposal") { writer throws(SteelyardError) in
              try writer.decision(open)
            }
          }
        }
      }
    },
    .command(
      .post, "/strategies/stop", "stopStrategies",
      "Stops every strategy: none looks or trades, and what works of them is cancelled.",
      scope: .admin, audience: .house, body: ParameterSchemas.reason
    ) { call in
      try await call.perform(
        .mandate(.switchAll(.stopped, reason: try call.body().text("reason"))))
    },
    .command(
      .post, "/strategies/resume", "resumeStrategies", "Lets strategies go on.", scope: .admin,
      audience: .house, body: ParameterSchemas.reason
    ) { call in
      try await call.perform(
        .mandate(.switchAll(.running, reason: try call.body().text("reason"))))
    },
    .read(
      "/accounts/{account}/strategy", "getStrategy",
      "The mandate of an account, how far it is, and its latest decisions with their reasons.",
      audience: .account, answer: .object(StrategySchemas.account)
    ) { call in
      let name = try call.account().name
      return try .object { writer throws(SteelyardError) in
        writer.field("account", name.description)
        guard let known = call.engine.mandates.known(name) else {
          return writer.optional("mandate", nil as String?)
        }
        try writer.object("mandate") { writer throws(SteelyardError) in
          try writer.mandate(known, at: call.engine.now)
        }
      }
    },
    .command(
      .put, "/accounts/{account}/strategy", "setStrategy",
      "Gives a strategy a mandate on an account, or changes the one that it has. An autonomous one begins with a "
        + "rehearsal, and again with each change that does not only narrow it.",
      scope: .admin, audience: .account, body: StrategySchemas.mandateChange
    ) { call in
      try call.requireHouse()
      return try await set(call, .house)
    },
    .command(
      .post, "/accounts/{account}/strategy/narrow", "narrowStrategy",
      "Changes the mandate of an account to one that is narrower everywhere.", scope: .trade,
      audience: .account, body: StrategySchemas.mandateChange
    ) { call in try await set(call, .narrowing) },
    .command(
      .post, "/accounts/{account}/strategy/release", "releaseStrategy",
      "Lets the mandate of this digest loose from its rehearsal.", scope: .admin,
      audience: .account, body: StrategySchemas.release
    ) { call in
      let account = try call.account().name
      try call.requireHouse()
      let body = try call.body()
      return try await call.perform(
        .mandate(
          .release(
            account, digest: try body.text("digest"),
            waivesLooks: try body.root.present("waive_looks")?.boolean() ?? false,
            reason: try body.text("reason"))))
    },
    command(
      "pause", "pauseStrategy",
      "Pauses the strategy of an account: no looks, no orders, what works is cancelled.", .trade
    ) { .pause($0, reason: $1) },
    command(
      "resume", "resumeStrategy", "Lets the strategy of an account go on.", .admin
    ) { .resume($0, reason: $1) },
    command(
      "end", "endStrategy", "Ends the mandate of an account for good.", .trade
    ) { .end($0, reason: $1) },
    answer(
      "approve", "approveProposal",
      "Says yes to a proposal; it is held to the limits of then, and carried out."
    ) { .approve($0, decision: $1, reason: $2) },
    answer("reject", "rejectProposal", "Says no to a proposal.") {
      .reject($0, decision: $1, reason: $2)
    },
  ]

  private static func set(
    _ call: APICall, _ power: MandateAsk.Power
  ) async throws -> Response {
    let account = try call.account().name
    let body = try MandateBody(try call.body(), for: account)
    return try await call.perform(
      .mandate(.set(body.mandate, power: power, reason: body.reason)))
  }

  private static func command(
    _ word: String, _ name: String, _ summary: String, _ scope: Scope,
    _ ask: @escaping @Sendable (AccountName, String) -> MandateAsk
  ) -> APIOperation {
    .command(
      .post, "/accounts/{account}/strategy/\(word)", name, summary, scope: scope,
      audience: .account, body: ParameterSchemas.reason
    ) { call in
      let account = try call.account().name
      if scope == .admin { try call.requireHouse() }
      return try await call.perform(.mandate(ask(account, try call.body().text("reason"))))
    }
  }

  private static func answer(
    _ word: String, _ name: String, _ summary: String,
    _ ask: @escaping @Sendable (AccountName, Int, String) -> MandateAsk
  ) -> APIOperation {
    .command(
      .post, "/accounts/{account}/strategy/\(word)", name, summary, scope: .trade,
      audience: .account, body: StrategySchemas.answer
    ) { call in
      let account = try call.account().name
      let body = try call.body()
      let decision = Int(clamping: try body.root.required("decision").integer())
      return try await call.perform(
        .mandate(ask(account, decision, try body.text("reason"))))
    }
  }
}
