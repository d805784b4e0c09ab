import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import Testing

@Suite("What is told of a liquidation", .serialized)
struct LiquidationEventTests {
  /// Desk is long 1,000 USD against other; half is closed against other, the rest taken over at a price that leaves the
  /// fund a debt, and 0.1 BTC of it is shared.
  private static func actions() throws -> [LedgerAction] {
    let liquidation = LiquidationIdentifier(rawValue: 5)
    let desk = try AccountName("desk")
    let other = try AccountName("other")
    let perpetual = try InstrumentNaming.deribit.instrument(named: "BTC-PERPETUAL")
    return [
      .bookTrade(
        AgreedTrade(
          account: desk, counterparty: other, instrument: perpetual, quantity: Amount(1000),
          price: Amount(70_000), fee: .none, counterpartyFee: .none)),
      .chargeLiquidationFee(
        LiquidationFee(
          liquidation: liquidation, account: desk, asset: .btc,
          amount: try Amount(parsing: "0.25"))),
      .deleverage(
        Deleveraging(
          liquidation: liquidation, account: desk, instrument: perpetual, price: Amount(60_000),
          shares: [Deleveraging.Share(account: other, quantity: Amount(500))])),
      .takeOver(
        Takeover(
          liquidation: liquidation, account: desk,
          closings: [
            Takeover.Closing(instrument: perpetual, quantity: Amount(500), price: Amount(100))
          ], balances: .all)),
      .shareLoss(
        LossSharing(
          liquidation: liquidation, asset: .btc, loss: try Amount(parsing: "0.1"), base: .balances,
          reason: "over balances")),
    ]
  }

  @Test(
    "each is told what is its own, as the description says, and nobody whose liquidation it was")
  func told() async throws {
    try await APIHarness.with { service in
      for action in try Self.actions() {
        _ = try await service.engine.submit(
          .ledger(LedgerCommand(action)), by: AuthoredCommand.engine)
      }
      let own = try await Self.events(service, as: .desk)
      #expect(own.map(\.kind) == ["liquidation_fee_charged", "deleveraged", "taken_over"])
      #expect(own.allSatisfy { $0.members["liquidation"] as? Int == 5 })
      #expect(own[2].members["account"] as? String == "desk")
      let others = try await Self.events(service, as: .stranger)
      #expect(others.map(\.kind) == ["deleveraged", "loss_shared"])
      #expect(others[0].members["account"] == nil)
      #expect(!"\(others.map(\.members))".contains("desk"))
      let paid = try #require(others[1].members["postings"] as? [[String: Any]])
      #expect(paid.map { $0["account"] as? String } == ["other"])
      #expect(paid.map { $0["amount"] as? String } == ["-0.1"])
    }
  }

  private static func events(
    _ service: APIHarness, as caller: APIHarness.Caller
  ) async throws -> [(kind: String, members: [String: Any])] {
    let told = try await service.described("GET", "/events", as: caller, pattern: "/events")
    let records = try #require(told["records"] as? [[String: Any]])
    return records.flatMap { $0["events"] as? [[String: Any]] ?? [] }.compactMap { event in
      (event["kind"] as? String).map { ($0, event) }
    }.filter { $0.1["liquidation"] != nil }
  }
}
