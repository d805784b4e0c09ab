import SteelyardPricing
import TestSupport
import Testing

@Suite("Forward in its settlement window") struct SettlementForwardTests {
  @Test("a third of half an hour gone: a third of the average is fixed")
  func inside() throws {
    let forward = try SettlementForward(
      spot: 1_000, basis: 20, average: 900, secondsLeft: 1_200, windowSeconds: 1_800)
    expectClose(expected: 300, got: forward.fixed, .absolute(1e-10))
    expectClose(expected: 680, got: forward.variable, .absolute(1e-10))
    expectClose(expected: 980, got: forward.value, .absolute(1e-10))
    expectClose(expected: 1.0 / 3, got: forward.fixedShare, .absolute(1e-15))
  }

  @Test("before the window, without a window, and without an average nothing is fixed")
  func outside() throws {
    for (average, left, window) in [
      (900.0, 1_800.0, 1_800.0), (900, 1e6, 1_800), (900, 0, 0), (nil, 600, 1_800),
    ] as [(Double?, Double, Double)] {
      let forward = try SettlementForward(
        spot: 1_000, basis: -20, average: average, secondsLeft: left, windowSeconds: window)
      #expect(forward.fixed == 0 && forward.value == 980 && forward.fixedShare == 0)
    }
  }

  @Test("at expiry the forward is the average")
  func atExpiry() throws {
    let forward = try SettlementForward(
      spot: 1_000, basis: 20, average: 912.5, secondsLeft: 0, windowSeconds: 1_800)
    #expect(forward.value == 912.5 && forward.variable == 0)
  }

  @Test("numbers that cannot be are refused")
  func wrong() {
    for (spot, basis, average, left, window) in [
      (0.0, 1.0, 1.0, 1.0, 1.0), (1, -1, 1, 1, 1), (1, 0, 0, 1, 2), (1, 0, 1, -1, 1),
      (1, 0, 1, 1, .nan), (.infinity, 0, 1, 1, 1),
    ] {
      #expect(throws: (any Error).self) {
        try SettlementForward(
          spot: spot, basis: basis, average: average, secondsLeft: left, windowSeconds: window)
      }
    }
    #expect(throws: (any Error).self) {
      try SettlementForward(spot: 1, basis: 0, average: 1, elapsed: 1.5)
    }
  }
}
