import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardServer
import TestSupport
import Testing

@Suite("Operations, alerts, models and the market's past over the API", .serialized)
struct OperationsOperationTests {
  @Test("figures are those of the engine and of the metrics")
  func figures() async throws {
    try await APIHarness.with { service in
      var answer = try await service.described(
        "GET", "/operations", as: .house, pattern: "/operations")
      for _ in 0..<400 where (answer["cycles"] as? [Any])?.isEmpty != false {
        try service.advance(seconds: 60)
        try await Task.sleep(for: .milliseconds(25))
        answer = try await service.described(
          "GET", "/operations", as: .house, pattern: "/operations")
      }
      let engine = service.engine
      let cycles = try #require(answer["cycles"] as? [[String: Any]])
      #expect(!cycles.isEmpty && cycles.count <= 300)
      #expect(cycles.allSatisfy { ($0["seconds"] as? Double ?? -1) >= 0 })
      let journal = try #require(answer["journal"] as? [String: Any])
      // The engine may have had a command of its own since.
      #expect((1...Int(engine.position)).contains(journal["position"] as? Int ?? 0))
      let commands = try #require(answer["commands"] as? [String: Any])
      #expect(
        (1...Int(engine.commandStatistics.acceptedCount)).contains(
          commands["accepted"] as? Int ?? 0))
      #expect((commands["refused"] as? Int ?? -1) >= 0)
      let stream = try #require(answer["stream"] as? [String: Any])
      #expect(stream["clients"] as? Int == 0)
      let market = try #require(answer["market"] as? [String: Any])
      let ages = try #require(market["ages"] as? [[String: Any]])
      #expect(ages.count == engine.frame?.board.standings.count)
      let text = service.metrics.text
      #expect(text.contains("\nsteelyard_stream_clients 0\n"))
      // A refused command counts; the engine may have had some of its own meanwhile.
      let accepted = engine.commandStatistics.acceptedCount
      let refused = engine.commandStatistics.count - accepted
      #expect(
        try await service.call(
          "POST", "/accounts/desk/withdrawals",
          "{\"asset\":\"BTC\",\"amount\":\"9\",\"destination\":\"bc1\"}"
        ).status == 422)
      let after = try await service.described(
        "GET", "/operations", as: .house, pattern: "/operations")
      let counted = try #require(after["commands"] as? [String: Any])
      #expect(counted["refused"] as? Int == Int(refused) + 1)
      #expect((counted["accepted"] as? Int ?? 0) >= Int(accepted))
    }
  }

  @Test("what belongs to nobody's account is told to the house alone")
  func tenancy() async throws {
    try await APIHarness.with { service in
      let desk = try await service.described("GET", "/operations", pattern: "/operations")
      for name in ["journal", "commands", "stream", "http", "memory", "alerts"] {
        #expect(desk[name] is NSNull, "\(name)")
      }
      #expect((desk["frame"] as? Int) ?? 0 > 0)
      #expect(try await service.call("GET", "/operations", as: .nobody).status == 401)
    }
  }

  @Test("alerts can be looked up, each by whom the stream would tell, page after page")
  func alerts() async throws {
    try await APIHarness.with { service in
      func page(_ query: String, as caller: APIHarness.Caller) async throws -> [String: Any] {
        try await service.described("GET", "/alerts?\(query)", as: caller, pattern: "/alerts")
      }
      func names(_ page: [String: Any]) -> [String] {
        (page["alerts"] as? [[String: Any]] ?? []).compactMap { $0["alert"] as? String }
      }
      // Desk is warned and called until it is handed over; the house has its parameters besides.
      let liquidator = try await service.handOver(to: try DerivePolicy())
      defer { liquidator.stop() }
      let all = try await page("limit=1000", as: .house)
      let kinds = (all["alerts"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
      #expect(kinds.contains("parameters") && kinds.contains("margin_call"))
      #expect(all["next"] is NSNull)
      let positions = (all["alerts"] as? [[String: Any]] ?? []).compactMap {
        $0["position"] as? Int
      }
      #expect(positions == positions.sorted(by: >))
      let desk = try await page("limit=1000", as: .desk)
      let owners = (desk["alerts"] as? [[String: Any]] ?? []).compactMap {
        $0["account"] as? String
      }
      #expect(!owners.isEmpty && owners.allSatisfy { $0 == "desk" || $0 == "desk/hedges" })
      // Auctions are told to everybody, without whose they are.
      let stranger = try await page("limit=1000", as: .stranger)
      #expect(
        (stranger["alerts"] as? [[String: Any]] ?? []).allSatisfy {
          $0["kind"] as? String == "auction" && $0["account"] is NSNull
        })
      var paged: [String] = []
      var query = "limit=1"
      for _ in 0..<1_000 {
        let one = try await page(query, as: .desk)
        paged += names(one)
        guard let next = one["next"] as? Int else { break }
        query = "limit=1&before=\(next)"
      }
      #expect(paged.suffix(names(desk).count) == names(desk)[...])
      let severe = try await page("severity=critical&limit=1000", as: .house)
      #expect(
        (severe["alerts"] as? [[String: Any]] ?? []).allSatisfy {
          $0["severity"] as? String == "critical"
        })
      for query in ["severity=loud", "before=-1", "limit=0", "cursor=1"] {
        #expect(try await service.call("GET", "/alerts?\(query)").status == 400, "\(query)")
      }
    }
  }

  @Test("the catalogue says what is in use, and a version's file is its file")
  func models() async throws {
    try await APIHarness.with { service in
      let answer = try await service.described("GET", "/models", pattern: "/models")
      let models = try #require(answer["models"] as? [[String: Any]])
      let deribit = try #require(models.first { $0["name"] as? String == "deribit" })
      #expect(deribit["in_use_for"] as? [String] == ["portfolio"])
      #expect((deribit["sources"] as? [String])?.isEmpty == false)
      let old = try #require(models.first { $0["name"] as? String == "deribit-2024-06" })
      #expect(old["in_use_for"] as? [String] == [])
      #expect(old["superseded"] is String)
      #expect(old["effective"] as? String == "2024-06-17")
      let version = try await service.described(
        "GET", "/parameters/deribit/versions/1",
        pattern: "/parameters/{model}/versions/{version}")
      #expect(version["until"] is NSNull && version["change"] is NSNull)
      let listed = try #require(service.engine.governance.versions["deribit"]?.first)
      #expect(version["hash"] as? String == listed.hash)
      #expect(version["file"] is [String: Any])
      let text = try await service.call("GET", "/parameters/deribit/versions/1").text
      let embedded = try CatalogueModels.embeddedParameters(of: "deribit")
      #expect(text.contains(String(decoding: embedded, as: UTF8.self)))
      for path in [
        "/parameters/deribit/versions/2", "/parameters/scales/versions/1",
        "/parameters/deribit/versions/0", "/parameters/deribit/versions/one",
      ] {
        #expect(try await service.call("GET", path).status == 404, "\(path)")
      }
    }
  }

  @Test("the market's past has a value of each kind for each time")
  func past() async throws {
    try await APIHarness.with { service in
      let pattern = "/term-structure/history"
      let path = "\(pattern)?underlying=BTC/USD:BTC"
      var answer = try await service.described("GET", path, pattern: pattern)
      for _ in 0..<400 where (answer["times"] as? [String])?.isEmpty != false {
        try await Task.sleep(for: .milliseconds(25))
        answer = try await service.described("GET", path, pattern: pattern)
      }
      let times = try #require(answer["times"] as? [String])
      #expect(!times.isEmpty)
      for name in [
        "index", "funding_rate", "perpetual_premium", "front_basis_annualised", "volatility_index",
      ] {
        #expect((answer[name] as? [Any])?.count == times.count, "\(name)")
      }
      let now = try await service.described(
        "GET", "/term-structure?underlying=BTC/USD:BTC", pattern: "/term-structure")
      #expect((answer["index"] as? [Double])?.last == now["index"] as? Double)
      #expect((answer["volatility_index"] as? [Double])?.last == now["volatility_index"] as? Double)
      for query in ["points=1", "points=2001", "points=x"] {
        #expect(try await service.call("GET", "\(path)&\(query)").status == 400)
      }
    }
  }
}
