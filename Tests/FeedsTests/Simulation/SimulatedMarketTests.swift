import Foundation
import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import SteelyardMath
import TestSupport
import Testing

@Suite("Simulated market")
struct SimulatedMarketTests {
  static let start = Timestamp(milliseconds: 1_773_480_000_000)

  private func after(_ seconds: Int64) -> Timestamp { Self.start.advanced(bySeconds: seconds) }

  @Test("the same seed gives the same updates, another seed others")
  func determinism() throws {
    func updates(seed: UInt64) throws -> [MarketUpdate] {
      var market = try SimulatedMarket(parameters: .threeCoins, start: Self.start, seed: seed)
      return try market.step(to: after(1)) + market.step(to: after(60))
    }
    let first = try updates(seed: 1)
    #expect(try updates(seed: 1) == first)
    #expect(try updates(seed: 2) != first)
    #expect(zip(first, first.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
  }

  @Test("prices are the same however the path is stepped through")
  func stepping() throws {
    var parameters = SimulationParameters.threeCoins
    parameters.optionTurns = 1000
    var whole = try SimulatedMarket(parameters: parameters, start: Self.start, seed: 7)
    var parts = whole
    _ = try whole.step(to: after(600))
    for second in 1...600 { _ = try parts.step(to: after(Int64(second))) }
    for coin in [Currency.btc, .eth, .usdc] {
      #expect(whole.priceUSD(of: coin) == parts.priceUSD(of: coin))
      #expect(whole.variance(of: coin) == parts.variance(of: coin))
    }
  }

  @Test("a board takes all of it, and its snapshot is whole and fresh")
  func board() throws {
    var market = try SimulatedMarket(parameters: .threeCoins, start: Self.start, seed: 3)
    var board = try MarketBoard(rules: .fiveVenues)
    for second in 0...3 {
      for update in try market.step(to: after(Int64(second))) { try board.apply(update) }
    }
    let snapshot = try board.snapshot(at: after(3))
    #expect(snapshot.problems == [])
    #expect(snapshot.market.observations.count == market.instrumentCount)
    #expect(market.instrumentCount > 700)
    #expect(snapshot.standings.count == 3)
    for (underlying, standing) in snapshot.standings {
      #expect(standing.state == .fresh, "\(underlying) \(standing.reasons)")
      let index = try #require(snapshot.market.market(of: underlying)?.index)
      let price = try #require(market.priceUSD(of: underlying.base))
      let quote = underlying.quote == .usd ? 1 : try #require(market.priceUSD(of: .usdc))
      expectClose(expected: price / quote, got: index, .relative(5e-4))
      #expect(board.book(of: try Instrument(underlying, .perpetual))?.isCrossed == false)
    }
    #expect(snapshot.funding.count == 3)
    #expect(try snapshot.market.stablePriceUSD(of: Currency("SOL")) != nil)
  }

  @Test("marks have no static arbitrage, from a calm start through a crash")
  func arbitrage() throws {
    var market = try SimulatedMarket(
      parameters: .threeCoins, start: Self.start, seed: 11,
      events: [
        SimulationEvent(
          at: after(3600), .jump(nil, moveRelative: -0.35, varianceFactor: 6))
      ])
    var board = try MarketBoard(rules: .fiveVenues)
    var checkedCount = 0
    for hour in 0...30 {
      for update in try market.step(to: after(Int64(hour) * 3600 + 1)) { try board.apply(update) }
      let snapshot = try board.snapshot(at: after(Int64(hour) * 3600 + 1))
      for underlying in snapshot.market.underlyings {
        var earlier: ExpiryMarket?
        for expiry in underlying.expiries {
          checkedCount += expectNoButterfly(expiry, isInverse: underlying.underlying.isInverse)
          if let earlier { expectNoCalendar(earlier, expiry) }
          earlier = expiry
        }
      }
    }
    #expect(checkedCount > 10_000)
  }

