import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import SteelyardServer
import TestSupport
import Testing

@Suite("Other models, the edge and hedges over the API", .serialized)
struct ComparisonOperationTests {
  /// A service whose account desk is long 60,000 dollars of the perpetual beside its coin.
  private func traded(_ body: (APIHarness) async throws -> Void) async throws {
    try await APIHarness.with { service in
      try await service.described(
        "POST", "/trades",
        "{\"account\":\"desk\",\"instrument\":\"BTC-PERPETUAL\",\"quantity\":\"60000\",\"price\":\"90000\"}",
        as: .house, status: 201, pattern: "/trades")
      for _ in 0..<2_000 where service.engine.lastCycle?.position != service.engine.position {
        try await Task.sleep(for: .milliseconds(5))
      }
      try await body(service)
    }
  }

  private func result(_ answer: [String: Any]) throws -> NSDictionary {
    try #require(answer["result"] as? NSDictionary)
  }

  private func parsed(_ text: String) throws -> NSDictionary {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
  }

  func response() throws -> StressResponse {
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { throw SteelyardError(.unsupported, "no dynamic model", remedy: "") }
    return try StressResponse(specification)
  }

  @Test("a comparison is that of the models as they come, on the frame's market")
  func compare() async throws {
    try await traded { service in
      let names = ["deribit", "isolated", "derive-standard"]
      let answer = try await service.described(
        "POST", "/accounts/desk/compare",
        "{\"models\":[\"deribit\",\"isolated\",\"derive-standard\"]}",
        pattern: "/accounts/{account}/compare")
      let question = try service.engine.question(of: try AccountName("desk"))
      #expect(answer["frame"] as? Int == Int(question.frame.number))
      // What `steelyard compare` does with the same account and market.
      let market = question.frame.board.market
      let models = try names.map { try MarginModelCatalogue.model(named: $0, parameters: nil) }
      var fitted = FittedSurfaces(
        for: question.holding.portfolio.positions.map(\.instrument),
        sources: Set(models.map(\.surfaceSource)), in: market, progress: { _ in })
      fitted.addBands(
        for: question.holding.portfolio.positions.map(\.instrument), under: models, in: market)
      let comparison = try ModelComparison(
        of: question.holding.portfolio, under: models, stated: [], beside: question.others,
        in: market, surfaces: fitted.surfaces, level: .detected)
      let expected = try ComparisonReport(
        comparison: comparison, currency: .usd, usdPerUnit: 1, detail: .summary,
        naming: .steelyard, notes: fitted.notes, readingFailures: [],
        unreadableCounts: [0, 0, 0]
      ).json()
      #expect(try result(answer) == parsed(expected))
      let all = try await service.described(
        "POST", "/accounts/desk/compare", "{}", pattern: "/accounts/{account}/compare")
      let told = try result(all)["models"] as? [[String: Any]]
      #expect(told?.count == MarginModelCatalogue.compared.count)
      for (body, status) in [
        ("{\"models\":[]}", 422), ("{\"models\":[\"deribit\",\"deribit\"]}", 422),
        ("{\"models\":[\"fine\"]}", 400),
      ] {
        #expect(
          try await service.call("POST", "/accounts/desk/compare", body).status == status, "\(body)"
        )
      }
    }
  }

  @Test("the edge is that of `steelyard stress --reverse` with the same starts, samples and seed")
  func reverse() async throws {
    try await traded { service in
      let answer = try await service.described(
        "POST", "/accounts/desk/reverse-stress", "{\"starts\":3,\"samples\":100,\"seed\":4}",
        pattern: "/accounts/{account}/reverse-stress")
      let question = try service.engine.question(of: try AccountName("desk"))
      #expect(answer["frame"] as? Int == Int(question.frame.number))
      let edge = try EdgeAnswer(
        StressEvaluator(
          WalkBook(portfolio: question.holding.portfolio, stated: [], others: question.others),
          try MarginModelCatalogue.model(named: "deribit", parameters: nil),
          question.frame.board.market, surfaces: [:], response: try response(), level: .detected),
        state: nil)
      let found = try edge.reverse(
        ReverseStressSettings(starts: 3, samples: 100, seed: 4), stage: { _ in },
        share: { _, _, _ in })
      let expected = try edge.report(
        reverse: found, prices: nil, currency: .usd, usdPerUnit: 1, notes: [],
        readingFailures: [], unreadableCount: 0
      ).json()
      #expect(try result(answer) == parsed(expected))
      // The book's own distance, from delta with the requirement held, is near it.
      let book = try await service.described("GET", "/book?search=desk", pattern: "/book")
      let rows = try #require(book["rows"] as? [[String: Any]])
      let down = try #require(
        rows.first { $0["account"] as? String == "desk" }?["distance_down"] as? Double)
      #expect(down < -0.3 && down > -1)
      for body in ["{\"starts\":0}", "{\"starts\":65}", "{\"samples\":20000}", "{\"samples\":3}"] {
        let refused = try await service.call("POST", "/accounts/desk/reverse-stress", body)
        #expect(refused.status == 422 || refused.status == 400, "\(body) \(refused.status)")
      }
    }
  }

  @Test("a hedge of a long book sells, takes risk away and keeps within its limits")
  func hedge() async throws {
    try await traded { service in
      let position = service.engine.position
      let answer = try await service.described(
        "POST", "/accounts/desk/hedge",
        "{\"objective\":\"expected_shortfall\",\"trades_max\":2,\"instruments\":[\"BTC-PERPETUAL\"]}",
        pattern: "/accounts/{account}/hedge")
      #expect(service.engine.position == position)
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: try result(answer)), as: UTF8.self)
      let trades = try #require(
        try result(answer)["trades"] as? [[String: Any]], "\(text.prefix(400))")
      #expect(trades.count == 1)
      #expect((trades.first?["quantity"] as? Double ?? 0) < 0, "\(trades)")
      for (body, status) in [
        ("{\"trades_max\":0}", 422), ("{\"budget\":-1}", 422),
        ("{\"instruments\":[\"NOTHING\"]}", 422), ("{\"neutral\":[\"theta\"]}", 400),
        ("{\"objective\":\"luck\"}", 400),
      ] {
        let refused = try await service.call("POST", "/accounts/desk/hedge", body)
        #expect(refused.status == status, "\(body) \(refused.text.prefix(200))")
      }
    }
  }
}
