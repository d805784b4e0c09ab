import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardServer
import TestSupport
import Testing

@Suite("The profile of an account with an option", .serialized)
struct ProfileOptionTests {
  /// A service whose account desk has bought two calls at the mark.
  private func bought(
    _ body: (APIHarness, Instrument, _ mark: Double) async throws -> Void
  ) async throws {
    try await APIHarness.with { service in
      let market = try #require(service.engine.frame?.board.market)
      let call = try #require(
        market.observations.map(\.instrument).first {
          $0.optionTerms?.right == .call && $0.underlying.base == .btc
            && $0.underlying.isInverse && market.observation(of: $0)?.markPrice ?? 0 > 0.001
        })
      let desk = try AccountName("desk")
      _ = try await service.engine.submit(
        .ledger(
          LedgerCommand(
            .listInstrument(
              try InstrumentListing(
                instrument: call, venue: OwnerName("simulated"),
                terms: ContractTerms(
                  multiplier: .one, tick: try #require(Amount("0.0001")),
                  lot: try #require(Amount("0.1")), averagingWindowSeconds: 1800,
                  delivery: .cash), fees: .free)))), by: "test")
      try service.advance(seconds: 1)
      for _ in 0..<4_000 where service.engine.frame?.universe.count != 2 {
        try await Task.sleep(for: .milliseconds(5))
      }
      let mark = try #require(
        service.engine.frame?.board.market.observation(of: call)?.markPrice)
      let price = try Amount(nearest: (mark * 1e4).rounded() / 1e4)
      _ = try await service.engine.submit(
        .ledger(
          LedgerCommand(
            .bookTrade(
              AgreedTrade(
                account: desk, counterparty: nil, instrument: call, quantity: Amount(2),
                price: price, fee: .none, counterpartyFee: .none)))), by: "test")
      try await body(service, call, price.doubleValue)
    }
  }

  @Test("at expiry a call is worth what it pays, and a coin what it is")
  func expiry() async throws {
    try await bought { service, call, price in
      let answer = try await service.described(
        "POST", "/accounts/desk/profile", "{\"underlying\":\"\(call.underlying)\"}",
        pattern: "/accounts/{account}/profile")
      let frame = try #require(service.engine.frame)
      let mark = try #require(frame.board.market.observation(of: call)?.markPrice)
      let terms = try #require(call.optionTerms)
      let payoff = try #require(answer["payoff"] as? [String: Any])
      #expect(payoff["expiry"] as? String == terms.expiry.description)
      #expect(payoff["expiries"] as? [String] == [terms.expiry.description])
      let prices = try #require(payoff["prices"] as? [Double])
      let told = try #require(payoff["at_expiry"] as? [Double])
      let index = try #require(answer["index"] as? Double)
      // The coin that was left after the premium gains as spot does; two calls pay what spot is above the strike, and
      // have cost what they are worth now.
      for (spot, got) in zip(prices, told) {
        let expected =
          (1 - 2 * price) * (spot - index) + 2 * max(0, spot - terms.strike.doubleValue)
          - 2 * mark * index
        // Forwards are not the index: what the premium of the future is per cent, settlement is off by.
        expectClose(expected: expected, got: got, .absolute(0.02 * index))
      }
    }
  }

  @Test("the plane has the numbers of the grid that `steelyard stress --grid` shows")
  func grid() async throws {
    try await bought { service, call, _ in
      let answer = try await service.described(
        "POST", "/accounts/desk/profile",
        "{\"underlying\":\"BTC\",\"spot_moves\":[-0.2,0,0.2],\"volatility_moves\":[-0.3,0,0.3]}",
        pattern: "/accounts/{account}/profile")
      let question = try service.engine.question(of: try AccountName("desk"))
      #expect(answer["frame"] as? Int == Int(question.frame.number))
      let evaluator = try StressEvaluator(
        WalkBook(portfolio: question.holding.portfolio, stated: [], others: question.others),
        question.slot.model, question.frame.board.market, surfaces: question.frame.surfaces,
        response: try ComparisonOperationTests().response(), level: .detected)
      let plane = try StressPlane(
        horizontal: StressPlane.Axis(
          input: .spot(.coin(.btc)), range: try WalkRange(from: -0.2, to: 0.2, steps: 3)),
        vertical: StressPlane.Axis(
          input: .volatility(.coin(.btc)), range: try WalkRange(from: -0.3, to: 0.3, steps: 3)))
      let test = try StressTest(
        evaluator, StressQuestion(shocks: [], events: [], planes: [plane])
      ) { _ in }
      let expected = test.maps[0].cells.map { $0.map { $0?.profitUSD ?? .nan } }
      let told = try #require(answer["pnl"] as? [[Double]])
      #expect(expected.count == 3 && told.count == 3)
      for (row, other) in zip(expected, told) {
        #expect(row.count == other.count)
        for (one, got) in zip(row, other) {
          expectClose(expected: one, got: got, Tolerance(relative: 1e-9, absolute: 1e-6))
        }
      }
      #expect(abs(told[1][1]) < 1e-6 && told[2][1] > 0 && told[0][1] < 0)
    }
  }
}
