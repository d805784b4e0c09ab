import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

extension DeribitFace {
  /// Answers a private call.
  func privateAnswer(
    _ call: DeribitCall, _ caller: DeribitCaller
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let parameters = call.parameters
    // Who asks is found out before what is asked, so that nobody learns methods without a key.
    let principal = try caller.identified(for: .read, keyGuard)
    switch call.method {
    case "private/get_account_summary":
      let account = try account(parameters, principal)
      guard let currency = try currency(parameters, "currency") else {
        throw .parameter("currency", "is required")
      }
      let isExtended = try parameters.boolean("extended") ?? false
      return { writer throws(SteelyardError) in
        let price = try account.market.market.priceUSD(of: currency)
        try writer.object { writer throws(SteelyardError) in
          if isExtended { account.writeIdentity(&writer) }
          try account.writeSummaryFields(of: currency, usd: price, &writer)
        }
      }
    case "private/get_account_summaries":
      let account = try account(parameters, principal)
      return { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          account.writeIdentity(&writer)
          writer.key("summaries")
          try writer.array { writer throws(SteelyardError) in
            for currency in account.currencies { try account.writeSummary(of: currency, &writer) }
          }
        }
      }
    case "private/get_positions": return try positions(parameters, principal)
    case "private/get_position": return try position(parameters, principal)
    case "private/get_margins": return try margins(parameters, principal)
    case "private/simulate_portfolio":
      let currency = try currency(parameters, "currency") ?? .btc
      let simulation = try DeribitSimulation(
        try accountName(parameters, principal), parameters, .positions, engine,
        try DeribitMarket(engine))
      return { writer throws(SteelyardError) in
        try simulation.account.writeSummary(of: currency, &writer)
      }
    case "private/pme/simulate":
      let text = try parameters.requiredText("currency")
      let isCross = text == "CROSS"
      let currency = isCross ? nil : try currency(parameters, "currency")
      let simulation = try DeribitSimulation(
        try accountName(parameters, principal), parameters, .coins, engine,
        try DeribitMarket(engine))
      return { writer throws(SteelyardError) in
        try simulation.writeVectors(only: currency, &writer)
      }
    default: throw .method(call.method)
    }
  }

  /// The account that a call is about: the parameter `account`, else the key's own.
  func accountName(
    _ parameters: DeribitParameters, _ principal: Principal
  ) throws(DeribitRefusal) -> AccountName {
    do throws(SteelyardError) {
      let name: AccountName
      if let text = try? parameters.text("account") {
        name = try AccountName(text)
      } else {
        name = try ownAccount(of: principal)
      }
      try principal.require(.read, name)
      return name
    } catch {
      throw DeribitRefusal(error, parameter: "account")
    }
  }

  /// The account of a key.
  ///
  /// - Throws: `invalidInput` for the house's keys, which have none.
  func ownAccount(of principal: Principal) throws(SteelyardError) -> AccountName {
    switch principal.tenant {
    case .account(let text): return try AccountName(text)
    case .house:
      guard let account = options.houseAccount else {
        throw SteelyardError(
          .invalidInput, "The key is the house's and stands for no account.",
          remedy: "Name one with the parameter \"account\".")
      }
      return account
    }
  }

  private func account(
    _ parameters: DeribitParameters, _ principal: Principal
  ) throws(DeribitRefusal) -> DeribitAccount {
    let name = try accountName(parameters, principal)
    let market = try DeribitMarket(engine)
    do { return try DeribitAccount(name, engine, market) } catch { throw DeribitRefusal(error) }
  }

  private func positions(
    _ parameters: DeribitParameters, _ principal: Principal
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let account = try account(parameters, principal)
    let currency = try currency(parameters, "currency")
    let kind = try parameters.text("kind").flatMap { $0 == "any" ? nil : $0 }
    var chosen: [(String, PositionExplanation)] = []
    for position in account.explanation.positions {
      let instrument = position.instrument
      guard currency == nil || DeribitMarket.currency(of: instrument) == currency,
        kind == nil || DeribitMarket.kind(of: instrument) == kind,
        // What Deribit's names can't say is told by the other interface.
        let name = try? InstrumentNaming.deribit.name(of: instrument)
      else { continue }
      chosen.append((name, position))
    }
    let rows = chosen
    return { writer throws(SteelyardError) in
      try writer.array { writer throws(SteelyardError) in
        for (name, position) in rows { try account.writePosition(position, named: name, &writer) }
      }
    }
  }

  private func position(
    _ parameters: DeribitParameters, _ principal: Principal
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let account = try account(parameters, principal)
    let name = try parameters.requiredText("instrument_name")
    let held = account.explanation.positions.first {
      (try? InstrumentNaming.deribit.name(of: $0.instrument)) == name
    }
    if let held {
      return { writer throws(SteelyardError) in
        try account.writePosition(held, named: name, &writer)
      }
    }
    let entry = try account.market.entry(named: name)
    return { writer throws(SteelyardError) in
      try writer.object { writer throws(SteelyardError) in
        writer.field("instrument_name", name)
        writer.field("kind", DeribitMarket.kind(of: entry.instrument))
        writer.field("direction", "zero")
        try writer.field("mark_price", entry.observation.markPrice)
        for name in ["size", "average_price", "floating_profit_loss", "total_profit_loss", "delta"]
        {
          writer.key(named: name)
          writer.integer(0)
        }
      }
    }
  }

  /// What buying and what selling so much would ask for beyond what is asked now, in settlement currency.
  private func margins(
    _ parameters: DeribitParameters, _ principal: Principal
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let market = try DeribitMarket(engine)
    let account = try accountName(parameters, principal)
    let entry = try market.entry(named: try parameters.requiredText("instrument_name"))
    let amount = try parameters.requiredAmount("amount")
    let price = try parameters.requiredAmount("price")
    guard amount > .zero else { throw .parameter("amount", "must be above zero") }
    do throws(SteelyardError) {
      let question = try engine.question(of: account)
      let unit = try market.market.priceUSD(of: entry.instrument.underlying.settlement)
      func increase(_ quantity: Amount) throws(SteelyardError) -> Double {
        let trade = try Trade(instrument: entry.instrument, quantity: quantity, price: price)
        let result = try question.result(of: WhatIf(trades: [trade], orders: []))
        return
          (result.after.explanation.figures.initialMargin
          - result.before.explanation.figures.initialMargin) / unit
      }
      let buy = try increase(amount)
      let sell = try increase(Amount(units: -amount.units))
      return { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          try writer.field("buy", buy)
          try writer.field("sell", sell)
        }
      }
    } catch {
      throw DeribitRefusal(error)
    }
  }
}
