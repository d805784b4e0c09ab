import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import SteelyardServer
import Testing

@Suite("Liquidations over the API", .serialized)
struct LiquidationOperationTests {
  /// Brings "desk" into liquidation, with an order that no venue ever answers.
  private func begin(_ service: APIHarness) async throws -> Liquidator {
    let liquidator = try await service.handOver(
      to: try LargestFirstPolicy(share: 0.2, bufferShare: 0.1))
    for _ in 0..<400 where try service.engine.account(AccountName("desk")).orders.isEmpty {
      try await Task.sleep(for: .milliseconds(10))
    }
    return liquidator
  }

  @Test(
    "an account's liquidation is told with its rounds, orders and reasons, and its owner's orders are refused"
  )
  func told() async throws {
    try await APIHarness.with { service in
      let liquidator = try await begin(service)
      defer { liquidator.stop() }
      let told = try await service.described(
        "GET", "/accounts/desk/liquidation", pattern: "/accounts/{account}/liquidation")
      #expect(told["margin_call"] as? String == "in_liquidation")
      let liquidation = try #require(told["liquidation"] as? [String: Any])
      #expect(liquidation["policy"] as? String == "largest_first")
      let round = try #require((liquidation["latest_rounds"] as? [[String: Any]])?.first)
      #expect((round["why"] as? String)?.contains("largest position") == true)
      let order = try #require((round["orders"] as? [[String: Any]])?.first)
      #expect(order["status"] as? String == "working" && order["purpose"] as? String == "reduction")
      let number = try #require(order["order"] as? Int)
      for (method, path, body) in [
        (
          "POST", "/accounts/desk/orders", "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"-10\"}"
        ),
        ("DELETE", "/accounts/desk/orders/\(number)", ""),
      ] {
        let answer = try await service.call(method, path, body)
        #expect(answer.status == 409, "\(answer.text)")
        #expect(try answer.json()["code"] as? String == "not_allowed")
      }
      for caller in [APIHarness.Caller.desk, .house, .stranger] {
        let page = try await service.described(
          "GET", "/liquidations", as: caller, pattern: "/liquidations")
        #expect((page["liquidations"] as? [Any])?.count == (caller == .stranger ? 0 : 1))
        #expect((page["begun"] != nil) == (caller == .house))
      }
      let events = try await service.described(
        "GET", "/events?limit=1000", as: .house, pattern: "/events")
      let kinds = (events["records"] as? [[String: Any]] ?? []).flatMap {
        ($0["events"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
      }
      #expect(kinds.contains("liquidation_begun") && kinds.contains("liquidation_decided"))
    }
  }

  @Test("the house stops and resumes all of them, or one, with a reason; nobody else does")
  func switches() async throws {
    try await APIHarness.with { service in
      for (path, pattern) in [
        ("/liquidations", "/liquidations"),
        ("/accounts/desk/liquidation", "/accounts/{account}/liquidation"),
      ] {
        let body = "{\"reason\":\"the index is wrong\"}"
        #expect(try await service.call("POST", path + "/stop", body).status == 403)
        #expect(try await service.call("POST", path + "/stop", "{}", as: .house).status == 400)
        #expect(
          try await service.call("POST", path + "/stop", "{\"reason\":\" \"}", as: .house).status
            == 422)
        let stopped = try await service.described(
          "POST", path + "/stop", body, as: .house, pattern: pattern + "/stop")
        let event = try #require((stopped["events"] as? [[String: Any]])?.first)
        #expect(event["kind"] as? String == "liquidations_stopped")
        #expect((event["why"] as? String)?.contains("the index is wrong") == true)
        #expect(try await service.call("POST", path + "/stop", body, as: .house).status == 409)
        // The owner is told why, and not by whom.
        let own = try await service.described(
          "GET", "/accounts/desk/liquidation", pattern: "/accounts/{account}/liquidation")
        let stop = try #require(own["stop"] as? [String: Any])
        #expect(stop["reason"] as? String == "the index is wrong" && stop["author"] == nil)
        try await service.described(
          "POST", path + "/resume", body, as: .house, pattern: pattern + "/resume")
        #expect(try await service.call("POST", path + "/resume", body, as: .house).status == 409)
      }
      #expect(
        try await service.call(
          "POST", "/accounts/nowhere/liquidation/stop", "{\"reason\":\"x\"}", as: .house
        ).status == 404)
    }
  }
}
