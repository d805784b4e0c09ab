import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMarket
import Testing

@Suite("The loss waterfall over the API", .serialized)
struct WaterfallOperationTests {
  /// The fund holds 500 USD long that it took over from desk; other is short 1,000, and desk long the rest.
  private static func takeOver(_ service: APIHarness) async throws {
    let desk = try AccountName("desk")
    let perpetual = try InstrumentNaming.deribit.instrument(named: "BTC-PERPETUAL")
    let mark = try #require(
      service.engine.frame?.board.market.observation(of: perpetual)?.markPrice)
    let price = Amount(Int64(mark.rounded()))
    for action in [
      LedgerAction.bookTrade(
        AgreedTrade(
          account: desk, counterparty: try AccountName("other"), instrument: perpetual,
          quantity: Amount(1000), price: price, fee: .none, counterpartyFee: .none)),
      .takeOver(
        Takeover(
          liquidation: LiquidationIdentifier(rawValue: 1), account: desk,
          closings: [
            Takeover.Closing(instrument: perpetual, quantity: Amount(500), price: price)
          ], balances: .stay)),
    ] {
      _ = try await service.engine.submit(
        .ledger(LedgerCommand(action)), by: AuthoredCommand.engine)
    }
  }

  private static let path = "/liquidations/deleverage"
  private static func body(_ more: String = "") -> String {
    "{\"account\":\"house:insurance\",\"instrument\":\"BTC-PERPETUAL\"\(more)}"
  }

  @Test(
    "the house sees who would be deleveraged, carries it out once, and the account is told its rank and reason"
  )
  func deleverages() async throws {
    try await APIHarness.with { service in
      try await Self.takeOver(service)
      for caller in [APIHarness.Caller.desk, .stranger] {
        #expect(try await service.call("POST", Self.path, Self.body(), as: caller).status == 403)
        #expect(try await service.call("GET", "/liquidations/fund", as: caller).status == 403)
      }
      #expect(try await service.call("POST", Self.path, Self.body(), as: .nobody).status == 401)
      let dry = try await service.described(
        "POST", Self.path, Self.body(), as: .house, pattern: Self.path)
      #expect(dry["dry_run"] as? Bool == true && dry["number"] as? Int == 1)
      #expect(service.engine.waterfall.houseCount == 0)
      let planned = try #require((dry["events"] as? [[String: Any]])?.last)
      #expect(planned["kind"] as? String == "waterfall_deleveraged")
      let share = try #require((planned["shares"] as? [[String: Any]])?.first)
      // A fifth of an open interest of 1,000 USD.
      #expect(share["account"] as? String == "other" && share["quantity"] as? String == "200")
      #expect((share["reason"] as? String)?.hasPrefix("Rank 1:") == true)
      // To be carried out it needs its number, and that is good for once.
      #expect(
        try await service.call("POST", Self.path, Self.body(",\"dry_run\":false"), as: .house)
          .status == 422)
      let real = Self.body(",\"dry_run\":false,\"number\":1")
      let done = try await service.described(
        "POST", Self.path, real, as: .house, pattern: Self.path)
      #expect(done["position"] as? Int != nil)
      #expect(try await service.call("POST", Self.path, real, as: .house).status == 409)
      let told = try await service.described(
        "GET", "/accounts/other/deleveraging", as: .stranger,
        pattern: "/accounts/{account}/deleveraging")
      let latest = try #require(told["latest"] as? [String: Any])
      #expect(latest["quantity"] as? String == "200" && latest["rank"] as? Int == 1)
      let own = try await service.described(
        "GET", "/accounts/desk/deleveraging", pattern: "/accounts/{account}/deleveraging")
      #expect(own["latest"] is NSNull)
      let events = try await service.described(
        "GET", "/events", as: .stranger, pattern: "/events")
      let last = try #require((events["records"] as? [[String: Any]])?.last)
      #expect("\(last)".contains("waterfall_deleveraged") && !"\(last)".contains("house:insurance"))
      let fund = try await service.described(
        "GET", "/liquidations/fund", as: .house, pattern: "/liquidations/fund")
      #expect((fund["positions"] as? [[String: Any]])?.first?["quantity"] as? String == "300")
      #expect(fund["deleveragings"] as? Int == 1 && fund["next_number"] as? Int == 2)
    }
  }

  @Test("what the fund owes is shared over balances, no more than a twentieth of each, once")
  func shares() async throws {
    try await APIHarness.with { service in
      let path = "/liquidations/share-loss"
      let body = "{\"asset\":\"BTC\"}"
      #expect(try await service.call("POST", path, body, as: .house).status == 409)
      _ = try await service.engine.submit(
        .ledger(
          LedgerCommand(
            .adjust(
              [
                Adjustment(
                  account: HouseAccount.insurance.name, asset: .btc,
                  amount: -(try Amount(parsing: "0.2"))),
                Adjustment(
                  account: HouseAccount.external.name, asset: .btc,
                  amount: try Amount(parsing: "0.2")),
              ], reason: "a test"))), by: "test")
      let dry = try await service.described("POST", path, body, as: .house, pattern: path)
      let booked = try #require(
        (dry["events"] as? [[String: Any]])?.first { $0["kind"] as? String == "loss_shared" })
      let postings = try #require(booked["postings"] as? [[String: Any]])
      // Balances of 1 and 2: a twentieth of each.
      #expect(
        postings.compactMap { $0["amount"] as? String }.sorted() == ["-0.05", "-0.1", "0.15"])
      let real = "{\"asset\":\"BTC\",\"dry_run\":false,\"number\":1}"
      _ = try await service.described("POST", path, real, as: .house, pattern: path)
      #expect(try await service.call("POST", path, real, as: .house).status == 409)
      let desk = try service.engine.account(try AccountName("desk"))
      #expect(desk.balances.map(\.amount) == [try Amount(parsing: "0.95")])
      let fund = try await service.described(
        "GET", "/liquidations/fund", as: .house, pattern: "/liquidations/fund")
      #expect(fund["shared_losses"] as? Int == 1)
      let shortfall = try #require(fund["shortfall"] as? Double)
      #expect(shortfall > 0)
    }
  }
}