  /// Undiscounted calls in quote currency fall and are convex in the strike, and parity holds.
  private func expectNoButterfly(_ expiry: ExpiryMarket, isInverse: Bool) -> Int {
    var calls: [(strike: Double, value: Double)] = []
    var puts: [Double: Double] = [:]
    for row in expiry.options {
      guard let terms = row.instrument.optionTerms, let mark = row.markPrice,
        let forward = row.underlyingPrice
      else { continue }
      let value = mark * (isInverse ? forward : 1)
      if terms.right == .call {
        calls.append((terms.strike.doubleValue, value))
      } else {
        puts[terms.strike.doubleValue] = value
      }
    }
    let forward = expiry.options.first?.underlyingPrice ?? 0
    let tolerance = 1e-12 * forward
    for (low, high) in zip(calls, calls.dropFirst()) {
      let slope = (high.value - low.value) / (high.strike - low.strike)
      #expect(slope <= 1e-12 && slope >= -1 - 1e-12)
    }
    for place in calls.indices.dropFirst().dropLast() {
      let (left, middle, right) = (calls[place - 1], calls[place], calls[place + 1])
      let share = (right.strike - middle.strike) / (right.strike - left.strike)
      #expect(middle.value <= share * left.value + (1 - share) * right.value + tolerance)
    }
    for call in calls {
      guard let put = puts[call.strike] else { continue }
      expectClose(
        expected: forward - call.strike, got: call.value - put, .absolute(1e-9 * forward))
    }
    return calls.count
  }

  /// Total variance rises with the expiry at equal log-moneyness.
  private func expectNoCalendar(_ earlier: ExpiryMarket, _ later: ExpiryMarket) {
    func curve(_ expiry: ExpiryMarket) -> [(moneyness: Double, variance: Double)] {
      expiry.options.compactMap { row in
        guard let terms = row.instrument.optionTerms, terms.right == .call,
          let volatility = row.markVolatility, let forward = row.underlyingPrice
        else { return nil }
        return (
          log(terms.strike.doubleValue / forward),
          volatility * volatility * row.time.years(to: terms.expiry)
        )
      }
    }
    let (first, second) = (curve(earlier), curve(later))
    for point in first {
      guard let after = second.firstIndex(where: { $0.moneyness >= point.moneyness }), after > 0
      else { continue }
      let (left, right) = (second[after - 1], second[after])
      let share = (point.moneyness - left.moneyness) / (right.moneyness - left.moneyness)
      // Linear between two points of a convex curve is above it by little: the gap is far larger.
      let variance = left.variance + share * (right.variance - left.variance)
      #expect(variance > point.variance * (1 - 1e-9))
    }
  }

