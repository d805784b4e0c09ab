import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import SteelyardServer
import Testing

@Suite("Auctions over the API", .serialized)
struct AuctionOperationTests {
  /// Brings "desk" below maintenance margin and starts a liquidator under Derive's policy; "other" has 20 BTC to bid with.
  private func begin(_ service: APIHarness) async throws -> Liquidator {
    try await service.ask(.deposit(AccountName("other"), .btc, Amount(18)))
    let liquidator = try await service.handOver(to: try DerivePolicy())
    for _ in 0..<400 where service.engine.openAuctions.first?.contents == nil {
      try await Task.sleep(for: .milliseconds(10))
    }
    return liquidator
  }

  @Test(
    "another client sees what is offered and not whose it is, bids once under one key, and has its share; the owner may not"
  )
  func bids() async throws {
    try await APIHarness.with { service in
      let liquidator = try await begin(service)
      defer { liquidator.stop() }
      func auctions(_ caller: APIHarness.Caller) async throws -> [[String: Any]] {
        let page = try await service.described(
          "GET", "/liquidations/auctions", as: caller, pattern: "/liquidations/auctions")
        return try #require(page["auctions"] as? [[String: Any]])
      }
      for caller in [APIHarness.Caller.desk, .stranger, .house] {
        let auction = try #require(try await auctions(caller).first)
        #expect(auction["account"] as? String == (caller == .stranger ? nil : "desk"))
        #expect(auction["kind"] as? String == "solvent" && auction["asset"] as? String == "BTC")
      }
      let auction = try #require(try await auctions(.stranger).first)
      let offer = try #require(auction["offer"] as? [String: Any])
      let position = try #require((offer["positions"] as? [[String: Any]])?.first)
      #expect(position["instrument"] as? String == "BTC/USD:BTC")
      #expect(try #require(offer["needed"] as? Double) > 0)
      let number = try #require(auction["liquidation"] as? Int)
      let path = "/liquidations/\(number)/bids"
      let pattern = "/liquidations/{liquidation}/bids"
      let body = "{\"account\":\"other\",\"share\":\"0.1\",\"worst_price\":\"10\"}"
      // Without a key, for somebody else's account, past the price, for nothing.
      #expect(try await service.call("POST", path, body, as: .stranger).status == 400)
      func refused(_ text: String, _ caller: APIHarness.Caller, _ status: Int) async throws {
        let answer = try await service.call(
          "POST", path, text, as: caller, headers: ["idempotency-key": "refused-\(status)"])
        #expect(answer.status == status, "\(text): \(answer.text)")
      }
      try await refused(body, .desk, 404)
      try await refused("{\"account\":\"desk/hedges\",\"share\":\"0.1\"}", .desk, 409)
      try await refused("{\"account\":\"other\",\"share\":\"0\"}", .stranger, 422)
      try await refused(
        "{\"account\":\"other\",\"share\":\"1\",\"worst_price\":\"0.0001\"}", .stranger, 409)
      #expect(
        try await service.call(
          "POST", "/liquidations/99/bids", body, as: .stranger,
          headers: ["idempotency-key": "elsewhere"]
        ).status == 404)
      var told: [String: Any] = [:]
      for _ in 0..<100 {
        let answer = try await service.call(
          "POST", path, body, as: .stranger, headers: ["idempotency-key": "bid"])
        if answer.status == 201 {
          told = try answer.json()
          break
        }
        #expect(answer.status == 409, "\(answer.text)")
        try service.advance(seconds: 1)
        try await Task.sleep(for: .milliseconds(20))
      }
      let events = try #require(told["events"] as? [[String: Any]])
      let sold = try #require(events.first { $0["kind"] as? String == "share_sold" })
      #expect(sold["account"] as? String == "other" && sold["share"] as? String == "0.1")
      let postings = try #require(sold["postings"] as? [[String: Any]])
      #expect(postings.allSatisfy { $0["account"] as? String == "other" })
      let position2 = try service.engine.account(AccountName("other")).positions.first?.quantity
      #expect(position2 == Amount(20_000))
      let again = try await service.described(
        "POST", path, body, as: .stranger, pattern: pattern, headers: ["idempotency-key": "bid"])
      #expect(again["replayed"] as? Bool == true)
      #expect(again["position"] as? Int == told["position"] as? Int)
      #expect(
        try service.engine.account(AccountName("other")).positions.first?.quantity
          == Amount(20_000))
      let records = try await service.described(
        "GET", "/events?limit=1000", as: .stranger, pattern: "/events")
      let seen = (records["records"] as? [[String: Any]] ?? []).flatMap {
        $0["events"] as? [[String: Any]] ?? []
      }
      let opened = try #require(
        seen.first { $0["kind"] as? String == "liquidation_auction_opened" })
      #expect(opened["account"] == nil && opened["equity"] == nil && opened["price"] != nil)
      #expect(!seen.contains { $0["kind"] as? String == "liquidation_begun" })
    }
  }
}
