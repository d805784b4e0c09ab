import SteelyardContracts
import SteelyardHedging
import SteelyardMath
import TestSupport
import Testing

@Suite struct HedgeRegressionTests {
  /// Returns of three hedges and a target made of them, by seed.
  static func sample(_ seed: UInt64, steps: Int) -> (target: [Double], hedges: [[Double]]) {
    var generator = SplitMix64(seed: seed)
    func normal() -> Double {
      NormalDistribution.quantile(max(generator.nextUnit(), 1e-12))
    }
    let hedges = (0..<3).map { _ in (0..<steps).map { _ in 0.03 * normal() } }
    let target = (0..<steps).map { step in
      0.001 + 0.8 * hedges[0][step] - 0.3 * hedges[1][step] + 0.01 * normal()
    }
    return (target, hedges)
  }

  @Test("five points by hand")
  func byHand() throws {
    // y = 2 x + 1 off by −1, 1, 0, 1, −1: the slope by hand is Σ(x − 2)(y − 5) / 10.
    let hedge = [0.0, 1, 2, 3, 4]
    let target = [0.0, 4, 5, 8, 8]
    let fit = try HedgeRegression(of: target, on: [hedge], .none)
    // Σ(x−2)(y−5) = (−2)(−5) + (−1)(−1) + 0 + (1)(3) + (2)(3) = 20.
    expectClose(expected: 2, got: fit.ratios[0], .relative(1e-14))
    expectClose(expected: 1, got: fit.intercept, .relative(1e-13))
    // Residuals −1, 1, 0, 1, −1: squares 4, over n − 2 = 3.
    expectClose(expected: 4.0 / 3, got: fit.residualVariance, .relative(1e-13))
    expectClose(
      expected: (4.0 / 3 / 10).squareRoot(), got: fit.standardErrors?[0] ?? .nan, .relative(1e-13))
    expectClose(expected: 1 - 4.0 / 44, got: fit.rSquared, .relative(1e-13))
  }

  @Test("a ridge without penalty is least squares, and shrinks with it")
  func ridgeShrinks() throws {
    let (target, hedges) = Self.sample(3, steps: 120)
    let plain = try HedgeRegression(of: target, on: hedges, .none)
    let free = try HedgeRegression(of: target, on: hedges, .ridge(0))
    var before = plain.ratios.reduce(0) { $0 + $1 * $1 }
    for place in hedges.indices {
      expectClose(expected: plain.ratios[place], got: free.ratios[place], .relative(1e-9))
    }
    for weight in [0.01, 0.1, 1, 10] {
      let size = try HedgeRegression(of: target, on: hedges, .ridge(weight)).ratios
        .reduce(0) { $0 + $1 * $1 }
      #expect(size < before)
      before = size
    }
  }

  @Test(
    "the lasso meets its conditions: equal pull where it holds, less where it does not",
    arguments: [1, 2, 3])
  func lassoConditions(seed: UInt64) throws {
    let (target, hedges) = Self.sample(seed, steps: 90)
    let weight = 1e-4
    let fit = try HedgeRegression(of: target, on: hedges, .lasso(weight))
    let residuals = target.indices.map { step in
      target[step] - fit.intercept
        - hedges.indices.reduce(0.0) { $0 + fit.ratios[$1] * hedges[$1][step] }
    }
    for (place, hedge) in hedges.enumerated() {
      let mean = hedge.reduce(0, +) / Double(hedge.count)
      let pull =
        zip(hedge, residuals).reduce(0) { $0 + ($1.0 - mean) * $1.1 } / Double(hedge.count)
      if fit.ratios[place] == 0 {
        #expect(abs(pull) <= weight * (1 + 1e-9))
      } else {
        expectClose(expected: fit.ratios[place] > 0 ? weight : -weight, got: pull, .relative(1e-8))
      }
    }
  }

  @Test("hedges that make each other up are refused, the ridge takes them")
  func collinear() throws {
    let (target, hedges) = Self.sample(5, steps: 50)
    let twice = [hedges[0], hedges[0]]
    let error = #expect(throws: SteelyardError.self) {
      _ = try HedgeRegression(of: target, on: twice, .none)
    }
    #expect(error?.code == .notApplicable)
    let ridge = try HedgeRegression(of: target, on: twice, .ridge(0.01))
    expectClose(expected: ridge.ratios[0], got: ridge.ratios[1], .relative(1e-9))
  }

  @Test("numbers that cannot be are refused by name")
  func refused() {
    let cases: [([Double], [[Double]], HedgeRegression.Penalty)] = [
      ([1, 2, 3, 4], [], .none), ([1, 2, 3, 4], [[1, 2, 3]], .none),
      ([1, 2, .nan, 4], [[1, 2, 3, 5]], .none), ([1, 2, 3, 4], [[1, 2, 3, 5]], .ridge(-1)),
    ]
    for (target, hedges, penalty) in cases {
      let error = #expect(throws: SteelyardError.self) {
        _ = try HedgeRegression(of: target, on: hedges, penalty)
      }
      #expect(error?.code == .invalidInput)
    }
    let few = #expect(throws: SteelyardError.self) {
      _ = try HedgeRegression(of: [1, 2], on: [[1, 3]], .none)
    }
    #expect(few?.code == .missingMarketData)
  }
}
