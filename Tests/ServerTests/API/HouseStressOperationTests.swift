import Foundation
import TestSupport
import Testing

@Suite("The stress of the house over the API", .serialized)
struct HouseStressOperationTests {
  private func trade(_ account: String, _ dollars: Int, _ service: APIHarness) async throws {
    try await service.described(
      "POST", "/trades",
      "{\"account\":\"\(account)\",\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"\(dollars)\",\"price\":\"100000\"}",
      as: .house, status: 201, pattern: "/trades")
  }

  @Test("the library tells events with moves, sources and what has none")
  func events() async throws {
    try await APIHarness.with { service in
      let answer = try await service.described("GET", "/stress/events", pattern: "/stress/events")
      let events = try #require(answer["events"] as? [[String: Any]])
      #expect(events.count > 50)
      let ftx = try #require(events.first { $0["event"] as? String == "2022-11-08-ftx" })
      #expect(ftx["title"] as? String == "FTX fails" && ftx["days"] as? Double == 1)
      let moves = try #require(ftx["moves"] as? [[String: Any]])
      let bitcoin = try #require(moves.first { $0["coin"] as? String == "BTC" })
      #expect(bitcoin["spot"] as? Double == -0.161314)
      #expect(moves.contains { $0["coin"] is NSNull })
      #expect((ftx["sources"] as? [String])?.isEmpty == false)
      #expect(ftx["unsourced"] as? Int == 5)
    }
  }

  @Test("an account has the figures of its own stress test, and the second ask is answered alike")
  func same() async throws {
    try await APIHarness.with { service in
      try await trade("desk", 20_000, service)
      try await trade("desk/hedges", -5_000, service)
      try await trade("other", 150_000, service)
      let shock = "{\"label\":\"fall\",\"others\":{\"spot\":-0.4}}"
      let answer = try await service.described(
        "POST", "/stress", "{\"shock\":\(shock)}", as: .house, pattern: "/stress")
      let rows = try #require(answer["rows"] as? [[String: Any]])
      #expect(rows.count == 3 && answer["exact"] as? Bool == true && answer["why"] is NSNull)
      for row in rows {
        let name = try #require(row["account"] as? String)
        let own = try await service.call(
          "POST", "/accounts/\(name.replacing("/", with: "%2F"))/stress", "{\"shocks\":[\(shock)]}",
          as: .house)
        let result = try #require(try own.json()["result"] as? [String: Any])
        let book = try #require((result["books"] as? [[String: Any]])?.first)
        let outcome = try #require((book["shocks"] as? [[String: Any]])?.first)
        for (ours, theirs) in [
          ("pnl", "pnl"), ("equity_after", "equity"),
          ("maintenance_margin_after", "maintenance_margin"),
        ] {
          expectClose(
            expected: try #require(outcome[theirs] as? Double),
            got: try #require(row[ours] as? Double), .absolute(1e-6))
        }
        #expect(outcome["status"] as? String == row["status_after"] as? String)
      }
      let levels = try #require(answer["levels_after"] as? [String: Int])
      #expect(levels.values.reduce(0, +) == 3 && levels.count == 6)
      let again = try await service.call(
        "POST", "/stress", "{\"shock\":\(shock)}", as: .house)
      let first = try JSONSerialization.data(withJSONObject: answer, options: .sortedKeys)
      let second = try JSONSerialization.data(
        withJSONObject: try again.json(), options: .sortedKeys)
      #expect(first == second)
    }
  }

  @Test("it is the house's, and bodies that mean nothing are refused with their field")
  func refused() async throws {
    try await APIHarness.with { service in
      let event = "{\"event\":\"2022-11-08-ftx\"}"
      #expect(try await service.call("POST", "/stress", event, as: .desk).status == 403)
      #expect(try await service.call("POST", "/stress", event, as: .house).status == 200)
      let wrong: [(String, Int, String?)] = [
        ("{}", 422, "event"),
        ("{\"event\":\"no-such\"}", 422, "event"),
        ("{\"event\":\"2022-11-08-ftx\",\"shock\":{\"label\":\"x\"}}", 422, "shock"),
        ("{\"event\":\"2022-11-08-ftx\",\"limit\":0}", 422, "limit"),
        ("{\"event\":\"2022-11-08-ftx\",\"limit\":100000}", 422, "limit"),
        ("{\"event\":\"2022-11-08-ftx\",\"order\":\"size\"}", 400, "order"),
        ("{\"shock\":{\"others\":{}}}", 400, nil),
        ("{\"shock\":{\"label\":\"x\",\"coins\":{\"??\":{}}}}", 422, nil),
      ]
      for (body, status, field) in wrong {
        let answer = try await service.call("POST", "/stress", body, as: .house)
        #expect(answer.status == status, "\(body): \(answer.text)")
        if let field {
          #expect(try answer.json()["field"] as? String == field, "\(body): \(answer.text)")
        }
      }
    }
  }
}
