import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Black-76") struct Black76Tests {
  @Test("Brent forward put, Haug (2007) p. 5")
  func haug() throws {
    let option = try Black76(
      forward: 19, strike: 19, timeToExpiry: 0.75, volatility: 0.28, rate: 0.1)
    expectClose(expected: 1.7011, got: option.value(.put), .absolute(5e-5))
    expectClose(expected: 1.7011, got: option.value(.call), .absolute(5e-5))
  }

  @Test("values and Greeks over wide ranges, against mpmath")
  func wideRange() throws {
    let cases = try LognormalCase.all("forward")
    #expect(cases.count == 110)
    for expected in cases {
      let option = try Black76(
        forward: expected.underlying, strike: expected.strike, timeToExpiry: expected.time,
        volatility: expected.volatility, rate: expected.rate)
      let greeks = option.greeks(expected.right)
      expectClose(
        expected: expected.value.value, got: option.value(expected.right),
        .relative(1e-14 * expected.condition), inputs: "value, \(expected.inputs)")
      #expect(option.forwardDelta(expected.right) == greeks.forwardDelta)
      for (name, exact, got) in [
        ("delta", expected.delta, greeks.forwardDelta),
        ("gamma", expected.gamma, greeks.forwardGamma), ("vega", expected.vega, greeks.vega),
        ("theta", expected.theta, greeks.theta), ("vanna", expected.vanna, greeks.vanna),
        ("volga", expected.volga, greeks.volga), ("charm", expected.charm, greeks.charm),
        ("speed", expected.speed, greeks.speed), ("color", expected.color, greeks.color),
        ("veta", expected.veta, greeks.veta), ("zomma", expected.zomma, greeks.zomma),
        ("dual delta", expected.dual_delta, greeks.dualDelta),
        ("dual gamma", expected.dual_gamma, greeks.dualGamma),
      ] {
        expectClose(
          expected: exact.value, got: got, .relative(1e-12), inputs: "\(name), \(expected.inputs)")
      }
    }
  }

  @Test("parity, homogeneity and monotony on random options")
  func properties() throws {
    let seed: UInt64 = 20_261_121
    print("Black-76 properties seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let forward = Double.random(in: 0.01...1e5, using: &generator)
      let strike = forward * Double.random(in: 0.2...5, using: &generator)
      let time = Double.random(in: 1e-5...3, using: &generator)
      let volatility = Double.random(in: 0.05...3, using: &generator)
      let rate = Double.random(in: -0.05...0.2, using: &generator)
      func option(_ forward: Double, _ strike: Double, _ time: Double, _ volatility: Double) throws
        -> Black76
      {
        try Black76(
          forward: forward, strike: strike, timeToExpiry: time, volatility: volatility, rate: rate)
      }
      let one = try option(forward, strike, time, volatility)
      let inputs = "forward \(forward) strike \(strike) time \(time) volatility \(volatility)"
      let scale = max(forward, strike)
      expectClose(
        expected: one.discountFactor * (forward - strike), got: one.value(.call) - one.value(.put),
        .absolute(1e-14 * scale), inputs: "parity, \(inputs)")
      let double = try option(2 * forward, 2 * strike, time, volatility)
      expectClose(
        expected: 2 * one.value(.call), got: double.value(.call), .relative(1e-15),
        inputs: "homogeneity, \(inputs)")
      let wilder = try option(forward, strike, time, volatility * 1.01)
      #expect(wilder.value(.put) >= one.value(.put))
      let higher = try option(forward * 1.01, strike, time, volatility)
      #expect(higher.value(.call) >= one.value(.call))
      #expect(higher.value(.put) <= one.value(.put))
      for right in OptionRight.allCases {
        #expect(one.value(right) >= one.intrinsicValue(right))
        let greeks = one.greeks(right)
        // Euler: V = F Δ + K dV/dK.
        expectClose(
          expected: one.value(right),
          got: forward * greeks.forwardDelta + strike * greeks.dualDelta,
          .absolute(1e-13 * scale), inputs: "Euler, \(inputs)")
        expectClose(
          expected: -time * one.value(right), got: greeks.rho, .relative(1e-15), inputs: inputs)
      }
    }
  }

  @Test("without time or volatility the value is the discounted payoff", arguments: [0.0, 0.5])
  func zeroDeviation(_ time: Double) throws {
    for volatility in time == 0 ? [0, 0.6] : [0] {
      let option = try Black76(
        forward: 110, strike: 100, timeToExpiry: time, volatility: volatility, rate: 0.1)
      #expect(option.value(.call) == option.discountFactor * 10)
      #expect(option.value(.put) == 0)
      let call = option.greeks(.call)
      #expect(call.forwardDelta == option.discountFactor)
      #expect(call.inTheMoneyProbability == 1)
      #expect(call.forwardGamma == 0 && call.vega == 0 && call.volga == 0)
      expectClose(expected: 0.1 * option.value(.call), got: call.theta, .relative(1e-15))
      #expect(option.greeks(.put).forwardDelta == 0)
    }
  }

  @Test("at the money without volatility the delta is the midpoint and vega is finite")
  func kink() throws {
    let option = try Black76(
      forward: 100, strike: 100, timeToExpiry: 0.25, volatility: 0, rate: 0)
    let greeks = option.greeks(.call)
    #expect(option.value(.call) == 0)
    #expect(greeks.forwardDelta == 0.5)
    expectClose(expected: 100 * 0.5 * 0.3989422804014327, got: greeks.vega, .relative(1e-15))
    let expired = try Black76(
      forward: 100, strike: 100, timeToExpiry: 0, volatility: 0.5, rate: 0)
    #expect(expired.greeks(.put).forwardDelta == -0.5)
    #expect(expired.greeks(.put).vega == 0)
  }

  @Test("extreme inputs give numbers, not NaN")
  func extremes() throws {
    for forward in [1e-12, 1, 1e12] {
      for moneyness in [1e-12, 0.999999, 1, 1.000001, 1e12] {
        for time in [1e-9, 1, 100] {
          for volatility in [1e-9, 1e-3, 1, 10, 100] {
            let option = try Black76(
              forward: forward, strike: forward * moneyness, timeToExpiry: time,
              volatility: volatility, rate: 0)
            for right in OptionRight.allCases {
              let value = option.value(right)
              let ceiling = right == .call ? forward : forward * moneyness
              #expect(value >= 0 && value <= ceiling)
              let greeks = option.greeks(right)
              for number in [
                greeks.forwardDelta, greeks.forwardGamma, greeks.vega, greeks.theta, greeks.vanna,
                greeks.volga, greeks.charm, greeks.speed, greeks.color, greeks.veta, greeks.zomma,
                greeks.dualDelta, greeks.dualGamma, greeks.inTheMoneyProbability,
              ] {
                #expect(
                  number.isFinite,
                  "forward \(forward) moneyness \(moneyness) time \(time) vol \(volatility)")
              }
            }
          }
        }
      }
    }
  }

  @Test(
    "a field that is no price, time or volatility is named",
    arguments: [
      ("forward", 0.0, 1.0, 1.0, 1.0, 0.0), ("forward", .nan, 1, 1, 1, 0),
      ("forward", -1, 1, 1, 1, 0), ("strike", 1, 0, 1, 1, 0), ("strike", 1, .infinity, 1, 1, 0),
      ("timeToExpiry", 1, 1, -1e-9, 1, 0), ("timeToExpiry", 1, 1, .nan, 1, 0),
      ("volatility", 1, 1, 1, -0.1, 0), ("volatility", 1, 1, 1, .nan, 0),
      ("rate", 1, 1, 1, 1, .infinity), ("discount factor", 1, 1, 100, 1, -1000),
    ])
  func refusals(
    _ field: String, _ forward: Double, _ strike: Double, _ time: Double, _ volatility: Double,
    _ rate: Double
  ) {
    let error = #expect(throws: SteelyardError.self) {
      try Black76(
        forward: forward, strike: strike, timeToExpiry: time, volatility: volatility, rate: rate)
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.hasPrefix(field) == true)
  }
}
