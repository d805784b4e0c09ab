import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Volatility surface")
struct VolatilitySurfaceTests {
  private func surface() throws -> (fit: SurfaceFit, rows: [InstrumentObservation]) {
    let inverse = try SampleMarket.inverse()
    let rows = try [Int64(10), 30, 100].flatMap { days in
      let slice = try SurfaceFitTests.shapes[0].slice(scale: 0.25 * Double(days) / 365)
      return try SampleSmile.rows(
        inverse, days: days,
        strikes: SampleSmile.strikes(15, reach: 0.08 * Double(days).squareRoot())
      ) { slice.volatility(at: $0, timeToExpiry: $1) }
    }
    return (try SampleSmile.fit(rows), rows)
  }

  @Test("total variance is linear in time between slices, at equal log-moneyness")
  func between() throws {
    let surface = try surface().fit.surface
    let (first, second) = (surface.slices[0], surface.slices[1])
    let middle = 0.5 * (first.timeToExpiry + second.timeToExpiry)
    for place in [-0.4, -0.1, 0, 0.2] {
      expectClose(
        expected: 0.5 * (first.totalVariance(at: place) + second.totalVariance(at: place)),
        got: surface.totalVariance(logMoneyness: place, timeToExpiry: middle), .relative(1e-13))
    }
  }

  @Test("total variance never falls with time, before, between and after the slices")
  func rising() throws {
    let surface = try surface().fit.surface
    for place in stride(from: -0.6, through: 0.6, by: 0.05) {
      var previous = 0.0
      for day in 1...800 {
        let found = surface.totalVariance(
          logMoneyness: place, timeToExpiry: Double(day) * 0.25 / 365)
        #expect(found >= previous, "k \(place) day \(day)")
        previous = found
      }
    }
  }

  @Test("before the first slice the smile keeps its shape in k/√T; at the money volatility is flat")
  func before() throws {
    let surface = try surface().fit.surface
    let first = surface.slices[0]
    let time = 0.25 * first.timeToExpiry
    expectClose(
      expected: first.totalVariance(at: 0.2) / 4,
      got: surface.totalVariance(logMoneyness: 0.1, timeToExpiry: time), .relative(1e-13))
  }

  @Test("after the last slice at-the-money volatility is flat")
  func after() throws {
    let surface = try surface().fit.surface
    let last = surface.slices[surface.slices.count - 1]
    expectClose(
      expected: 3 * last.totalVariance(at: 0),
      got: surface.totalVariance(logMoneyness: 0, timeToExpiry: 3 * last.timeToExpiry),
      .relative(1e-13))
  }

  @Test("a strike or expiry that can't be is refused", arguments: [0.0, -1, .nan, .infinity])
  func refused(strike: Double) throws {
    let surface = try surface().fit.surface
    #expect(throws: SteelyardError.self) {
      try surface.volatility(strike: strike, expiry: SampleMarket.expiry(days: 10))
    }
    #expect(throws: SteelyardError.self) {
      try surface.volatility(strike: 70_000, expiry: SampleMarket.time)
    }
  }

  @Test("an option without a mark of its own is priced from the surface, and that is said")
  func lookup() throws {
    let (fit, rows) = try surface()
    let inverse = try SampleMarket.inverse()
    let snapshot = try SampleMarket.build(rows).snapshot
    let expiry = SampleMarket.expiry(days: 30)
    let unquoted = try SampleMarket.option(inverse, expiry: expiry, strike: 71_234, .call)
    let surfaces = [inverse: fit.surface]
    let found = try snapshot.volatility(of: unquoted, source: .marks, surfaces: surfaces)
    #expect(found.origin == .fittedSurfaceForWantOfMark)
    let fitted = try snapshot.volatility(of: unquoted, source: .fitted, surfaces: surfaces)
    #expect(fitted.origin == .fittedSurface && fitted.value == found.value)
    let slice = try SurfaceFitTests.shapes[0].slice(scale: 0.25 * 30 / 365)
    expectClose(
      expected: slice.volatility(at: log(71_234 / 70_000), timeToExpiry: 30.0 / 365),
      got: found.value, .relative(1e-6))
  }

  @Test("a correction fades out, and its derivatives are those of its value")
  func correction() throws {
    let chain = try #require(surface().fit.surface.slices.last)
    let slice = try #require(chain.correction == nil ? nil : chain)
    let correction = try #require(slice.correction)
    for place in [correction.start - 0.1, correction.start, correction.end, correction.end + 0.1] {
      expectClose(
        expected: slice.base.totalVariance(at: place), got: slice.totalVariance(at: place),
        .absolute(1e-15))
    }
    for place in stride(from: -0.5, through: 0.5, by: 0.0937) {
      let step = 1e-5
      let slope =
        (slice.totalVariance(at: place + step) - slice.totalVariance(at: place - step)) / (2 * step)
      expectClose(
        expected: slope, got: slice.variance(at: place).first,
        Tolerance(relative: 1e-6, absolute: 1e-9))
    }
  }
}
