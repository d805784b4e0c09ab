import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("What each holding adds to the dynamic model's core") struct DynamicAttributionTests {
  private static let bookCount = 60

  private static func explanations(
    _ books: [Portfolio], _ random: RandomBooks
  ) throws -> [MarginExplanation] {
    let model = try catalogued("dynamic")
    return try books.map { try model.explanation(of: $0, in: random.snapshot) }
  }

  @Test("the parts of positions and balances sum to the core")
  func sums() throws {
    var random = try RandomBooks(seed: 41)
    var judged = 0
    for _ in 0..<Self.bookCount {
      let explained = try Self.explanations([try random.next()], random)[0]
      let dynamic = try #require(explained.dynamic)
      guard dynamic.initial.core > 0 else { continue }
      judged += 1
      let parts = dynamic.positions.map(\.shortfall) + [dynamic.balances.shortfall]
      let gross = parts.reduce(0) { $0 + abs($1) }
      expectClose(
        expected: dynamic.initial.core, got: parts.reduce(0, +),
        Tolerance(relative: 1e-12, absolute: 1e-12 * gross))
      let coins = dynamic.byCoin.map(\.shortfall)
      expectClose(
        expected: dynamic.initial.core, got: coins.reduce(0, +),
        Tolerance(relative: 1e-12, absolute: 1e-12 * coins.reduce(0) { $0 + abs($1) }))
      #expect(Set(dynamic.byCoin.map(\.name)).count == dynamic.byCoin.count)
      #expect(
        dynamic.positions.map(\.name)
          == explained.buckets.first?.instruments.map(\.description) ?? [])
    }
    #expect(judged > Self.bookCount / 2)
  }

  @Test("the core of a whole is at most that of its parts, and half a book has half of it")
  func splitting() throws {
    var random = try RandomBooks(seed: 42)
    for _ in 0..<Self.bookCount {
      let whole = try random.next()
      let cut = random.number(in: 0..<whole.positions.count + 1)
      let first = try Portfolio(
        positions: Array(whole.positions.prefix(cut)), balances: whole.balances)
      let second = try Portfolio(positions: Array(whole.positions.dropFirst(cut)), balances: [])
      let half = try Portfolio(
        positions: whole.positions.map {
          Position(
            instrument: $0.instrument, quantity: Amount(units: $0.quantity.units / 2),
            averagePrice: $0.averagePrice)
        },
        balances: whole.balances.map {
          AssetBalance(asset: $0.asset, amount: Amount(units: $0.amount.units / 2))
        })
      let cores = try Self.explanations([whole, first, second, half], random).map {
        $0.dynamic?.initial.core ?? .nan
      }
      let slack = 1e-9 * (cores[1] + cores[2]) + 1e-9
      #expect(cores[0] <= cores[1] + cores[2] + slack, "\(whole.told)")
      expectClose(
        expected: cores[0] / 2, got: cores[3], Tolerance(relative: 1e-9, absolute: 1e-6))
    }
  }

  @Test("a hedge has a negative part, and what it hedges a part above the core")
  func hedge() throws {
    let parts = try DynamicSample(core: [.btc: DynamicSample.moves]).parts(
      [("BTC_USDC-PERPETUAL", "-0.25")], [("BTC", "1")])
    expectClose(
      expected: 0.75 * 0.082 * 70_000, got: parts.initial.core, .relative(1e-12))
    expectClose(
      expected: 0.082 * 70_000, got: parts.balances.shortfall, .relative(1e-12))
    expectClose(
      expected: -0.25 * 0.082 * 70_000, got: parts.positions[0].shortfall, .relative(1e-12))
    // Coin and contract are of one coin, which has all of it.
    #expect(parts.byCoin.map(\.name) == ["BTC"])
    expectClose(expected: parts.initial.core, got: parts.byCoin[0].shortfall, .relative(1e-12))
  }

  @Test("a book that cannot lose has no core, and nothing is told of parts")
  func nothing() throws {
    let parts = try DynamicSample(core: [.btc: [0, 0.1]]).parts([DynamicSample.bitcoin])
    #expect(parts.initial.core == 0 && parts.positions.allSatisfy { $0.shortfall == 0 })
  }

  @Test("scenarios are told by group, with the moves of the coins that are held")
  func groups() throws {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves, .eth: DynamicSample.moves])
    sample.stressed = [.btc: [-0.2, 0.2], .eth: [-0.3, 0.3]]
    sample.crashes = [.btc: [-0.5], .eth: [-0.6]]
    let explained = try sample.explained([("ETH_USDC-PERPETUAL", "1")])
    let dynamic = try #require(explained.dynamic)
    #expect(dynamic.groups.map(\.name) == ["current", "stressed", "crashes"])
    #expect(dynamic.groups.map(\.indices.count) == [10, 2, 1])
    #expect(dynamic.coins.map(\.coin) == [.eth])
    let outcomes = explained.buckets[0].outcomes
    #expect(outcomes.count == 13)
    for outcome in outcomes {
      #expect(outcome.scenario.spotMove == dynamic.coins[0].spot[outcome.index])
    }
    #expect(outcomes.last?.scenario.label == "crash 0" && outcomes.last?.scenario.spotMove == -0.6)
  }
}
