import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardInputs
import SteelyardLedger
import SteelyardLiquidation
import SteelyardReports
import SteelyardServer
import TestSupport
import Testing

@Suite("Jobs over the API", .serialized)
struct JobOperationTests {
  private func trade(_ account: String, _ dollars: Int, _ service: APIHarness) async throws {
    try await service.described(
      "POST", "/trades",
      "{\"account\":\"\(account)\",\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"\(dollars)\",\"price\":\"70000\"}",
      as: .house, status: 201, pattern: "/trades")
  }

  /// Asks for a job and waits until it has ended.
  private func ended(
    _ body: String, as caller: APIHarness.Caller = .house, _ service: APIHarness
  ) async throws -> [String: Any] {
    let asked = try await service.described(
      "POST", "/jobs", body, as: caller, status: 202, pattern: "/jobs")
    let number = try #require(asked["job"] as? Int)
    for _ in 0..<24_000 {
      let job = try await service.described(
        "GET", "/jobs/\(number)", as: caller, pattern: "/jobs/{job}")
      let state = try #require(job["state"] as? String)
      if state != "waiting", state != "running" { return job }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("the job does not end")
    return [:]
  }

  @Test("a cascade of the live book is what steelyard simulate makes of the same accounts")
  func cascade() async throws {
    try await APIHarness.with { service in
      try await trade("desk", 100_000, service)
      try await trade("other", 250_000, service)
      let body =
        "{\"kind\":\"cascade\",\"shock\":{\"label\":\"fall\",\"others\":{\"spot\":-0.3}},\"policies\":[\"full\",\"partial\"],\"seed\":7,\"hours\":0.1}"
      let job = try await ended(body, service)
      #expect(job["state"] as? String == "done" && job["progress"] as? Double == 1)
      let result = try #require(job["result"] as? [String: Any])
      let report = try #require(result["report"] as? [String: Any])
      // The same functions as the command's, on the population of the same book.
      let live = try LivePopulation(service.engine)
      let study = try CascadeStudy(
        .given(live.population), settings: live.settings,
        shock: CascadeShock(
          moves: live.settings.market.coins.map { _ in -0.3 }, timing: .even(rounds: 1), noise: 1,
          correlation: 0.6, seed: 7),
        policies: [CascadePolicy(.full), CascadePolicy(.partial)], rounds: 120, seeds: [7])
      let expected = try #require(
        try JSONSerialization.jsonObject(with: Data(try SimulationReport(study).json().utf8))
          as? [String: Any])
      for name in ["policies", "shock", "rounds", "accounts", "first_seed"] {
        #expect((report[name] as? NSObject) == (expected[name] as? NSObject), "\(name)")
      }
      #expect(live.population.count == 2 && result["left_out"] as? Int == 0)
      let policies = try #require(result["policies"] as? [[String: Any]])
      #expect(policies.compactMap { $0["policy"] as? String } == ["full", "partial"])
      for policy in policies {
        let course = try #require(policy["course"] as? [String: Any])
        for name in ["seconds", "price", "liquidated_accounts", "sold_usd", "fund", "depth"] {
          #expect((course[name] as? [Double])?.count == 120, "\(name)")
        }
        let prices = try #require(course["price"] as? [Double])
        #expect(prices.allSatisfy { $0 > 0.3 && $0 < 1.1 })
        let summary = try #require(policy["summary"] as? [String: Any])
        let sold = try #require(course["sold_usd"] as? [Double]).reduce(0, +)
        expectClose(
          expected: try #require(summary["liquidated"] as? Double), got: sold, .relative(1e-9))
      }
      // Deterministic: the same seed tells the same story, another another.
      let again = try await ended(body, service)
      #expect((again["result"] as? NSDictionary) == (job["result"] as? NSDictionary))
      let other = try await ended(body.replacing("\"seed\":7", with: "\"seed\":8"), service)
      #expect((other["result"] as? NSDictionary) != (job["result"] as? NSDictionary))
    }
  }

  @Test("without a history a backtest says what to configure; with one it walks the portfolio")
  func backtest() async throws {
    try await APIHarness.with { service in
      let job = try await ended("{\"kind\":\"backtest\",\"account\":\"desk\"}", as: .desk, service)
      let result = try #require(job["result"] as? [String: Any])
      #expect((result["why_not"] as? String)?.contains("option history") == true)
      #expect(result["coverage"] is NSNull && (result["times"] as? [String])?.isEmpty == true)
    }
    let end = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    try await APIHarness.with(history: .simulated(seed: 3, before: end)) { service in
      try await trade("desk", 40_000, service)
      // Dollars have a price on every day, also on those that the history does not have any more.
      for action in [
        LedgerAction.listAsset(.usdc),
        .deposit(try AccountName("desk/hedges"), .usdc, Amount(90_000)),
        .deposit(try AccountName("desk/hedges"), .btc, .one),
      ] {
        _ = try await service.engine.submit(.ledger(LedgerCommand(action)), by: "test")
      }
      let mixed = try await ended(
        "{\"kind\":\"backtest\",\"account\":\"desk/hedges\",\"days\":30,\"model\":\"dynamic\"}",
        as: .desk, service)
      let walked = try #require(mixed["result"] as? [String: Any])
      #expect(walked["why_not"] is NSNull && walked["days"] as? Int == 30)
      let body = "{\"kind\":\"backtest\",\"account\":\"desk\",\"days\":40}"
      let job = try await ended(body, as: .desk, service)
      let result = try #require(job["result"] as? [String: Any])
      #expect(result["why_not"] is NSNull && result["model"] as? String == "deribit")
      let requirement = try #require(result["requirement"] as? [Double])
      let loss = try #require(result["loss"] as? [Double])
      let times = try #require(result["times"] as? [String])
      #expect(requirement.count == 40 && loss.count == 40 && times == times.sorted())
      #expect(result["days"] as? Int == 40 && requirement.allSatisfy { $0 > 0 })
      let exceptions = try #require(result["exceptions"] as? [Int])
      #expect(exceptions == loss.indices.filter { loss[$0] > requirement[$0] })
      let coverage = try #require(result["coverage"] as? [String: Any])
      expectClose(
        expected: 0.01, got: try #require(coverage["expected"] as? Double), .relative(1e-9))
      expectClose(
        expected: Double(exceptions.count) / 40,
        got: try #require(coverage["observed"] as? Double), .absolute(1e-12))
      let stability = try #require(result["procyclicality"] as? [String: Double])
      expectClose(
        expected: try #require(requirement.max()) / (try #require(requirement.min())),
        got: try #require(stability["peak_to_trough"]), .relative(1e-12))
      let again = try await ended(body, as: .desk, service)
      #expect((again["result"] as? NSDictionary) == (job["result"] as? NSDictionary))
    }
  }

  @Test("a cascade is the house's; an account asks about itself and sees its own jobs alone")
  func tenancy() async throws {
    try await APIHarness.with { service in
      let cascade = "{\"kind\":\"cascade\",\"event\":\"2022-11-08-ftx\"}"
      #expect(try await service.call("POST", "/jobs", cascade, as: .desk).status == 403)
      let foreign = try await service.call(
        "POST", "/jobs", "{\"kind\":\"backtest\",\"account\":\"other\"}", as: .desk)
      let absent = try await service.call(
        "POST", "/jobs", "{\"kind\":\"backtest\",\"account\":\"nowhere\"}", as: .desk)
      #expect(foreign.status == 404 && absent.status == 404)
      #expect(
        try foreign.json()["detail"] as? String
          == (try absent.json()["detail"] as? String)?.replacing("nowhere", with: "other"))
      let own = try await ended("{\"kind\":\"backtest\",\"account\":\"desk\"}", as: .desk, service)
      let number = try #require(own["job"] as? Int)
      for (method, rest) in [("GET", ""), ("POST", "/cancel")] {
        let theirs = try await service.call(method, "/jobs/\(number)\(rest)", as: .stranger)
        let none = try await service.call(method, "/jobs/4711\(rest)", as: .stranger)
        #expect(theirs.status == 404 && none.status == 404)
        #expect(try theirs.json()["detail"] as? String == none.json()["detail"] as? String)
      }
      let house = try await ended(cascade, service)
      #expect(house["state"] as? String == "done")
      func count(_ caller: APIHarness.Caller) async throws -> Int {
        let page = try await service.described("GET", "/jobs", as: caller, pattern: "/jobs")
        return (page["jobs"] as? [[String: Any]])?.count ?? -1
      }
      #expect(try await count(.house) == 2)
      #expect(try await count(.desk) == 1)
      #expect(try await count(.stranger) == 0)
      let ended = try await service.described(
        "POST", "/jobs/\(number)/cancel", as: .desk, pattern: "/jobs/{job}/cancel")
      #expect(ended["state"] as? String == "done", "one that has ended stays as it is")
    }
  }

  @Test("bodies that mean nothing are refused with their field")
  func refused() async throws {
    try await APIHarness.with { service in
      let wrong: [(String, Int, String?)] = [
        ("{}", 400, nil),
        ("{\"kind\":\"nap\"}", 400, "kind"),
        ("{\"kind\":\"cascade\"}", 422, "event"),
        ("{\"kind\":\"cascade\",\"event\":\"no-such\"}", 422, "event"),
        (
          "{\"kind\":\"cascade\",\"event\":\"2022-11-08-ftx\",\"account\":\"desk\"}", 422, "account"
        ),
        ("{\"kind\":\"cascade\",\"event\":\"2022-11-08-ftx\",\"hours\":-1}", 422, "hours"),
        ("{\"kind\":\"cascade\",\"event\":\"2022-11-08-ftx\",\"hours\":25}", 422, "hours"),
        (
          "{\"kind\":\"cascade\",\"event\":\"2022-11-08-ftx\",\"policies\":[\"mercy\"]}", 422,
          "policies[0]"
        ),
        ("{\"kind\":\"backtest\"}", 422, nil),
        ("{\"kind\":\"backtest\",\"account\":\"desk\",\"days\":1}", 422, "days"),
        ("{\"kind\":\"backtest\",\"account\":\"desk\",\"model\":\"magic\"}", 422, "model"),
        ("{\"kind\":\"backtest\",\"account\":\"desk\",\"hours\":1}", 422, "hours"),
      ]
      for (body, status, field) in wrong {
        let answer = try await service.call("POST", "/jobs", body, as: .house)
        #expect(answer.status == status, "\(body): \(answer.text)")
        if let field {
          #expect(try answer.json()["field"] as? String == field, "\(body): \(answer.text)")
        }
      }
      for path in ["/jobs/0", "/jobs/x", "/jobs/1"] {
        #expect(try await service.call("GET", path, as: .house).status == 404)
      }
    }
  }
}
