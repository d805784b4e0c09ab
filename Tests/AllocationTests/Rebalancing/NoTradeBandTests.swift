import SteelyardAllocation
import SteelyardContracts
import TestSupport
import Testing

@Suite("No-trade band of one coin")
struct NoTradeBandTests {
  @Test("by hand: half in the coin, ten basis points, growth made largest")
  func byHand() throws {
    // 1.5 x 0.001 x 0.0625 = 9.375e-5, whose cube root is 0.045428.
    expectClose(
      expected: 0.045428, got: try NoTradeBand.halfWidth(target: 0.5, cost: 0.001, riskAversion: 1),
      .absolute(1e-6))
    // Eight times the cost makes it twice as wide, eight times the aversion half as wide.
    let base = try NoTradeBand.halfWidth(target: 0.3, cost: 0.001, riskAversion: 2)
    expectClose(
      expected: 2 * base,
      got: try NoTradeBand.halfWidth(target: 0.3, cost: 0.008, riskAversion: 2), .relative(1e-12))
    expectClose(
      expected: base / 2,
      got: try NoTradeBand.halfWidth(target: 0.3, cost: 0.001, riskAversion: 16), .relative(1e-12))
    #expect(try NoTradeBand.halfWidth(target: 1, cost: 0.001, riskAversion: 2) == 0)
    #expect(try NoTradeBand.halfWidth(target: 0.5, cost: 0, riskAversion: 2) == 0)
  }

  @Test(
    "the band that dynamic programming finds", arguments: [0.3, 0.5, 0.7], [0.0003, 0.001])
  func dynamicProgramming(_ target: Double, _ cost: Double) throws {
    let width = try NoTradeBand.halfWidth(target: target, cost: cost, riskAversion: 1)
    let found = GrowthOracle(target: target, cost: cost, reach: 3 * width).band()
    // A cell of the grid is 2 % of the band's half width.
    expectClose(expected: width, got: 0.5 * (found.upper - found.lower), .relative(0.03))
    #expect(found.lower < target && found.upper > target)
  }

  @Test("numbers out of range are refused")
  func wrong() {
    for (target, cost, aversion) in [
      (Double.nan, 0.001, 1.0), (0.5, -0.001, 1), (0.5, 0.001, 0), (0.5, .infinity, 1),
    ] {
      #expect(throws: SteelyardError.self) {
        try NoTradeBand.halfWidth(target: target, cost: cost, riskAversion: aversion)
      }
    }
  }
}

/// Dynamic programming for the investor who makes the growth of wealth largest: value iteration on a grid of weights, a
/// Markov chain with the drift and variance of the weight for the diffusion (Kushner's), trades of any size in each
/// step.
private struct GrowthOracle {
  let target: Double
  let cost: Double
  let reach: Double
  private let cells = 300

  /// In a unit of time in which the coin has variance 1, its drift is the target.
  func band() -> (lower: Double, upper: Double) {
    let width = 2 * reach / Double(cells)
    let weights = (0...cells).map { target - reach + Double($0) * width }
    let drifts = weights.map { $0 * (1 - $0) * (target - $0) }
    let variances = weights.map { $0 * $0 * (1 - $0) * (1 - $0) }
    let step = 0.9 * width * width / (variances.max() ?? 1)
    var values = [Double](repeating: 0, count: cells + 1)
    var stay = values
    for _ in 0..<20_000 {
      for cell in 0...cells {
        let spread = variances[cell] * step / width / width
        let lean = drifts[cell] * step / width
        let up = 0.5 * (spread + lean)
        let down = 0.5 * (spread - lean)
        let above = values[min(cell + 1, cells)]
        let below = values[max(cell - 1, 0)]
        let growth = target * weights[cell] - 0.5 * weights[cell] * weights[cell]
        stay[cell] =
          growth * step + up * above + down * below + (1 - up - down) * values[cell]
      }
      values = stay
      for cell in 1...cells { values[cell] = max(values[cell], values[cell - 1] - cost * width) }
      for cell in (0..<cells).reversed() {
        values[cell] = max(values[cell], values[cell + 1] - cost * width)
      }
      let level = values[cells / 2]
      for cell in 0...cells {
        values[cell] -= level
        stay[cell] -= level
      }
    }
    // The ends of the grid push back for nothing, so only what hangs together with the middle is the band.
    func isKept(_ cell: Int) -> Bool { values[cell] - stay[cell] < 1e-12 }
    var lower = cells / 2
    var upper = cells / 2
    while lower > 0, isKept(lower - 1) { lower -= 1 }
    while upper < cells, isKept(upper + 1) { upper += 1 }
    return (weights[lower], weights[upper])
  }
}
