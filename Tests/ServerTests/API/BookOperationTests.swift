import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import SteelyardServer
import TestSupport
import Testing

@Suite("The book, history and profile over the API", .serialized)
struct BookOperationTests {
  private func names(_ book: [String: Any]) -> [String] {
    (book["rows"] as? [[String: Any]] ?? []).compactMap { $0["account"] as? String }
  }

  @Test("a key sees its own accounts, in order and in parts")
  func book() async throws {
    try await APIHarness.with { service in
      let all = try await service.described(
        "GET", "/book?sort=equity", as: .house, pattern: "/book")
      #expect(names(all) == ["other", "desk", "desk/hedges"])
      #expect(all["accounts"] as? Int == 3 && all["matched"] as? Int == 3)
      let totals = try #require(all["totals"] as? [String: Double])
      let rows = try #require(all["rows"] as? [[String: Any]])
      let delta = rows.compactMap { $0["delta"] as? Double }
      expectClose(
        expected: try #require(totals["equity"]), got: try #require(totals["delta"]),
        .relative(1e-9))
      // Two coins and one.
      expectClose(expected: 2 * delta[1], got: delta[0], .relative(1e-12))
      // A coin and nothing against it: no fall uses the margin up before all is gone.
      #expect(rows[1]["distance_up"] is NSNull && rows[1]["use"] as? Double == 0)
      #expect(rows[2]["use"] is NSNull)
      let own = try await service.described(
        "GET", "/book?sort=account&order=asc&limit=1&offset=1", as: .desk, pattern: "/book")
      #expect(names(own) == ["desk/hedges"] && own["accounts"] as? Int == 2)
      #expect(own["matched"] as? Int == 2 && own["offset"] as? Int == 1)
      let stranger = try await service.described(
        "GET", "/book?search=DESK", as: .stranger, pattern: "/book")
      #expect(names(stranger).isEmpty && stranger["accounts"] as? Int == 1)
      let levels = try #require(stranger["levels"] as? [String: Int])
      #expect(levels["healthy"] == 1 && levels.values.reduce(0, +) == 1)
      let found = try await service.described(
        "GET", "/book?search=HEDG&status=healthy&call=healthy", as: .house, pattern: "/book")
      #expect(names(found) == ["desk/hedges"])
      let far = try await service.described(
        "GET", "/book?offset=900", as: .house, pattern: "/book")
      #expect(names(far).isEmpty && far["matched"] as? Int == 3)
      let long = String(repeating: "x", count: 200)
      for query in [
        "sort=fine", "order=up", "limit=0", "limit=501", "offset=-1", "changed=yes",
        "search=\(long)", "search=%00", "cursor=1",
      ] { #expect(try await service.call("GET", "/book?\(query)").status == 400, "\(query)") }
      for text in ["%25", "%27%3B--", "%F0%9F%98%80", "%5B.%2A"] {
        let none = try await service.call("GET", "/book?search=\(text)", as: .house)
        #expect(none.status == 200, "\(text)")
        #expect(names(try none.json()).isEmpty, "\(text)")
      }
    }
  }

  @Test("the tag of the book is another once what changes are told against is")
  func tag() async throws {
    try await APIHarness.with { service in
      let first = try await service.call("GET", "/book", as: .house)
      let tag = try #require(first.headers["etag"])
      let again = try await service.call(
        "GET", "/book", as: .house, headers: ["if-none-match": tag])
      #expect(again.status == 304)
      #expect(try first.json()["since"] is NSNull)
      service.desk.keepFigures()
      let later = try await service.call(
        "GET", "/book", as: .house, headers: ["if-none-match": tag])
      #expect(later.status == 200)
      #expect(try later.json()["since"] is String)
    }
  }

  @Test("figures through time, those that the key sees")
  func history() async throws {
    try await APIHarness.with { service in
      let none = try await service.described(
        "GET", "/accounts/desk/history", pattern: "/accounts/{account}/history")
      #expect((none["times"] as? [String])?.isEmpty == true && none["kept_since"] is NSNull)
      for _ in 0..<3 {
        service.desk.keepFigures()
        // At the same time nothing is kept twice.
        service.desk.keepFigures()
        service.clock.set(service.clock.now().advanced(bySeconds: 6))
      }
      let course = try await service.described(
        "GET", "/accounts/desk/history", pattern: "/accounts/{account}/history")
      let times = try #require(course["times"] as? [String])
      let equity = try #require(course["equity"] as? [Double])
      #expect(times.count == 3 && equity.count == 3)
      #expect(course["kept_since"] as? String == times.first)
      #expect(course["interval_seconds"] as? Double == 5)
      let view = try service.engine.account(try AccountName("desk"))
      let now = try #require(service.engine.risk(of: view)).figures.equity
      expectClose(expected: now, got: equity[2], .relative(1e-6))
      let last = try await service.described(
        "GET", "/accounts/desk/history?since=\(times[2])&points=2",
        pattern: "/accounts/{account}/history")
      #expect(last["times"] as? [String] == [times[2]])
      for query in ["since=yesterday", "points=1", "points=2001"] {
        #expect(
          try await service.call("GET", "/accounts/desk/history?\(query)").status == 400, "\(query)"
        )
      }
      #expect(try await service.call("GET", "/accounts/desk/history", as: .stranger).status == 404)
    }
  }

