import Foundation
import SteelyardEngine
import TestSupport
import Testing

@Suite("Accounts over the API", .serialized)
struct AccountOperationTests {
  @Test("a list has the accounts that the key sees, page after page")
  func pages() async throws {
    try await APIHarness.with { service in
      func names(_ page: [String: Any]) -> [String] {
        (page["accounts"] as? [[String: Any]] ?? []).compactMap { $0["account"] as? String }
      }
      let all = try await service.described("GET", "/accounts", as: .house, pattern: "/accounts")
      #expect(names(all) == ["desk", "desk/hedges", "other"])
      let first = try await service.described(
        "GET", "/accounts?limit=1", as: .desk, pattern: "/accounts")
      #expect(names(first) == ["desk"])
      let next = try #require(first["next"] as? Int)
      let second = try await service.described(
        "GET", "/accounts?limit=1&cursor=\(next)", as: .desk, pattern: "/accounts")
      #expect(names(second) == ["desk/hedges"])
      #expect(second["next"] is NSNull)
      for query in ["limit=0", "limit=1001", "limit=1&limit=2", "cursor=-1", "status=fine"] {
        #expect(try await service.call("GET", "/accounts?\(query)").status == 400, "\(query)")
      }
      let calm = try await service.described(
        "GET", "/accounts?status=healthy", as: .house, pattern: "/accounts")
      #expect(names(calm) == names(all))
      let called = try await service.described(
        "GET", "/accounts?call=called", as: .house, pattern: "/accounts")
      #expect(names(called).isEmpty)
    }
  }

  @Test("who has an answer already gets 304, until something changes")
  func tags() async throws {
    try await APIHarness.with { service in
      let first = try await service.call("GET", "/accounts/desk/balances")
      let tag = try #require(first.headers["etag"])
      let again = try await service.call(
        "GET", "/accounts/desk/balances", headers: ["if-none-match": tag])
      #expect(again.status == 304 && again.body.isEmpty)
      #expect(again.headers["etag"] == tag)
      #expect(
        try await service.call(
          "POST", "/accounts/desk/deposits", "{\"asset\":\"BTC\",\"amount\":\"0.5\"}", as: .house
        ).status == 201)
      let changed = try await service.call(
        "GET", "/accounts/desk/balances", headers: ["if-none-match": tag])
      #expect(changed.status == 200)
      #expect(changed.text.contains("\"amount\":\"1.5\""))
      // What the key may see is looked at first.
      #expect(
        try await service.call(
          "GET", "/accounts/desk/balances", as: .stranger, headers: ["if-none-match": "*"]
        ).status == 404)
      let head = try await service.call("HEAD", "/accounts/desk/balances")
      #expect(head.status == 200 && head.body.isEmpty && head.headers["etag"] != nil)
      let wrong = try await service.call("PUT", "/accounts/desk/balances", "{}")
      #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD, OPTIONS")
    }
  }

  @Test("margin is what the engine says, and explained it adds up")
  func margin() async throws {
    try await APIHarness.with { service in
      try await service.described(
        "POST", "/accounts/desk/orders",
        "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"10000\"}", status: 201,
        pattern: "/accounts/{account}/orders")
      try await service.described(
        "POST", "/trades",
        "{\"account\":\"desk\",\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"20000\",\"price\":\"100000\"}",
        as: .house, status: 201, pattern: "/trades")
      let margin = try await service.described(
        "GET", "/accounts/desk/margin?explain=true", pattern: "/accounts/{account}/margin")
      let figures = try #require(margin["figures"] as? [String: Double])
      let explanation = try #require(margin["explanation"] as? [String: Any])
      for (name, value) in figures {
        expectClose(
          expected: value, got: try #require(explanation[name] as? Double), .relative(1e-12))
      }
      #expect(try #require(figures["initial_margin"]) > 0)
      let scenarios = try await service.described(
        "GET", "/accounts/desk/scenarios?limit=2", pattern: "/accounts/{account}/scenarios")
      let worst = try #require(scenarios["scenarios"] as? [[String: Any]])
      let profits = worst.compactMap { $0["counted_pnl"] as? Double }
      #expect(profits.count == 2 && profits[0] <= profits[1] && profits[0] < 0)
      #expect(scenarios["next"] as? Int == 2)
    }
  }

  @Test("a what-if tells margin before and after, and does nothing")
  func whatIf() async throws {
    try await APIHarness.with { service in
      let position = service.engine.position
      let answer = try await service.described(
        "POST", "/accounts/desk/what-if",
        "{\"trades\":[{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"-30000\"}]}",
        pattern: "/accounts/{account}/what-if")
      let result = try #require(answer["result"] as? [String: Any])
      #expect(result["trades"] != nil, "\(result.keys)")
      #expect(service.engine.position == position)
      let wrong = try await service.call(
        "POST", "/accounts/desk/what-if",
        "{\"trades\":[{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"x\"}]}")
      #expect(wrong.status == 422)
      #expect(try wrong.json()["field"] as? String == "trades[0].quantity")
    }
  }

  @Test("a stress test has the events that are asked for, and shocks of one's own")
  func stress() async throws {
    try await APIHarness.with { service in
      let answer = try await service.described(
        "POST", "/accounts/desk/stress",
        "{\"shocks\":[{\"label\":\"half\",\"others\":{\"spot\":-0.5}}]}",
        pattern: "/accounts/{account}/stress")
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self)
      #expect(text.contains("half"))
      #expect(
        try await service.call("POST", "/accounts/desk/stress", "{\"events\":[\"no-such\"]}").status
          >= 400)
    }
  }
}