  @Test("expiries settle at the average of the last half hour, and new ones are listed")
  func expiry() throws {
    // 2026-03-14 is a Saturday, 09:20 UTC; the next expiry is 22 h 40 min away.
    var parameters = SimulationParameters.threeCoins
    parameters.optionTurns = 1000
    var market = try SimulatedMarket(parameters: parameters, start: Self.start, seed: 5)
    let eight = try Timestamp(parsing: "2026-03-15T08:00:00Z")
    let first = try market.step(to: eight.advanced(bySeconds: -1800))
    let expiries = Set(first.compactMap { $0.instrument?.expiry })
    #expect(expiries.min() == eight)
    var samples: [Double] = []
    for second in 1...1799 {
      _ = try market.step(to: eight.advanced(bySeconds: -1800 + Int64(second)))
      samples.append(try #require(market.priceUSD(of: .btc)))
    }
    let window = try market.step(to: eight.advanced(bySeconds: -1))
    let average = window.lazy.compactMap { update -> InstrumentObservation.SettlementAverage? in
      guard case .ticker(let ticker) = update.content, ticker.instrument.expiry == eight else {
        return nil
      }
      return ticker.settlementAverage
    }.first
    expectClose(
      expected: 1799.0 / 1800, got: try #require(average).elapsed, .absolute(1e-12))
    let last = try market.step(to: eight)
    samples.append(try #require(market.priceUSD(of: .btc)))
    let settlements = last.compactMap { update -> SettlementUpdate? in
      guard case .settled(let settlement) = update.content else { return nil }
      return settlement
    }
    #expect(settlements.count == 3)
    let btc = try #require(settlements.first { $0.underlying.base == .btc })
    expectClose(
      expected: samples.reduce(0, +) / Double(samples.count), got: btc.deliveryPrice.doubleValue,
      .absolute(1e-4))
    let listed = Set(
      last.compactMap { update -> Timestamp? in
        guard case .listed(let listing) = update.content else { return nil }
        return listing.instrument.expiry
      })
    #expect(listed.contains(try Timestamp(parsing: "2026-03-17T08:00:00Z")))
  }

  @Test("scripts: a crash, silent venues, a wrong one, a stablecoin, a gap")
  func events() throws {
    var market = try SimulatedMarket(
      parameters: .threeCoins, start: Self.start, seed: 9,
      events: [
        SimulationEvent(at: after(10), .jump(.btc, moveRelative: -0.2, varianceFactor: 4)),
        SimulationEvent(at: after(20), .wrongPrices(venue: "beta", factor: 1.05, seconds: 30)),
        SimulationEvent(at: after(100), .silence(venue: nil, seconds: 60)),
        SimulationEvent(at: after(300), .stablecoin(priceUSD: 0.9)),
        SimulationEvent(at: after(400), .gap(seconds: 20)),
      ])
    let btc = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    var board = try MarketBoard(rules: .fiveVenues)
    var states: [Int: OracleState] = [:]
    var rulings: [OracleVerdict.Ruling] = []
    for second in 0...430 {
      let updates = try market.step(to: after(Int64(second)))
      for update in updates { try board.apply(update) }
      if second == 9 || second == 10 {
        let price = try #require(market.priceUSD(of: .btc))
        #expect(second == 9 ? price > 65_000 : price < 60_000)
      }
      if second == 300 { #expect(try #require(market.priceUSD(of: .usdc)) == 0.9) }
      if (401..<420).contains(second) { #expect(updates.isEmpty) }
      if second == 400 || second == 420 {
        let reports = updates.compactMap { update -> FeedState? in
          guard case .feed(let report) = update.content else { return nil }
          return report.state
        }
        #expect(reports == (second == 400 ? [.recovering] : [.live]))
      }
      guard [5, 25, 140, 165].contains(second) else { continue }
      let snapshot = try board.snapshot(at: after(Int64(second)))
      states[second] = snapshot.standings[btc]?.state
      if second == 25 {
        rulings = snapshot.index(of: btc)?.verdicts.map(\.ruling) ?? []
      }
    }
    #expect(states[5] == .fresh)
    #expect(rulings.count { $0 == .outlier } == 1)
    #expect(states[140] == .halted)
    #expect(states[165] != .halted)
  }

  @Test("parameters and events that can't be are refused")
  func refusals() throws {
    var parameters = SimulationParameters.threeCoins
    parameters.coins[0].marketLoading = 1
    expectError(.invalidInput) {
      _ = try SimulatedMarket(parameters: parameters, start: Self.start, seed: 1)
    }
    for kind: SimulationEvent.Kind in [
      .jump(nil, moveRelative: -1, varianceFactor: 1), .silence(venue: "nobody", seconds: 1),
      .gap(seconds: 0), .stablecoin(priceUSD: .nan),
    ] {
      expectError(.invalidInput) {
        _ = try SimulatedMarket(
          parameters: .threeCoins, start: Self.start, seed: 1,
          events: [SimulationEvent(at: Self.start, kind)])
      }
    }
    var market = try SimulatedMarket(parameters: .threeCoins, start: Self.start, seed: 1)
    expectError(.invalidInput) { _ = try market.step(to: after(-1)) }
    expectError(.limitExceeded) { _ = try market.step(to: after(700_000)) }
  }
}
