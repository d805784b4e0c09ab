import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Black-Scholes-Merton") struct BlackScholesTests {
  @Test("stock call, Haug (2007) p. 3, and index put, p. 4")
  func haug() throws {
    let call = try BlackScholes(
      spot: 60, strike: 65, timeToExpiry: 0.25, volatility: 0.3, rate: 0.08, yield: 0)
    expectClose(expected: 2.1334, got: call.value(.call), .absolute(5e-5))
    let put = try BlackScholes(
      spot: 100, strike: 95, timeToExpiry: 0.5, volatility: 0.2, rate: 0.1, yield: 0.05)
    expectClose(expected: 2.4648, got: put.value(.put), .absolute(5e-5))
  }

  @Test("values and Greeks over wide ranges, against mpmath")
  func wideRange() throws {
    let cases = try LognormalCase.all("spot")
    #expect(cases.count == 110)
    for expected in cases {
      let option = try BlackScholes(
        spot: expected.underlying, strike: expected.strike, timeToExpiry: expected.time,
        volatility: expected.volatility, rate: expected.rate, yield: expected.yield)
      let greeks = option.greeks(expected.right)
      expectClose(
        expected: expected.value.value, got: option.value(expected.right),
        .relative(1e-13 * expected.condition), inputs: "value, \(expected.inputs)")
      for (name, exact, got) in [
        ("delta", expected.delta, greeks.spotDelta), ("gamma", expected.gamma, greeks.spotGamma),
        ("vega", expected.vega, greeks.vega), ("theta", expected.theta, greeks.theta),
        ("vanna", expected.vanna, greeks.vanna), ("volga", expected.volga, greeks.volga),
        ("charm", expected.charm, greeks.charm), ("speed", expected.speed, greeks.speed),
        ("color", expected.color, greeks.color), ("veta", expected.veta, greeks.veta),
        ("zomma", expected.zomma, greeks.zomma),
        ("dual delta", expected.dual_delta, greeks.dualDelta),
        ("dual gamma", expected.dual_gamma, greeks.dualGamma),
      ] {
        expectClose(
          expected: exact.value, got: got, .relative(1e-12), inputs: "\(name), \(expected.inputs)")
      }
    }
  }

  @Test("with the yield at the rate it is Black-76")
  func forwardCase() throws {
    let spot = try BlackScholes(
      spot: 100, strike: 90, timeToExpiry: 0.3, volatility: 0.7, rate: 0.04, yield: 0.04)
    let forward = try Black76(
      forward: 100, strike: 90, timeToExpiry: 0.3, volatility: 0.7, rate: 0.04)
    #expect(spot.value(.put) == forward.value(.put))
    #expect(spot.greeks(.put).spotDelta == forward.greeks(.put).forwardDelta)
    #expect(spot.greeks(.put).theta == forward.greeks(.put).theta)
  }

  @Test("rho and dividend rho are the slopes of the value")
  func rates() throws {
    func option(_ rate: Double, _ yield: Double) throws -> BlackScholes {
      try BlackScholes(
        spot: 100, strike: 120, timeToExpiry: 1.5, volatility: 0.5, rate: rate, yield: yield)
    }
    let step = 1e-5
    for right in OptionRight.allCases {
      let greeks = try option(0.05, 0.02).greeks(right)
      let byRate =
        try option(0.05 + step, 0.02).value(right) - option(0.05 - step, 0.02).value(right)
      let byYield =
        try option(0.05, 0.02 + step).value(right) - option(0.05, 0.02 - step).value(right)
      expectClose(expected: byRate / (2 * step), got: greeks.rho, .relative(1e-8))
      expectClose(expected: byYield / (2 * step), got: greeks.dividendRho, .relative(1e-8))
    }
  }

  @Test("fields are named")
  func refusals() {
    let spot = #expect(throws: SteelyardError.self) {
      try BlackScholes(
        spot: -1, strike: 1, timeToExpiry: 1, volatility: 1, rate: 0, yield: 0)
    }
    #expect(spot?.message.hasPrefix("spot") == true)
    let yield = #expect(throws: SteelyardError.self) {
      try BlackScholes(
        spot: 1, strike: 1, timeToExpiry: 1, volatility: 1, rate: 0, yield: .nan)
    }
    #expect(yield?.message.hasPrefix("yield") == true)
  }
}
