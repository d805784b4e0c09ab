import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Surface fit")
struct SurfaceFitTests {
  /// Raw SVI in the scale of its deviation: least variance, slope, correlation, centre, width.
  struct Shape: Sendable, CustomTestStringConvertible {
    let least: Double
    let slope: Double
    let correlation: Double
    let centre: Double
    let width: Double

    var testDescription: String {
      "v \(least) b \(slope) ρ \(correlation) m \(centre) σ \(width)"
    }

    func slice(scale: Double) throws -> SVISlice {
      let deviation = scale.squareRoot()
      return try SVISlice(
        level: scale * (least - slope * width * (1 - correlation * correlation).squareRoot()),
        slope: slope * deviation, correlation: correlation, centre: centre * deviation,
        width: width * deviation)
    }
  }

  static let shapes = [
    Shape(least: 0.9, slope: 0.3, correlation: -0.3, centre: 0.1, width: 0.6),
    Shape(least: 0.7, slope: 0.4, correlation: -0.6, centre: -0.1, width: 0.9),
    Shape(least: 0.95, slope: 0.2, correlation: 0.4, centre: -0.4, width: 0.5),
    Shape(least: 0.8, slope: 0.35, correlation: 0, centre: 0, width: 1.2),
  ]

  @Test("an exact SVI smile comes back exactly", arguments: shapes, [Int64(3), 30, 300])
  func exact(shape: Shape, days: Int64) throws {
    let inverse = try SampleMarket.inverse()
    let scale = 0.3 * Double(days) / 365
    let slice = try shape.slice(scale: scale)
    let reach = 3 * scale.squareRoot()
    for form in [SurfaceFitOptions.Form.svi, .correctedSVI] {
      let fit = try SampleSmile.fit(
        try SampleSmile.rows(
          inverse, days: days, strikes: SampleSmile.strikes(25, reach: reach)
        ) { slice.volatility(at: $0, timeToExpiry: $1) }, form)
      #expect(fit.violations.isEmpty && fit.expiries.map(\.status) == [.converged])
      let time = try #require(fit.expiries.first?.timeToExpiry)
      for step in -20...20 {
        let place = 0.05 * Double(step) * reach
        expectClose(
          expected: slice.totalVariance(at: place),
          got: fit.surface.totalVariance(logMoneyness: place, timeToExpiry: time),
          .absolute(1e-8), inputs: "\(form) at \(place)")
      }
    }
  }

  @Test("noise on the quotes stays noise: the fit is within it and free of arbitrage")
  func noisy() throws {
    var generator = SeededGenerator(seed: 20_260_314)
    let inverse = try SampleMarket.inverse()
    let slice = try Self.shapes[0].slice(scale: 0.03)
    let rows = try SampleSmile.rows(
      inverse, days: 36, strikes: SampleSmile.strikes(41, reach: 0.5)
    ) { place, time in
      slice.volatility(at: place, timeToExpiry: time)
        + Double.random(in: -0.002...0.002, using: &generator)
    }
    let fit = try SampleSmile.fit(rows)
    let error = try #require(fit.pooledError)
    #expect(fit.violations.isEmpty && error.maximum < 0.3)
    let time = try #require(fit.expiries.first?.timeToExpiry)
    for step in -10...10 {
      let place = 0.03 * Double(step)
      let got = (fit.surface.totalVariance(logMoneyness: place, timeToExpiry: time) / time)
        .squareRoot()
      expectClose(
        expected: slice.volatility(at: place, timeToExpiry: time), got: got, .absolute(0.002))
    }
  }

  @Test("quotes with butterfly arbitrage end free of it")
  func butterfly() throws {
    // Vogt's parameters, whose g is −0.033 at k = 0.88.
    let vogt = try SVISlice(
      level: -0.041, slope: 0.1331, correlation: 0.306, centre: 0.3586, width: 0.4153)
    #expect(vogt.minimumDurrleman(over: -2...2).value < -0.03)
    let inverse = try SampleMarket.inverse()
    for form in SurfaceFitOptions.Form.allCases {
      let fit = try SampleSmile.fit(
        try SampleSmile.rows(inverse, days: 365, strikes: SampleSmile.strikes(41, reach: 1.4)) {
          vogt.volatility(at: $0, timeToExpiry: $1)
        }, form)
      #expect(fit.violations.isEmpty)
      #expect(try #require(fit.expiries.first?.minimumDurrleman) >= 0)
    }
  }

