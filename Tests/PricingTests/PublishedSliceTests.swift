import SteelyardPricing
import TestSupport
import Testing

@Suite("Published slice") struct PublishedSliceTests {
  /// w(k) = 0.01 + 0.25 √(k² + 0.0225), so a + bσ = 0.0475.
  private static func published(_ reference: PublishedSlice.Reference?) throws -> PublishedSlice {
    PublishedSlice(
      slice: try SVISlice(level: 0.01, slope: 0.25, correlation: 0, centre: 0, width: 0.15),
      reference: reference)
  }

  @Test("a reference is not aged: forward and time of the market change nothing")
  func reference() throws {
    let slice = try Self.published(.init(forward: 100, years: 0.25))
    // w(0) = 0.01 + 0.25 · 0.15 = 0.0475; √(0.0475/0.25) = √0.19.
    for (forward, time) in [(100.0, 0.25), (137, 0.01), (80, 2)] {
      expectClose(
        expected: 0.435_889_894_354_067_4,
        got: slice.volatility(strike: 100, forward: forward, timeToExpiry: time),
        .relative(1e-14))
    }
  }

  @Test("strikes beyond four deviations count at the bound, and strike 0 has no volatility")
  func clamp() throws {
    let slice = try Self.published(.init(forward: 100, years: 0.25))
    // B = 4 √0.0475, B² = 0.76: w = 0.01 + 0.25 √(0.76 + 0.0225) = 0.231147568235728…
    let wing = ((0.01 + 0.25 * 0.7825.squareRoot()) / 0.25).squareRoot()
    for strike in [1e-300, 1e-3, 41.8, 239.2, 1e9] {
      expectClose(
        expected: wing, got: slice.volatility(strike: strike, forward: 1, timeToExpiry: 1),
        .relative(1e-14))
    }
    #expect(slice.volatility(strike: 42, forward: 1, timeToExpiry: 1) < wing)
    #expect(slice.volatility(strike: 0, forward: 1, timeToExpiry: 1) == 0)
  }

  @Test("total variance is capped at 144")
  func cap() throws {
    let slice = PublishedSlice(
      slice: try SVISlice(level: 400, slope: 0, correlation: 0, centre: 0, width: 1),
      reference: try .init(forward: 100, years: 4))
    #expect(slice.volatility(strike: 100, forward: 100, timeToExpiry: 4) == 6)
  }

  @Test("without a reference the market's forward and time count, and nothing is bounded")
  func without() throws {
    let slice = try Self.published(nil)
    let low = slice.volatility(strike: 1, forward: 100, timeToExpiry: 0.5)
    let lower = slice.volatility(strike: 0.1, forward: 100, timeToExpiry: 0.5)
    #expect(lower > low)
    expectClose(
      expected: (0.0475 / 0.5).squareRoot(),
      got: slice.volatility(strike: 90, forward: 90, timeToExpiry: 0.5), .relative(1e-14))
  }

  @Test("a reference without forward or time is refused", arguments: [0, -1, .nan, .infinity])
  func wrong(_ number: Double) {
    #expect(throws: (any Error).self) { try PublishedSlice.Reference(forward: number, years: 1) }
    #expect(throws: (any Error).self) { try PublishedSlice.Reference(forward: 1, years: number) }
  }
}
