import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("ImpliedIndex")
struct ImpliedIndexTests {
  private func surface(
    days: [Int64], _ volatility: @escaping (Double, Double) -> Double
  ) throws -> VolatilitySurface {
    let rows = try days.flatMap {
      try SampleSmile.rows(
        SampleMarket.inverse(), days: $0, strikes: SampleSmile.strikes(25, reach: 0.4),
        volatility: volatility)
    }
    return try SampleSmile.fit(rows, .svi).surface
  }

  private func slice(
    _ svi: SVISlice, quoted: ClosedRange<Double> = -0.5...0.5
  ) -> SmileSlice {
    SmileSlice(
      expiry: SampleMarket.expiry(days: 30), timeToExpiry: 30.0 / 365, forward: 70_000, base: svi,
      correction: nil, quotedRange: quoted)
  }

  @Test(
    "a flat smile gives its own variance",
    arguments: [0.05, 0.2, 0.6, 1.5, 3])
  func flat(volatility: Double) throws {
    let variance = volatility * volatility * 30 / 365
    let flat = slice(
      try SVISlice(level: variance, slope: 0, correlation: 0, centre: 0, width: 0.1))
    expectClose(
      expected: variance, got: try VarianceStrip(flat, over: .wholeSmile).totalVariance,
      .relative(1e-9))
  }

  private struct Fixtures: Decodable {
    struct Row: Decodable {
      let svi: [Double]
      let total_variance: Double
    }

    let slices: [Row]
  }

  @Test("SVI slices agree with an independent integration")
  func independent() throws {
    let rows = try Fixture.decode(Fixtures.self, "VarianceStrip/slices.json").slices
    #expect(rows.count == 5)
    for row in rows {
      let svi = try SVISlice(
        level: row.svi[0], slope: row.svi[1], correlation: row.svi[2], centre: row.svi[3],
        width: row.svi[4])
      expectClose(
        expected: row.total_variance,
        got: try VarianceStrip(slice(svi), over: .wholeSmile).totalVariance,
        .relative(1e-9), inputs: "\(row.svi)")
    }
  }

  @Test("30 days between two expiries: total variance linear in time")
  func interpolated() throws {
    let surface = try surface(days: [10, 20, 50, 90]) { _, time in (0.3 + 2 * time).squareRoot() }
    let index = try ImpliedIndex(of: surface, termDays: 30, over: .wholeSmile)
    #expect(index.legs.map { ($0.timeToExpiry * 365).rounded() } == [20, 50])
    expectClose(expected: 2.0 / 3, got: index.legs[0].weight, .absolute(1e-9))
    let variance = { (days: Double) in (0.3 + 2 * days / 365) * days / 365 }
    let expected = ((2 * variance(20) + variance(50)) / 3 / (30.0 / 365)).squareRoot()
    expectClose(expected: expected, got: index.volatility, .relative(1e-6))
  }

  @Test("a surface that is flat in strike and time gives its volatility for any term")
  func flatSurface() throws {
    let surface = try surface(days: [7, 35, 70]) { _, _ in 0.55 }
    for days in [7.5, 20, 30, 60] {
      expectClose(
        expected: 0.55,
        got: try ImpliedIndex(of: surface, termDays: days, over: .wholeSmile).volatility,
        .relative(1e-6))
    }
    let onExpiry = try ImpliedIndex(
      of: surface, termDays: surface.slices[1].timeToExpiry * 365, over: .wholeSmile)
    #expect(onExpiry.legs.count == 1 || onExpiry.legs[1].weight > 1 - 1e-9)
  }

  @Test("a smile stands above its at-the-money volatility: the wings cost something")
  func wings() throws {
    let surface = try surface(days: [20, 40]) { distance, _ in 0.5 + distance * distance }
    #expect(try ImpliedIndex(of: surface, termDays: 30, over: .wholeSmile).volatility > 0.505)
  }

  @Test("no expiry on one side of the term, and a term that can't be")
  func refused() throws {
    let surface = try surface(days: [20, 40]) { _, _ in 0.5 }
    expectRefusal(.missingMarketData, "after 60.0 days") {
      _ = try ImpliedIndex(of: surface, termDays: 60, over: .wholeSmile)
    }
    expectRefusal(.missingMarketData, "before 10.0 days") {
      _ = try ImpliedIndex(of: surface, termDays: 10, over: .wholeSmile)
    }
    for days in [0, -1, .nan, Double.infinity] {
      expectRefusal(.invalidInput, "days is not possible") {
        _ = try ImpliedIndex(of: surface, termDays: days, over: .wholeSmile)
      }
    }
  }

  @Test("quoted strikes alone: less than the whole smile, and the same where quotes go far enough")
  func extent() throws {
    let svi = try SVISlice(level: 0.01, slope: 0.1, correlation: -0.3, centre: 0.02, width: 0.15)
    var last = 0.0
    for reach in [0.05, 0.2, 0.5, 1, 3, 8] {
      let strip = try VarianceStrip(slice(svi, quoted: -reach...reach), over: .quotedStrikes)
      #expect(strip.totalVariance > last && strip.reach == -reach...reach)
      last = strip.totalVariance
    }
    expectClose(
      expected: try VarianceStrip(slice(svi), over: .wholeSmile).totalVariance, got: last,
      .relative(1e-9))
    expectRefusal(.notApplicable, "do not lie around its forward") {
      _ = try VarianceStrip(slice(svi, quoted: 0.1...0.5), over: .quotedStrikes)
    }
  }

  @Test("a wing at Lee's bound has no end")
  func steep() throws {
    let steep = try SVISlice(level: 0.01, slope: 1.999, correlation: 0, centre: 0, width: 0.1)
    expectRefusal(.noConvergence, "still count") {
      _ = try VarianceStrip(slice(steep), over: .wholeSmile)
    }
  }
}

@Suite("Indices of real chains", .enabled(if: MarketData.isPresent, MarketData.skipped))
struct RealImpliedIndexTests {
  @Test("30-day indices lie near the money's volatility", arguments: MarketData.csvChains)
  func chains(chain: String) throws {
    let snapshot = try MarketData.build(MarketData.csvRows(chain)).snapshot
    for market in snapshot.underlyings {
      let surface = try snapshot.fittedSurface(
        of: market.underlying, options: .standard(.correctedSVI)
      ).surface
      let index = try ImpliedIndex(of: surface, termDays: 30, over: .quotedStrikes).volatility
      let whole = try ImpliedIndex(of: surface, termDays: 30, over: .wholeSmile).volatility
      let money = (surface.totalVariance(logMoneyness: 0, timeToExpiry: 30.0 / 365) * 365 / 30)
        .squareRoot()
      print(
        "30-day index \(market.underlying.base) \(chain): \(index), whole smile \(whole), at the "
          + "money \(money)")
      #expect(index > money && index < 1.25 * money && whole > index && whole < 1.35 * money)
    }
  }
}
