import Foundation
import SteelyardEngine
import Testing

@Suite("Commands over the API", .serialized)
struct CommandOperationTests {
  private static let order = "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"1000\"}"

  @Test("an order is answered with its place in the journal, its events and why margin let it in")
  func order() async throws {
    try await APIHarness.with { service in
      let placed = try await service.described(
        "POST", "/accounts/desk/orders",
        "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"1000\",\"price\":\"90000\",\"entry\":\"post_only\"}",
        status: 201, pattern: "/accounts/{account}/orders")
      #expect(placed["position"] as? Int == Int(service.engine.position))
      let events = try #require(placed["events"] as? [[String: Any]])
      #expect(events.compactMap { $0["kind"] as? String } == ["order_placed", "admission"])
      #expect(events[1]["verdict"] as? String == "coveredByBound")
      let number = try #require(events[0]["order"] as? Int)
      try await service.described(
        "PATCH", "/accounts/desk/orders/\(number)",
        "{\"quantity\":\"500\",\"price\":\"90000\"}",
        pattern: "/accounts/{account}/orders/{order}")
      let orders = try await service.described(
        "GET", "/accounts/desk/orders", pattern: "/accounts/{account}/orders")
      #expect((orders["orders"] as? [[String: Any]])?.first?["entry"] as? String == "post_only")
      // An order of somebody else is one that there is not.
      #expect(
        try await service.call("DELETE", "/accounts/other/orders/\(number)", as: .stranger).status
          == 404)
      #expect(try await service.call("DELETE", "/accounts/desk/orders/zero").status == 404)
      #expect(try await service.call("DELETE", "/accounts/desk/orders/99").status == 404)
    }
  }

  @Test("an order that margin does not cover is refused with its numbers")
  func refusal() async throws {
    try await APIHarness.with { service in
      let answer = try await service.call(
        "POST", "/accounts/desk/orders",
        "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"100000000\"}")
      #expect(answer.status == 422)
      #expect(try answer.json()["code"] as? String == "insufficient_margin")
      #expect(
        try await service.call(
          "POST", "/accounts/desk/orders", "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":1000}"
        ).status == 400)
      #expect(
        try await service.call(
          "POST", "/accounts/desk/orders", "{\"instrument\":\"nothing\",\"quantity\":\"1\"}"
        ).status == 422)
      #expect(
        try await service.call(
          "POST", "/accounts/desk/orders",
          "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"0.5\",\"price\":null}"
        ).status == 422)
      #expect(
        try await service.call(
          "POST", "/accounts/desk/orders", "{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":null}"
        ).status == 400)
    }
  }

  @Test("the same command under the same key is done once; another one is a conflict")
  func replay() async throws {
    try await APIHarness.with { service in
      func place(_ body: String, _ key: String) async throws -> APIHarness.Answer {
        try await service.call(
          "POST", "/accounts/desk/orders", body, headers: ["idempotency-key": key])
      }
      let first = try await place(CommandOperationTests.order, "one")
      #expect(first.status == 201)
      let again = try await place(CommandOperationTests.order, "one")
      #expect(again.status == 200)
      let (before, after) = (try first.json(), try again.json())
      #expect(after["replayed"] as? Bool == true && before["replayed"] as? Bool == false)
      #expect(after["position"] as? Int == before["position"] as? Int)
      #expect(
        (after["events"] as? [Any])?.count == (before["events"] as? [Any])?.count)
      let other = CommandOperationTests.order.replacing("1000", with: "2000")
      #expect(try await place(other, "one").status == 409)
      #expect(try await place(other, "two").status == 201)
      #expect(try await place(other, "a b").status == 400)
    }
  }

  @Test("money comes in, moves within an owner, and goes out")
  func money() async throws {
    try await APIHarness.with { service in
      func post(
        _ path: String, _ body: String, as caller: APIHarness.Caller = .desk
      ) async throws -> Int { try await service.call("POST", path, body, as: caller).status }
      let coin = "\"asset\":\"BTC\",\"amount\":\"0.25\""
      #expect(
        try await post("/accounts/desk/transfers", "{\"to\":\"desk/hedges\",\(coin)}") == 201)
      #expect(try await post("/accounts/desk/transfers", "{\"to\":\"other\",\(coin)}") == 404)
      #expect(
        try await post("/accounts/desk/transfers", "{\"to\":\"other\",\(coin)}", as: .house) >= 400)
      #expect(
        try await post("/accounts/desk/withdrawals", "{\(coin),\"destination\":\"bc1\"}") == 201)
      #expect(
        try await post(
          "/accounts/desk/withdrawals",
          "{\"asset\":\"BTC\",\"amount\":\"50\",\"destination\":\"bc1\"}") == 422)
      let sent = "{\"outcome\":\"sent\",\"reference\":\"tx-1\"}"
      #expect(try await post("/withdrawals/1/outcome", "{\"outcome\":\"sent\"}", as: .house) == 422)
      #expect(try await post("/withdrawals/1/outcome", sent, as: .house) == 200)
      #expect(try await post("/withdrawals/1/outcome", sent, as: .house) == 404)
      let balances = try await service.call("GET", "/accounts/desk/balances")
      #expect(balances.text.contains("\"amount\":\"0.5\""))
      #expect(
        try await post(
          "/accounts", "{\"account\":\"new\",\"owner\":\"carol\",\"margin_mode\":\"cross\"}",
          as: .house) == 201)
      #expect(
        try await post(
          "/accounts", "{\"account\":\"new\",\"owner\":\"carol\",\"margin_mode\":\"cross\"}",
          as: .house) == 409)
    }
  }

  @Test("limits are set by the house, read by the owner, and a misspelt one is refused")
  func limits() async throws {
    try await APIHarness.with { service in
      let path = "/accounts/desk/limits"
      let good = "{\"reason\":\"policy\",\"limits\":{\"leverage_max\":3}}"
      try await service.described(
        "PUT", path, good, as: .house, pattern: "/accounts/{account}/limits")
      let read = try await service.described("GET", path, pattern: "/accounts/{account}/limits")
      #expect(read["own"] as? Bool == true)
      #expect((read["limits"] as? [String: Any])?["leverage_max"] as? Double == 3)
      let misspelt = try await service.call(
        "PUT", path, good.replacing("leverage_max", with: "leverage_maximum"), as: .house)
      #expect(misspelt.status == 422)
      #expect(try misspelt.json()["field"] as? String == "limits.leverage_maximum")
      #expect(
        try await service.call(
          "PUT", path, "{\"reason\":\"none\",\"limits\":null}", as: .house
        ).status == 200)
      #expect(try await service.call("GET", path).text.contains("\"own\":false"))
    }
  }

  @Test("the house reads every record, an account what is about it")
  func events() async throws {
    try await APIHarness.with { service in
      let all = try await service.described(
        "GET", "/events?limit=1000", as: .house, pattern: "/events")
      let records = try #require(all["records"] as? [[String: Any]])
      #expect(records.count == Int(service.engine.position))
      #expect(all["next"] as? Int == Int(service.engine.position))
      let own = try await service.call("GET", "/events?limit=1000").text
      #expect(own.contains("\"account\":\"desk\"") && !own.contains("other"))
      #expect(!own.contains("author"))
      let page = try await service.described(
        "GET", "/events?limit=2", as: .house, pattern: "/events")
      #expect(page["next"] as? Int == 2)
    }
  }

  @Test("a change of parameters is measured on every book, and approved by others than its author")
  func parameters() async throws {
    try await APIHarness.with { service in
      let file =
        String(decoding: try CatalogueModels.embeddedParameters(of: "deribit"), as: UTF8.self)
        + "\n"
      func proposal(_ hash: String) throws -> String {
        String(
          decoding: try JSONSerialization.data(withJSONObject: [
            "model": "deribit", "file": file, "hash": hash, "reason": "a line more",
          ]), as: UTF8.self)
      }
      let refused = try await service.call(
        "POST", "/parameters/changes", try proposal(String(repeating: "0", count: 64)),
        as: .house)
      #expect(refused.status == 422)
      let hash = try #require(refused.text.firstMatch(of: /SHA-256 is ([0-9a-f]{64}),/))
      let body = try proposal(String(hash.1))
      try await service.described(
        "POST", "/parameters/changes", body, as: .house, status: 201,
        pattern: "/parameters/changes")
      let change = try await service.described(
        "GET", "/parameters/changes/1", as: .house, pattern: "/parameters/changes/{change}")
      let effect = try #require(change["effect"] as? [String: Any])
      #expect(effect["accounts"] as? Int == 3)
      #expect(
        effect["initial_margin_before"] as? Double == effect["initial_margin_after"] as? Double)
      let told = try await service.described(
        "GET", "/parameters/changes/1", pattern: "/parameters/changes/{change}")
      #expect(told["proposer"] == nil && told["file"] as? String == file)
      #expect(!"\(told)".contains("desk"))
      // The proposer does not approve.
      #expect(
        try await service.call("POST", "/parameters/changes/1/approvals", as: .house).status == 403)
      #expect(
        try await service.call("POST", "/parameters/changes/2/approvals", as: .house).status == 404)
      #expect(
        try await service.call(
          "POST", "/parameters/deribit/rollback", "{\"reason\":\"back\"}", as: .house
        ).status == 404)
      try await service.described(
        "DELETE", "/parameters/changes/1", "{\"reason\":\"enough\"}", as: .house,
        pattern: "/parameters/changes/{change}")
    }
  }
}