  @Test("quotes that fall in total variance with time end without a calendar spread to sell")
  func calendar() throws {
    let inverse = try SampleMarket.inverse()
    let slice = try Self.shapes[1].slice(scale: 0.03)
    let rows = try [(Int64(20), 1.0), (30, 0.97), (40, 1.2)].flatMap { days, share in
      try SampleSmile.rows(
        inverse, days: days, strikes: SampleSmile.strikes(21, reach: 0.4)
      ) { place, time in (share * slice.totalVariance(at: place) / time).squareRoot() }
    }
    for form in SurfaceFitOptions.Form.allCases {
      let fit = try SampleSmile.fit(rows, form)
      #expect(fit.violations.isEmpty, "\(form)")
      for (earlier, later) in zip(fit.surface.slices, fit.surface.slices.dropFirst()) {
        for step in -100...100 {
          let place = 0.004 * Double(step)
          #expect(later.totalVariance(at: place) >= earlier.totalVariance(at: place))
        }
      }
    }
  }

  @Test("an SSVI surface comes back from its own quotes")
  func ssvi() throws {
    let inverse = try SampleMarket.inverse()
    let curvature = SSVICurvature.powerLaw(scale: 1.1, exponent: 0.4)
    let rows = try [Int64(7), 30, 90, 270].flatMap { days in
      try SampleSmile.rows(
        inverse, days: days,
        strikes: SampleSmile.strikes(21, reach: 0.15 * Double(days).squareRoot())
      ) { place, time in
        let variance = 0.3 * time
        // Refused parameters would show as a volatility that the builder refuses.
        let slice = try? SSVISlice(
          atTheMoneyVariance: variance, curvature: curvature.value(at: variance),
          correlation: -0.25)
        return ((slice?.totalVariance(at: place) ?? -1) / time).squareRoot()
      }
    }
    let fit = try SampleSmile.fit(rows, .ssvi)
    let found = try #require(fit.ssvi)
    expectClose(expected: -0.25, got: found.correlation, .absolute(1e-3))
    expectClose(expected: 1.1, got: found.scale, .absolute(1e-2))
    expectClose(expected: 0.4, got: found.exponent, .absolute(1e-2))
    #expect(fit.violations.isEmpty)
    #expect(try #require(fit.pooledError).maximum < 0.05)
  }

  @Test("too few strikes give no slice and say so", arguments: [1, 2, 3, 4])
  func few(count: Int) throws {
    let inverse = try SampleMarket.inverse()
    let slice = try Self.shapes[0].slice(scale: 0.03)
    func volatility(_ place: Double, _ time: Double) -> Double {
      (slice.totalVariance(at: place) * (time * 365 / 36) / time).squareRoot()
    }
    let thin = try SampleSmile.rows(
      inverse, days: 20, strikes: Array(SampleSmile.strikes(9, reach: 0.2).prefix(count)),
      volatility: volatility)
    let error = #expect(throws: SteelyardError.self) { try SampleSmile.fit(thin) }
    #expect(error?.code == .missingMarketData)
    let rich = try SampleSmile.rows(
      inverse, days: 36, strikes: SampleSmile.strikes(15, reach: 0.4), volatility: volatility)
    let fit = try SampleSmile.fit(thin + rich)
    #expect(fit.expiries.map(\.status) == [.tooFewStrikes, .converged])
    #expect(fit.surface.slices.count == 1)
    #expect(
      try fit.surface.volatility(strike: 70_000, expiry: SampleMarket.expiry(days: 20)) > 0)
  }

  @Test("any quotes: no crash, and free of arbitrage or a status that says otherwise")
  func fuzz() throws {
    let seed: UInt64 = 4_242
    print("surface fuzz: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let inverse = try SampleMarket.inverse()
    var free = 0
    for _ in 0..<60 {
      let level = exp(Double.random(in: -3...1.5, using: &generator))
      let spread = Double.random(in: 0...0.8, using: &generator)
      var rows: [InstrumentObservation] = []
      for days in [Int64(1), 8, 9, 200] {
        let strikes = SampleSmile.strikes(
          Int.random(in: 2...20, using: &generator),
          reach: Double.random(in: 0.01...2, using: &generator))
        rows += try SampleSmile.rows(inverse, days: days, strikes: Array(Set(strikes))) { _, _ in
          level * exp(Double.random(in: -spread...spread, using: &generator))
        }
      }
      guard let fit = try? SampleSmile.fit(rows) else { continue }
      if fit.violations.isEmpty { free += 1 }
      for expiry in fit.expiries {
        let isNamed = fit.violations.contains { $0.expiry == expiry.expiry }
        #expect((expiry.status == .arbitrage) == isNamed)
        guard let slice = expiry.slice else { continue }
        for place in [-2.0, -0.3, 0, 0.3, 2] {
          #expect(slice.totalVariance(at: place).isFinite && slice.totalVariance(at: place) > 0)
        }
        #expect(slice.isButterflyFree || isNamed)
      }
      for violation in fit.violations { #expect(violation.size > 0 && violation.strike > 0) }
    }
    print("surface fuzz: \(free) of 60 free of arbitrage")
  }
}
