import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// What the house does with a loss that the insurance fund can't carry, and what the fund has.
enum WaterfallOperations {
  static let all: [APIOperation] = [
    .read(
      "/liquidations/fund", "getInsuranceFund",
      "What the insurance fund holds, owes and is worth, and what others have paid.",
      audience: .house, answer: .object(WaterfallSchemas.fund)
    ) { call in try fund(call.engine, call.principal) },
    .read(
      "/accounts/{account}/deleveraging", "getDeleveraging",
      "The latest deleveraging of an account, with its rank and the reason.",
      audience: .account, answer: .object(WaterfallSchemas.account)
    ) { call in
      let name = try call.account().name
      return try .object { writer throws(SteelyardError) in
        writer.field("account", name.description)
        guard let notice = call.engine.waterfall.notices[name] else {
          return writer.optional("latest", nil as String?)
        }
        try writer.object("latest") { writer throws(SteelyardError) in
          writer.field("time", notice.time)
          writer.field("liquidation", Int(clamping: notice.liquidation))
          writer.field("instrument", APIInstrument.name(notice.instrument))
          writer.field("price", notice.price)
          writer.field("mark", notice.mark)
          writer.field("candidates", notice.candidateCount)
          try writer.share(notice.share)
        }
      }
    },
    .command(
      .post, "/liquidations/deleverage", "deleverage",
      "Closes a position against holders of the opposite, by rank; without `dry_run: false` it only tells who "
        + "would give up what.",
      scope: .admin, audience: .house, body: WaterfallSchemas.deleveraging,
      answer: .object(WaterfallSchemas.answer)
    ) { call in
      let body = try call.body()
      let quantity = try body.optionalAmount("quantity")
      return try await perform(
        .deleverage(
          try body.account("account"), try body.instrument("instrument"), quantity: quantity),
        body, call)
    },
    .command(
      .post, "/liquidations/share-loss", "shareLoss",
      "Shares what the insurance fund owes over clients; without `dry_run: false` it only tells who would pay what.",
      scope: .admin, audience: .house, body: WaterfallSchemas.sharing,
      answer: .object(WaterfallSchemas.answer)
    ) { call in
      let body = try call.body()
      return try await perform(
        .shareLoss(try body.asset("asset"), amount: try body.optionalAmount("amount")), body, call)
    },
  ]

  /// Carries a step of the house's out, or tells what it would do.
  private static func perform(
    _ step: WaterfallAsk.Step, _ body: APIBody, _ call: APICall
  ) async throws -> Response {
    let isDryRun = try body.root.present("dry_run")?.boolean() ?? true
    let number = try body.optionalCount("number")
    if !isDryRun, number == nil {
      throw SteelyardError(
        .invalidInput, "A step that is to be carried out needs its number.",
        remedy: "Ask for a dry run, and send the number that it tells.",
        subject: .place(file: "body", row: nil, field: "number"))
    }
    let engine = call.engine
    let next = engine.waterfall.nextSequence(of: 0)
    let answered = try await engine.submit(
      .waterfall(
        WaterfallAsk(
          step, liquidation: 0, sequence: number ?? next,
          isDryRun: isDryRun)), by: call.principal.key)
    let sight = EventSight(directory: engine.directory, principal: call.principal)
    return try .object { writer throws(SteelyardError) in
      writer.field("dry_run", isDryRun)
      writer.field("number", Int(clamping: isDryRun ? next : UInt64(clamping: number ?? 0)))
      writer.optional("position", isDryRun ? nil : Int(answered.position))
      writer.field("time", answered.time)
      try writer.objects("events", answered.value.ownedEvents) {
        writer, event throws(SteelyardError) in
        try writer.event(event, sight)
      }
    }
  }

  private static func fund(
    _ engine: Engine, _ principal: Principal
  ) throws(SteelyardError) -> Response {
    let standing = try engine.fundStanding()
    let book = engine.waterfall
    let rules = engine.configuration.rules.liquidations.waterfall
    return try .object { writer throws(SteelyardError) in
      writer.field("frame", Int(standing.frame))
      try writer.objects("balances", standing.portfolio.balances) { writer, balance in
        writer.field("asset", balance.asset.code)
        writer.field("amount", balance.amount)
      }
      try writer.objects("positions", standing.portfolio.positions) {
        writer, position throws(SteelyardError) in
        writer.field("instrument", APIInstrument.name(position.instrument))
        writer.field("quantity", position.quantity)
        writer.optional("average_price", position.averagePrice)
        try writer.optional("notional", standing.notionalUSD[position.instrument])
      }
      try writer.field("money", standing.moneyUSD)
      try writer.field("worth", standing.worthUSD)
      try writer.field("free", standing.freeUSD(above: rules.fundFloorUSD))
      try writer.field("shortfall", standing.shortfallUSD)
      try writer.field("floor", rules.fundFloorUSD)
      writer.field("deleveraging", rules.deleveraging.rawValue)
      writer.field("loss_sharing", rules.lossSharing.rawValue)
      writer.field("next_number", Int(clamping: book.nextSequence(of: 0)))
      writer.field("deleveragings", Int(clamping: book.deleveragingCount))
      try writer.field("deleveraged_notional", book.deleveragedUSD)
      writer.field("shared_losses", Int(clamping: book.sharingCount))
      try writer.field("shared", book.sharedUSD)
      try reduction(engine, principal, to: &writer)
    }
  }

  /// What is done with the fund's own positions.
  private static func reduction(
    _ engine: Engine, _ principal: Principal, to writer: inout JSONWriter
  ) throws(SteelyardError) {
    let rules = engine.configuration.rules.liquidations.waterfall
    let liquidations = engine.liquidations
    try writer.object("reduction") { writer throws(SteelyardError) in
      writer.field("rule", rules.fundPositions.rawValue)
      try writer.field("slippage", rules.fundSlippage)
      writer.field("begun", Int(clamping: liquidations.fund.begunCount))
      writer.field("rounds", Int(clamping: liquidations.fund.roundCount))
      try writer.field("notional", liquidations.fund.notionalUSD)
      try writer.stop(liquidations.stop(of: HouseAccount.insurance.name), principal)
      guard let course = liquidations.fund.course else {
        return writer.optional("course", nil as String?)
      }
      try writer.object("course") { writer throws(SteelyardError) in
        try writer.liquidation(course)
        try writer.objects("latest_rounds", course.rounds) { writer, round throws(SteelyardError) in
          try writer.round(round)
        }
      }
    }
  }
}
