import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Barrier options") struct BarrierOptionTests {
  struct Case: Decodable {
    let kind: BarrierKind
    let right: OptionRight
    let spot, strike, barrier, days, volatility, rate, yield, value: Double
  }
  struct Content: Decodable { let cases: [Case] }

  static func vanilla(
    spot: Double = 100, strike: Double = 105, time: Double = 0.5, volatility: Double = 0.6,
    rate: Double = 0.05, yield: Double = 0.01
  ) throws -> BlackScholes {
    try BlackScholes(
      spot: spot, strike: strike, timeToExpiry: time, volatility: volatility, rate: rate,
      yield: yield)
  }

  @Test("320 random options, against QuantLib")
  func quantLib() throws {
    let cases = try Fixture.decode(Content.self, "BarrierOptions/analytic_barrier.json").cases
    #expect(cases.count == 320)
    for expected in cases {
      let option = try BarrierOption(
        vanilla: BarrierOptionTests.vanilla(
          spot: expected.spot, strike: expected.strike, time: expected.days / 365,
          volatility: expected.volatility, rate: expected.rate, yield: expected.yield),
        kind: expected.kind, barrier: expected.barrier, monitoring: .continuous)
      expectClose(
        expected: expected.value, got: option.value(expected.right),
        Tolerance(relative: 1e-12, absolute: 1e-13 * max(expected.spot, expected.strike)),
        inputs: "\(expected)")
    }
  }

  @Test("in and out together are the vanilla, each between nothing and it")
  func inPlusOut() throws {
    let seed: UInt64 = 4_17
    print("barrier seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let vanilla = try BarrierOptionTests.vanilla(
        strike: Double.random(in: 50...200, using: &generator),
        time: Double.random(in: 0.001...3, using: &generator),
        volatility: Double.random(in: 0.02...3, using: &generator),
        rate: Double.random(in: -0.05...0.2, using: &generator))
      for (first, second, range) in [
        (BarrierKind.upAndIn, BarrierKind.upAndOut, 100.5...300),
        (.downAndIn, .downAndOut, 20...99.5),
      ] {
        let barrier = Double.random(in: range, using: &generator)
        for right in OptionRight.allCases {
          let knockIn = try BarrierOption(
            vanilla: vanilla, kind: first, barrier: barrier, monitoring: .continuous
          ).value(right)
          let knockOut = try BarrierOption(
            vanilla: vanilla, kind: second, barrier: barrier, monitoring: .continuous
          ).value(right)
          expectClose(
            expected: vanilla.value(right), got: knockIn + knockOut, .absolute(2e-11),
            inputs: "\(first) \(right) barrier \(barrier) \(vanilla)")
          #expect(knockIn >= 0 && knockIn <= vanilla.value(right))
          #expect(knockOut >= 0 && knockOut <= vanilla.value(right))
        }
      }
    }
  }

  @Test("at and beyond the barrier an out is worth nothing and an in is the vanilla")
  func touched() throws {
    for spot in [120.0, 121] {
      let vanilla = try BarrierOptionTests.vanilla(spot: spot)
      let out = try BarrierOption(
        vanilla: vanilla, kind: .upAndOut, barrier: 120, monitoring: .continuous)
      let into = try BarrierOption(
        vanilla: vanilla, kind: .upAndIn, barrier: 120, monitoring: .continuous)
      #expect(out.isTouched && out.value(.call) == 0)
      #expect(into.value(.call) == vanilla.value(.call))
    }
    let near = try BarrierOption(
      vanilla: BarrierOptionTests.vanilla(spot: 119.999), kind: .upAndOut, barrier: 120,
      monitoring: .continuous)
    #expect(near.value(.call) < 1e-3)
  }

  @Test("a far barrier changes nothing")
  func farBarrier() throws {
    let vanilla = try BarrierOptionTests.vanilla()
    let out = try BarrierOption(
      vanilla: vanilla, kind: .downAndOut, barrier: 1e-3, monitoring: .continuous)
    expectClose(expected: vanilla.value(.put), got: out.value(.put), .relative(1e-13))
  }

  struct DiscreteCase: Decodable {
    let kind: BarrierKind
    let spot, strike, barrier, time, volatility, rate: Double
    let observations: Int
    let value: Double
  }
  struct DiscreteContent: Decodable { let cases: [DiscreteCase] }

  @Test("calls watched at intervals, against repeated convolution")
  func discrete() throws {
    let cases = try Fixture.decode(DiscreteContent.self, "BarrierOptions/discrete_barrier.json")
      .cases
    #expect(!cases.isEmpty)
    for expected in cases {
      let vanilla = try BarrierOptionTests.vanilla(
        spot: expected.spot, strike: expected.strike, time: expected.time,
        volatility: expected.volatility, rate: expected.rate, yield: 0)
      func value(_ monitoring: BarrierMonitoring) throws -> Double {
        try BarrierOption(
          vanilla: vanilla, kind: expected.kind, barrier: expected.barrier, monitoring: monitoring
        ).value(.call)
      }
      let interval = expected.time / Double(expected.observations)
      let corrected = try value(.discrete(interval: interval))
      // An up-and-out call ends where its payoff is greatest; the correction's own error, of order
      // Δt, is larger there.
      let bound = expected.kind == .upAndOut ? 1e-2 : 1e-3
      expectClose(
        expected: expected.value, got: corrected, .absolute(bound * vanilla.value(.call)),
        inputs: "\(expected)")
      #expect(
        abs(corrected - expected.value) < 0.2 * abs(try value(.continuous) - expected.value),
        "the correction removes four fifths of the error, \(expected)")
    }
  }

  @Test("without volatility the path to the forward decides")
  func certainPath() throws {
    let rising = try BarrierOptionTests.vanilla(
      strike: 90, volatility: 0, rate: 0.2, yield: 0)
    let touched = try BarrierOption(
      vanilla: rising, kind: .upAndIn, barrier: 105, monitoring: .continuous)
    #expect(touched.value(.call) == rising.intrinsicValue(.call))
    let untouched = try BarrierOption(
      vanilla: rising, kind: .upAndIn, barrier: 120, monitoring: .continuous)
    #expect(untouched.value(.call) == 0)
    let expired = try BarrierOption(
      vanilla: BarrierOptionTests.vanilla(strike: 90, time: 0), kind: .downAndOut, barrier: 80,
      monitoring: .continuous)
    #expect(expired.value(.call) == 10)
  }

  @Test("a small volatility neither overflows nor loses the value")
  func smallVolatility() throws {
    let calm = try BarrierOptionTests.vanilla(volatility: 0.005, rate: 0.05, yield: 0)
    for kind in BarrierKind.allCases {
      for right in OptionRight.allCases {
        let barrier = kind == .upAndIn || kind == .upAndOut ? 104.0 : 96
        let value = try BarrierOption(
          vanilla: calm, kind: kind, barrier: barrier, monitoring: .continuous
        ).value(right)
        #expect(value.isFinite && value >= 0)
      }
    }
  }

  @Test("a barrier or interval that is not positive is named")
  func refusals() throws {
    let vanilla = try BarrierOptionTests.vanilla()
    let barrier = #expect(throws: SteelyardError.self) {
      try BarrierOption(vanilla: vanilla, kind: .upAndIn, barrier: 0, monitoring: .continuous)
    }
    #expect(barrier?.message.hasPrefix("barrier") == true)
    let interval = #expect(throws: SteelyardError.self) {
      try BarrierOption(
        vanilla: vanilla, kind: .upAndIn, barrier: 120, monitoring: .discrete(interval: 0))
    }
    #expect(interval?.message.hasPrefix("monitoring interval") == true)
  }
}