  @Test("a profile has no profit where nothing moves, and a perpetual's and a coin's where it does")
  func profile() async throws {
    try await APIHarness.with { service in
      try await service.described(
        "POST", "/trades",
        "{\"account\":\"desk\",\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"20000\",\"price\":\"90000\"}",
        as: .house, status: 201, pattern: "/trades")
      for _ in 0..<2_000 where service.engine.lastCycle?.position != service.engine.position {
        try await Task.sleep(for: .milliseconds(5))
      }
      let profile = try await service.described(
        "POST", "/accounts/desk/profile",
        "{\"underlying\":\"BTC\",\"spot_moves\":[-0.5,0,0.25],\"volatility_moves\":[0,0.5],"
          + "\"trades\":[{\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"-20000\"}]}",
        pattern: "/accounts/{account}/profile")
      let plane = try #require(profile["pnl"] as? [[Double]])
      #expect(plane.count == 2 && plane.allSatisfy { $0.count == 3 })
      let index = try #require(profile["index"] as? Double)
      #expect(plane[0][1] == 0 && plane[1][1] == 0)
      // One coin, and 20,000 dollars from 90,000: x dollars for each, in a straight line; the perpetual
      // moves by the same share from its mark.
      let coins = 1 + 20_000 / 90_000.0
      for (place, move) in [(0, -0.5), (2, 0.25)] {
        expectClose(expected: index * coins * move, got: plane[0][place], .relative(2e-3))
        #expect(plane[0][place] == plane[1][place])
      }
      let payoff = try #require(profile["payoff"] as? [String: Any])
      let prices = try #require(payoff["prices"] as? [Double])
      #expect(prices.count == 121)
      expectClose(expected: 0.4 * index, got: prices[0], .relative(1e-12))
      expectClose(expected: 1.8 * index, got: prices[120], .relative(1e-12))
      #expect(payoff["expiry"] is NSNull)
      #expect(payoff["now"] as? [Double] == payoff["at_expiry"] as? [Double])
      // What is traded away at the mark leaves the coin and what was won.
      let after = try #require((profile["after"] as? [String: Any])?["pnl"] as? [[Double]])
      expectClose(expected: 0, got: after[0][1], .absolute(1e-3))
      #expect(after[0][0] > plane[0][0])
      for body in [
        "{\"underlying\":\"XYZ\"}", "{\"underlying\":\"BTC\",\"spot_moves\":[-1.5]}",
        "{\"underlying\":\"BTC\",\"volatility_moves\":[-1]}",
        "{\"underlying\":\"BTC\",\"spot_moves\":[]}",
      ] {
        let refused = try await service.call("POST", "/accounts/desk/profile", body)
        #expect(refused.status == 422, "\(body) \(refused.text)")
      }
      let many = (0...101).map { "\(Double($0) / 1000)" }.joined(separator: ",")
      #expect(
        try await service.call(
          "POST", "/accounts/desk/profile", "{\"underlying\":\"BTC\",\"spot_moves\":[\(many)]}"
        ).status == 400)
    }
  }
}
