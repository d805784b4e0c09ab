import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

/// Liquidations that run, and the switches that stop them.
enum LiquidationOperations {
  static let all: [APIOperation] = [
    .read(
      "/accounts/{account}/liquidation", "getLiquidation",
      "Where the liquidation of an account stands, with each round's orders and reason.",
      audience: .account, answer: .object(LiquidationSchemas.account)
    ) { call in
      let view = try call.account()
      let book = call.engine.liquidations
      return try .object { writer throws(SteelyardError) in
        writer.field("account", view.name.description)
        writer.field("margin_call", view.call.name.rawValue)
        try writer.stop(book.stop(of: view.name), call.principal)
        guard let known = book.open[view.name] else {
          return writer.optional("liquidation", nil as String?)
        }
        try writer.object("liquidation") { writer throws(SteelyardError) in
          try writer.liquidation(known)
          try writer.objects("latest_rounds", known.rounds) {
            writer, round throws(SteelyardError) in
            try writer.round(round)
          }
        }
      }
    },
    .read(
      "/liquidations", "listLiquidations",
      "Liquidations that run, of the accounts that the key sees.",
      audience: .everyone, query: [.limit, .cursor], answer: .object(LiquidationSchemas.page)
    ) { call in
      let (start, limit) = try call.page()
      let book = call.engine.liquidations
      let all = book.open.values.filter { call.principal.may(.read, $0.account) }
        .sorted { $0.account < $1.account }
      let page = all.dropFirst(start).prefix(limit)
      let end = start + page.count
      return try .object { writer throws(SteelyardError) in
        if call.principal.tenant == .house {
          writer.field("begun", Int(book.begunCount))
          writer.field("ended", Int(book.endedCount))
        }
        writer.field("waiting", book.awaiting.count { call.principal.may(.read, $0) })
        try writer.stop(book.stop, call.principal)
        try writer.strings(
          "stopped_accounts",
          book.stops.keys.filter { call.principal.may(.read, $0) }.sorted().map(\.description))
        try writer.objects("liquidations", page) { writer, known throws(SteelyardError) in
          try writer.liquidation(known)
        }
        writer.optional("next", end < all.count && !page.isEmpty ? end : nil)
      }
    },
    AuctionOperations.list, AuctionOperations.bid,
    command(
      "/liquidations/stop", "stopLiquidations",
      "Stops every liquidation: nothing more is traded, and what works of them is cancelled.",
      .stopped),
    command(
      "/liquidations/resume", "resumeLiquidations", "Lets liquidations go on.", .running),
    command(
      "/liquidations/fund/stop", "stopFund",
      "Stops the trading of the insurance fund's own positions, and cancels what works of it.",
      .stopped, of: HouseAccount.insurance.name),
    command(
      "/liquidations/fund/resume", "resumeFund",
      "Lets the insurance fund's own positions be traded again.", .running,
      of: HouseAccount.insurance.name),
    accountCommand(
      "/accounts/{account}/liquidation/stop", "stopLiquidation",
      "Stops the liquidation of an account, now and later.", .stopped),
    accountCommand(
      "/accounts/{account}/liquidation/resume", "resumeLiquidation",
      "Lets the liquidation of an account go on.", .running),
  ]

  private static func command(
    _ path: String, _ name: String, _ summary: String, _ position: LiquidationSwitch.Position,
    of account: AccountName? = nil
  ) -> APIOperation {
    .command(
      .post, path, name, summary, scope: .admin, audience: .house, body: ParameterSchemas.reason
    ) { call in
      try await call.perform(
        .switchLiquidation(
          account: account, position: position, reason: try call.body().text("reason")))
    }
  }

  private static func accountCommand(
    _ path: String, _ name: String, _ summary: String, _ position: LiquidationSwitch.Position
  ) -> APIOperation {
    .command(
      .post, path, name, summary, scope: .admin, audience: .account, body: ParameterSchemas.reason
    ) { call in
      let account = try call.account().name
      try call.requireHouse()
      return try await call.perform(
        .switchLiquidation(
          account: account, position: position, reason: try call.body().text("reason")))
    }
  }
}
