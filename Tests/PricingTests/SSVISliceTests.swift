import Foundation
import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("SSVI slice") struct SSVISliceTests {
  @Test("it is the formula, and θ at the money")
  func formula() throws {
    let (theta, phi, rho) = (0.04, 1.7, -0.4)
    let slice = try SSVISlice(atTheMoneyVariance: theta, curvature: phi, correlation: rho)
    for place in [-2.0, -0.3, 0, 0.1, 1.5] {
      let tilt = phi * place + rho
      let expected =
        theta / 2 * (1 + rho * phi * place + (tilt * tilt + 1 - rho * rho).squareRoot())
      expectClose(expected: expected, got: slice.totalVariance(at: place), .relative(1e-14))
    }
    expectClose(expected: theta, got: slice.totalVariance(at: 0), .relative(1e-15))
  }

  @Test("the sufficient condition does mean no butterfly arbitrage")
  func sufficient() throws {
    let seed: UInt64 = 41
    print("SSVI seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let slice = try SSVISlice(
        atTheMoneyVariance: Double.random(in: 0.001...2, using: &generator),
        curvature: Double.random(in: 0.01...20, using: &generator),
        correlation: Double.random(in: -0.95...0.95, using: &generator))
      if slice.isSufficientlyFlat {
        #expect(slice.raw.minimumDurrleman(over: -4...4).value >= -1e-12, "\(slice)")
      }
    }
  }

  @Test("Heston's curvature is one half at no variance and joins its series")
  func heston() {
    let curvature = SSVICurvature.heston(decay: 2)
    expectClose(expected: 0.5, got: curvature.value(at: 1e-12), .relative(1e-12))
    expectClose(
      expected: curvature.value(at: (0.5).nextDown), got: curvature.value(at: (0.5).nextUp),
      .relative(1e-14))
    let scaled = 3.0
    expectClose(
      expected: (1 - (1 - exp(-scaled)) / scaled) / scaled, got: curvature.value(at: 1.5),
      .relative(1e-14))
  }

  @Test("power law by hand: η 1, γ ½, θ 1 gives 1/√2")
  func powerLaw() {
    expectClose(
      expected: 0.5.squareRoot(),
      got: SSVICurvature.powerLaw(scale: 1, exponent: 0.5).value(at: 1), .relative(1e-15))
  }

  @Test("fields are named")
  func refusals() {
    let error = #expect(throws: SteelyardError.self) {
      try SSVISlice(atTheMoneyVariance: 0, curvature: 1, correlation: 0)
    }
    #expect(error?.message.hasPrefix("atTheMoneyVariance") == true)
  }
}
