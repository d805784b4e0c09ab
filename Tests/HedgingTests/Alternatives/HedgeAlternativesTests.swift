import SteelyardContracts
import SteelyardHedging
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite struct HedgeAlternativesTests {
  private static let options = SmallDesk.strikes.flatMap {
    ["BTC-10JUL26-\($0)-P", "BTC-10JUL26-\($0)-C"]
  }

  private static func question(floor: Double = 0.1) throws -> HedgeAlternatives.Question {
    try HedgeAlternatives.Question(
      coin: .btc, floorDistance: floor, capDistance: 0.1, spreadDistance: 0.2, days: 30,
      shortfallLevel: 0.95)
  }

  private static func alternatives(
    _ desk: SmallDesk
  ) throws -> HedgeAlternatives {
    let crash = MarketShock(
      label: "crash", days: 1, coins: [.btc: CoinShock(spot: -0.4, volatility: 0.5)],
      others: CoinShock(spot: -0.4), assets: [:])
    let events = try HedgeProfits(in: desk.market, under: [crash], volatilities: [.btc: 0.6]) { _ in
    }
    return try HedgeAlternatives(in: desk.book, question(), events: events, labels: ["crash"])
  }

  @Test("ten coins: put, spread, collar, risk reversal, covered call, token and perpetual, by hand")
  func holding() throws {
    let token = try LeveragedToken(
      coin: .btc, leverage: -1, feePerYear: 0, rebalancingCost: 0)
    let desk = try SmallDesk(
      instruments: ["BTC-PERPETUAL", "BTC-25SEP26"] + Self.options, tokens: [token])
    let found = try Self.alternatives(desk)
    #expect(found.unavailable.isEmpty)
    #expect(found.alternatives.map(\.structure) == ProtectiveStructure.allCases)
    var byKind: [ProtectiveStructure: HedgeAlternative] = [:]
    for alternative in found.alternatives { byKind[alternative.structure] = alternative }
    let put = try #require(byKind[.protectivePut])
    #expect(put.legs.count == 1 && put.legs[0].quantity == 10)
    #expect(put.legs[0].candidate.instrument.instrument?.optionTerms?.strike.doubleValue == 54_000)
    // At 54,000 or below: 10 x (-6,000) less premium and costs, of 600,000.
    expectClose(
      expected: (-60_000 - put.premium - put.cost.total) / 600_000, got: put.floorShare ?? .nan,
      .relative(1e-9))
    expectClose(expected: put.premium / 600_000, got: put.givenUpShare, .relative(1e-9))
    let spread = try #require(byKind[.putSpread])
    #expect(spread.premium < put.premium && spread.legs.count == 2)
    #expect(spread.floorShare == nil)
    let collar = try #require(byKind[.collar])
    #expect(collar.premium < put.premium)
    // Above 66,000 the calls take the rise: at 90,000 they take 10 x 24,000.
    expectClose(
      expected: (240_000 + collar.premium) / 600_000, got: collar.givenUpShare, .relative(1e-9))
    let reversal = try #require(byKind[.riskReversal])
    #expect(abs(reversal.premium) <= abs(collar.premium) + 1e-9)
    let call = try #require(byKind[.coveredCall])
    #expect(call.premium < 0 && call.floorShare == nil)
    let neutral = try #require(byKind[.deltaNeutral])
    #expect(neutral.legs[0].quantity == -600_000)
    expectClose(
      expected: -neutral.cost.total / 600_000, got: neutral.floorShare ?? .nan, .absolute(1e-9))
    let none = try #require(byKind[ProtectiveStructure.none])
    #expect(none.premium == 0 && none.cost.total == 0 && none.legs.isEmpty)
    // The crash: nothing loses 40 %, the put at most to its strike, the perpetual nothing but its cost.
    expectClose(expected: -240_000, got: none.outcomes[0].after, .relative(1e-6))
    #expect(put.outcomes[0].after > -75_000)
    #expect(abs(neutral.outcomes[0].after) < 0.01 * 600_000)
    let inverse = try #require(byKind[.inverseToken])
    // 600,000 of the token gain two thirds where the coin falls by 40 %: 1 / 0.6 - 1, less the decay of a day.
    #expect(inverse.outcomes[0].after > 0.2 * 600_000)
    #expect(inverse.carryPerDay < 0)
  }

  @Test("a short position is protected by calls")
  func short() throws {
    let desk = try SmallDesk(
      positions: [("BTC-PERPETUAL", -900_000)], instruments: Self.options)
    let found = try Self.alternatives(desk)
    #expect(found.exposure < 0)
    let put = try #require(found.alternatives.first { $0.structure == .protectivePut })
    #expect(put.legs[0].candidate.instrument.instrument?.optionTerms?.right == .call)
    #expect(put.legs[0].quantity == 5)
    let missing = found.unavailable.map(\.structure)
    #expect(missing == [.inverseToken, .deltaNeutral])
  }

  @Test("questions that cannot be are refused, and a book without the coin")
  func refused() throws {
    let wrong = #expect(throws: SteelyardError.self) { _ = try Self.question(floor: 0.3) }
    #expect(wrong?.code == .invalidInput)
    let desk = try SmallDesk(
      positions: [("BTC-PERPETUAL", -600_000)], instruments: Self.options)
    let flat = #expect(throws: SteelyardError.self) { _ = try Self.alternatives(desk) }
    #expect(flat?.code == .notApplicable)
  }
}
