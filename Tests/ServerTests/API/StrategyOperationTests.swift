import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardServer
import Testing

@Suite("Strategies over the API", .serialized)
struct StrategyOperationTests {
  private static let body = """
    {"strategy":"trend","parameters":{"fast":5,"slow":20},"level":"autonomous","coins":["BTC"],
     "limits":{"leverage":2,"drawdown":0.1},"budget":{"look_usd":10000,"window_usd":50000},
     "pace":{"cadence_seconds":10,"rehearsal_looks":3},"expiry":"2027-01-01T00:00:00Z",
     "reason":"a test"}
    """

  private func changed(_ from: String, _ into: String) -> String {
    StrategyOperationTests.body.replacing(from, with: into)
  }

  @Test("the catalogue tells each strategy with its numbers, and which can be run live")
  func catalogue() async throws {
    try await APIHarness.with { service in
      let told = try await service.described("GET", "/strategies", pattern: "/strategies")
      let strategies = try #require(told["strategies"] as? [[String: Any]])
      let live = strategies.filter { $0["live"] as? Bool == true }.compactMap {
        $0["name"] as? String
      }
      #expect(live.contains("funding_capture") && !live.contains("liquidity_provision"))
      #expect(strategies.allSatisfy { ($0["parameters"] as? [Any])?.isEmpty == false })
    }
  }

