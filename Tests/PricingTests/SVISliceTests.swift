import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("SVI slice") struct SVISliceTests {
  /// Axel Vogt's slice: Gatheral and Jacquier (2014), example 3.1.
  static func vogt() throws -> SVISlice {
    try SVISlice(level: -0.041, slope: 0.1331, correlation: 0.306, centre: 0.3586, width: 0.4153)
  }

  @Test("Vogt's slice has the butterfly arbitrage that the paper shows")
  func vogtArbitrage() throws {
    let slice = try SVISliceTests.vogt()
    let least = slice.minimumDurrleman(over: -1.5...1.5)
    #expect(least.value < 0)
    expectClose(expected: 0.88, got: least.logMoneyness, .absolute(0.01))
    #expect(!slice.isButterflyFree(over: -1.5...1.5))
    #expect(slice.keepsLeeBounds)
  }

  @Test("its jump wings and repair, as printed in section 5.1")
  func repair() throws {
    let wings = try SVIJumpWings(SVISliceTests.vogt(), timeToExpiry: 1)
    expectClose(expected: 0.01742625, got: wings.variance, .absolute(5e-9))
    expectClose(expected: -0.1752111, got: wings.skew, .absolute(5e-8))
    expectClose(expected: 0.6997381, got: wings.putSlope, .absolute(5e-8))
    expectClose(expected: 1.316798, got: wings.callSlope, .absolute(5e-7))
    expectClose(expected: 0.0116249, got: wings.minimumVariance, .absolute(5e-8))
    let fixed = try wings.withoutButterflies()
    expectClose(expected: 0.3493158, got: fixed.callSlope, .absolute(5e-8))
    expectClose(expected: 0.01548182, got: fixed.minimumVariance, .absolute(5e-9))
    #expect(try fixed.slice(timeToExpiry: 1).isButterflyFree(over: -1.5...1.5))
  }

  @Test("raw to jump wings and back on random slices")
  func roundTrip() throws {
    let seed: UInt64 = 14
    print("jump wings seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let slope = Double.random(in: 0.01...0.9, using: &generator)
      let correlation = Double.random(in: -0.9...0.9, using: &generator)
      let width = Double.random(in: 0.02...0.6, using: &generator)
      let centre = Double.random(in: -0.4...0.4, using: &generator)
      let slice = try SVISlice(
        level: 0.02, slope: slope, correlation: correlation, centre: centre, width: width)
      let wings = try SVIJumpWings(slice, timeToExpiry: 0.3)
      let back = try wings.slice(timeToExpiry: 0.3)
      // The vertex is told by how far the money is from it: v − ṽ.
      let condition = wings.variance / (wings.variance - wings.minimumVariance)
      let tolerance = Tolerance(relative: 1e-13 * condition, absolute: 1e-14 * condition)
      expectClose(expected: slice.slope, got: back.slope, .relative(1e-14))
      expectClose(expected: slice.correlation, got: back.correlation, .absolute(1e-14))
      expectClose(expected: slice.centre, got: back.centre, tolerance, inputs: "\(slice)")
      expectClose(expected: slice.width, got: back.width, tolerance, inputs: "\(slice)")
      expectClose(expected: slice.level, got: back.level, tolerance, inputs: "\(slice)")
    }
  }

  @Test("derivatives are slopes, and the density sums to one")
  func derivatives() throws {
    let slice = try SVISlice(
      level: 0.01, slope: 0.1, correlation: -0.4, centre: 0.02, width: 0.15)
    let step = 1e-5
    for index in -20...20 {
      let place = Double(index) / 10
      let here = slice.variance(at: place)
      let (up, down) = (slice.variance(at: place + step), slice.variance(at: place - step))
      expectClose(
        expected: (up.value - down.value) / (2 * step), got: here.first, .absolute(1e-9))
      expectClose(
        expected: (up.first - down.first) / (2 * step), got: here.second, .absolute(1e-8))
      expectClose(
        expected: (up.second - down.second) / (2 * step), got: here.third, .absolute(1e-6))
    }
    var total = 0.0
    for index in -4000...4000 { total += slice.variance(at: Double(index) / 1000).density / 1000 }
    expectClose(expected: 1, got: total, .absolute(1e-6))
  }

  @Test("calendar gap finds where two slices cross, and how far")
  func calendar() throws {
    let early = try SVISlice(level: 0.01, slope: 0.1, correlation: 0, centre: 0, width: 0.1)
    let later = try SVISlice(level: 0.012, slope: 0.1, correlation: 0, centre: 0, width: 0.1)
    expectClose(
      expected: 0.002, got: early.minimumCalendarGap(to: later, over: -1...1).value,
      .relative(1e-12))
    let crossing = try SVISlice(level: 0.012, slope: 0.05, correlation: 0, centre: 0, width: 0.1)
    let gap = early.minimumCalendarGap(to: crossing, over: -1...1)
    #expect(gap.value < 0)
    #expect(abs(gap.logMoneyness) == 1)
  }

  @Test("a flat slice is a single volatility without arbitrage")
  func flat() throws {
    let slice = try SVISlice(level: 0.04, slope: 0, correlation: 0, centre: 0, width: 0.1)
    #expect(slice.volatility(at: 1.3, timeToExpiry: 1) == 0.2)
    #expect(slice.minimumDurrleman(over: -2...2).value == 1)
  }

  @Test(
    "parameters outside their range are named",
    arguments: [
      ("slope", 0.0, -0.1, 0.0, 0.0, 0.1), ("correlation", 0, 0.1, 1, 0, 0.1),
      ("width", 0, 0.1, 0, 0, 0), ("level", -1, 0.1, 0, 0, 0.1), ("level", .nan, 0.1, 0, 0, 0.1),
      ("centre", 0, 0.1, 0, .infinity, 0.1),
    ])
  func refusals(
    _ field: String, _ level: Double, _ slope: Double, _ correlation: Double, _ centre: Double,
    _ width: Double
  ) {
    let error = #expect(throws: SteelyardError.self) {
      try SVISlice(
        level: level, slope: slope, correlation: correlation, centre: centre, width: width)
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.hasPrefix(field) == true)
  }

  @Test("wings that tell no vertex are refused")
  func wingRefusals() throws {
    // Both wings alike and no skew: the least variance is at the money.
    let level = SVIJumpWings(
      variance: 0.04, skew: 0, putSlope: 0.5, callSlope: 0.5, minimumVariance: 0.04)
    let vertex = #expect(throws: SteelyardError.self) { try level.slice(timeToExpiry: 1) }
    #expect(vertex?.code == .notApplicable)
    let steep = SVIJumpWings(
      variance: 0.04, skew: 1, putSlope: 0.5, callSlope: 0.5, minimumVariance: 0.03)
    let skew = #expect(throws: SteelyardError.self) { try steep.slice(timeToExpiry: 1) }
    #expect(skew?.code == .invalidInput)
  }
}
