import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Routes with fixed costs and bridges")
struct SwapRouteTests {
  private func waiting(_ volatility: Double = 0, _ aversion: Double = 0) throws -> SwapVenue.Waiting
  {
    try SwapVenue.Waiting(volatility: volatility, riskAversion: aversion)
  }

  private func pool(_ reserve: Double, cost: Double = 0) throws -> SwapVenue {
    try SwapVenue(
      name: "pool \(reserve)",
      curve: .pool(reserveIn: reserve, reserveOut: reserve, fee: 0), fixedCost: cost)
  }

  /// One pool gives 1000 x 100 / 1100 = 90.909, both give 2 x 1000 x 50 / 1050 = 95.238: the second is worth 4.329.
  @Test("a second pool is used while its gas is less than it adds", arguments: [4.3, 4.35])
  func gas(_ cost: Double) throws {
    let route = try SwapRoute(
      of: 100, over: [try pool(1_000), try pool(1_000, cost: cost)], waiting: try waiting())
    #expect(route.legs.count == (cost < 2_000 * 50 / 1_050.0 - 1_000 / 11.0 ? 2 : 1))
    expectClose(
      expected: max(1_000 / 11.0, 2_000 / 21.0 - cost), got: route.counted, .relative(1e-13))
    expectClose(expected: 2_000 / 21.0 - cost, got: route.withoutSelection ?? 0, .relative(1e-13))
    #expect(route.isExhaustive && route.bound >= route.counted && route.residual < 1e-12)
  }

  /// A level of 2 behind a bridge that takes a tenth each way: 100 pay for 90 there, 180 come out, 162 come back.
  @Test("a bridge takes its share on the way in and on the way out")
  func bridge() throws {
    let book = try SwapCurve.book([.init(price: 2, size: 1_000)], fee: 0)
    let venue = try SwapVenue(name: "far", curve: book, bridge: .init(fee: 0.1))
    let route = try SwapRoute(of: 100, over: [venue], waiting: try waiting())
    expectClose(expected: 162, got: route.received, .relative(1e-13))
    #expect(route.counted == route.received && venue.isAtomic)
  }

  /// A hundredth of a year at a volatility of 0.5 and an aversion of 2 costs 2 x 0.5 x 0.1 = a tenth; a failure of 1 %
  /// with a loss of half, a half percent more.
  @Test("waiting and a failing bridge count, and are not paid")
  func delay() throws {
    let book = try SwapCurve.book([.init(price: 1, size: 1_000)], fee: 0)
    let venue = try SwapVenue(
      name: "slow", curve: book,
      bridge: .init(
        fee: 0, delaySeconds: 315_360, failureProbability: 0.01, lossGivenFailure: 0.5))
    let route = try SwapRoute(of: 100, over: [venue], waiting: try waiting(0.5, 2))
    expectClose(expected: 100, got: route.received, .relative(1e-13))
    expectClose(expected: 89.5, got: route.counted, .relative(1e-13))
    expectClose(expected: 50, got: route.legs[0].lossOnFailure, .relative(1e-13))
    #expect(!venue.isAtomic)
    #expect(throws: SteelyardError.self) {
      try SwapRoute(of: 100, over: [venue], waiting: try waiting(5, 2))
    }
  }

  @Test("every subset by hand: nothing is better, and the bound holds", arguments: 0..<30)
  func subsets(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let venues = try (0..<5).map { place in
      try SwapVenue(
        name: "\(place)", curve: try SplitOracle.curve(&random),
        fixedCost: Double.random(in: 0...4, using: &random))
    }
    let amount = 60.0
    guard venues.reduce(0, { $0 + $1.curve.capacity }) >= amount else { return }
    let route = try SwapRoute(of: amount, over: venues, waiting: try waiting())
    var best = -Double.infinity
    for bits in 1..<(1 << venues.count) {
      let chosen = venues.indices.filter { bits & (1 << $0) != 0 }.map { venues[$0] }
      guard chosen.reduce(0, { $0 + $1.curve.capacity }) >= amount else { continue }
      let gross = try ParallelSplit(of: amount, over: chosen.map(\.curve)).total
      best = max(best, gross - chosen.reduce(0) { $0 + $1.fixedCost })
    }
    expectClose(expected: best, got: route.counted, .relative(1e-12))
    #expect(route.bound >= best * (1 - 1e-12))
    if let single = route.bestSingle { #expect(route.counted >= single.counted) }
  }

  /// Twelve venues are searched exhaustively; with a thirteenth that nobody would use the search is another, its answer
  /// the same.
  @Test("dropping and exchanging finds what trying every subset finds", arguments: 0..<8)
  func localSearch(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var venues = try (0..<9).map { place in
      let reserve = Double.random(in: 200...3_000, using: &random)
      return try SwapVenue(
        name: "\(place)",
        curve: .pool(
          reserveIn: reserve, reserveOut: reserve * Double.random(in: 0.99...1.01, using: &random),
          fee: 0.003),
        fixedCost: Double.random(in: 0.1...0.6, using: &random))
    }
    let exact = try SwapRoute(of: 80, over: venues, waiting: try waiting())
    for place in 0..<6 {
      venues.append(
        try SwapVenue(
          name: "useless \(place)", curve: .pool(reserveIn: 1, reserveOut: 0.1, fee: 0.3),
          fixedCost: 50))
    }
    let found = try SwapRoute(of: 80, over: venues, waiting: try waiting())
    #expect(exact.isExhaustive && !found.isExhaustive)
    expectClose(expected: exact.counted, got: found.counted, .relative(1e-12))
    #expect(found.gap >= 0 && found.gap < 0.01 * found.counted)
  }

  @Test("without fixed costs the bound is reached")
  func bound() throws {
    let route = try SwapRoute(
      of: 300, over: [try pool(1_000), try pool(500), try pool(50)], waiting: try waiting())
    #expect(route.gap < 1e-9 * route.counted)
  }

  @Test("no venues, too many, an amount beyond them, costs below zero")
  func refused() throws {
    let book = try SwapVenue(
      name: "small", curve: .book([.init(price: 1, size: 1)], fee: 0), fixedCost: 0)
    #expect(throws: SteelyardError.self) {
      try SwapRoute(of: 1, over: [], waiting: try waiting())
    }
    #expect(throws: SteelyardError.self) {
      try SwapRoute(of: 2, over: [book], waiting: try waiting())
    }
    #expect(throws: SteelyardError.self) {
      try SwapRoute(of: -1, over: [book], waiting: try waiting())
    }
    #expect(throws: SteelyardError.self) { try pool(1, cost: -1) }
    #expect(throws: SteelyardError.self) { try SwapVenue.Bridge(fee: 1) }
    #expect(throws: SteelyardError.self) { try SwapVenue.Bridge(fee: 0, delaySeconds: -1) }
    #expect(throws: SteelyardError.self) { try waiting(-1) }
  }
}