  @Test(
    "a mandate is given by the house, told to its account with its digest, narrowed by it, and widened by nobody else"
  )
  func mandate() async throws {
    try await APIHarness.with { service in
      let path = "/accounts/desk/strategy"
      let pattern = "/accounts/{account}/strategy"
      let none = try await service.described("GET", path, pattern: pattern)
      #expect(none["mandate"] is NSNull)
      #expect(try await service.call("PUT", path, StrategyOperationTests.body).status == 403)
      let given = try await service.described(
        "PUT", path, StrategyOperationTests.body, as: .house, pattern: pattern)
      let event = try #require((given["events"] as? [[String: Any]])?.first)
      #expect(event["kind"] as? String == "strategy_set" && event["mandate"] as? Int == 1)
      let told = try await service.described("GET", path, pattern: pattern)
      let mandate = try #require(told["mandate"] as? [String: Any])
      #expect(mandate["phase"] as? String == "rehearsal" && mandate["version"] as? Int == 1)
      #expect((mandate["limits"] as? [String: Double])?["leverage"] == 2)
      // The longest look-back is what has to be known: 30 days of realised volatility.
      #expect((mandate["pace"] as? [String: Any])?["past_days"] as? Double == 30)
      let digest = try #require(mandate["digest"] as? String)
      #expect(digest.utf8.count == 64)
      let same = try await service.call("PUT", path, StrategyOperationTests.body, as: .house)
      #expect(same.status == 409, "\(same.text)")
      let wide = try await service.call(
        "POST", path + "/narrow", changed("\"leverage\":2", "\"leverage\":2.5"))
      #expect(wide.status == 403 && wide.text.contains("limits.leverage"), "\(wide.text)")
      try await service.described(
        "POST", path + "/narrow", changed("\"leverage\":2", "\"leverage\":1"),
        pattern: pattern + "/narrow")
      #expect(
        try await service.call(
          "POST", "/accounts/other/strategy/narrow", StrategyOperationTests.body
        ).status == 404)
      let early = try await service.call(
        "POST", path + "/release", "{\"digest\":\"\(digest)\",\"reason\":\"go\"}", as: .house)
      // The account has narrowed it since: it is another mandate.
      #expect(early.status == 409 && early.text.contains("digest"), "\(early.text)")
      let now = try #require(
        (try await service.described("GET", path, pattern: pattern))["mandate"] as? [String: Any])
      let latest = try #require(now["digest"] as? String)
      let looks = try await service.call(
        "POST", path + "/release", "{\"digest\":\"\(latest)\",\"reason\":\"go\"}", as: .house)
      #expect(looks.status == 409 && looks.text.contains("rehearsed 0 of 3"), "\(looks.text)")
      try await service.described(
        "POST", path + "/release",
        "{\"digest\":\"\(latest)\",\"waive_looks\":true,\"reason\":\"go\"}", as: .house,
        pattern: pattern + "/release")
      for caller in [APIHarness.Caller.desk, .house, .stranger] {
        let page = try await service.described(
          "GET", "/strategies/mandates", as: caller, pattern: "/strategies/mandates")
        #expect((page["mandates"] as? [Any])?.count == (caller == .stranger ? 0 : 1))
      }
    }
  }

  @Test("pause, resume and end; the house's kill switch; each with a reason that is told")
  func switches() async throws {
    try await APIHarness.with { service in
      let path = "/accounts/desk/strategy"
      let pattern = "/accounts/{account}/strategy"
      let reason = "{\"reason\":\"look at this\"}"
      #expect(try await service.call("POST", path + "/pause", reason).status == 404)
      _ = try await service.call("PUT", path, StrategyOperationTests.body, as: .house)
      let paused = try await service.described(
        "POST", path + "/pause", reason, pattern: pattern + "/pause")
      let event = try #require((paused["events"] as? [[String: Any]])?.first)
      #expect((event["why"] as? String)?.contains("look at this") == true)
      #expect(try await service.call("POST", path + "/pause", reason).status == 409)
      // Whoever paused it, only the house lets it go on.
      #expect(try await service.call("POST", path + "/resume", reason).status == 403)
      try await service.described(
        "POST", path + "/resume", reason, as: .house, pattern: pattern + "/resume")
      #expect(try await service.call("POST", "/strategies/stop", reason).status == 403)
      try await service.described(
        "POST", "/strategies/stop", reason, as: .house, pattern: "/strategies/stop")
      let page = try await service.described(
        "GET", "/strategies/mandates", pattern: "/strategies/mandates")
      #expect((page["stop"] as? [String: Any])?["reason"] as? String == "look at this")
      try await service.described(
        "POST", "/strategies/resume", reason, as: .house, pattern: "/strategies/resume")
      try await service.described("POST", path + "/end", reason, pattern: pattern + "/end")
      let proposals = try await service.described(
        "GET", "/strategies/proposals", pattern: "/strategies/proposals")
      #expect((proposals["proposals"] as? [Any])?.isEmpty == true)
      let late = try await service.call(
        "POST", path + "/approve", "{\"decision\":1,\"reason\":\"yes\"}")
      #expect(late.status == 409 && late.text.contains("waits for no answer"))
    }
  }

  @Test("what can't be is refused with its field, and says why")
  func refused() async throws {
    try await APIHarness.with { service in
      let cases: [(String, String, Int, String)] = [
        ("\"trend\"", "\"magic\"", 404, "no strategy"),
        ("\"fast\"", "\"speed\"", 422, "no parameter"),
        (
          "\"trend\",\"parameters\":{\"fast\":5,\"slow\":20}", "\"liquidity_provision\"", 422,
          "pools"
        ),
        ("\"autonomous\"", "\"wild\"", 400, "level"),
        ("[\"BTC\"]", "[]", 422, "coins"), ("[\"BTC\"]", "[\"btc!\"]", 422, "btc!"),
        ("\"leverage\":2", "\"leverage\":-2", 422, "leverage"),
        ("\"leverage\":2", "\"levverage\":2", 400, "levverage"),
        ("\"look_usd\":10000", "\"look_usd\":0", 422, "budget.look_usd"),
        ("\"cadence_seconds\":10", "\"cadence_seconds\":0", 422, "cadence_seconds"),
        ("2027-01-01T00:00:00Z", "2020-01-01T00:00:00Z", 422, "past"),
        ("\"a test\"", "\" \"", 422, "reason"),
      ]
      for (from, into, status, words) in cases {
        let answer = try await service.call(
          "PUT", "/accounts/desk/strategy", changed(from, into), as: .house)
        #expect(answer.status == status && answer.text.contains(words), "\(into): \(answer.text)")
      }
    }
  }
}
