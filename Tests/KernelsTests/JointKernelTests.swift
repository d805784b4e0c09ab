import Glibc
import SteelyardKernels
import SteelyardMath
import TestSupport
import Testing

@Suite("Kernel of an option in joint scenarios")
struct JointKernelTests {
  private static let counts = [
    STEELYARD_COUNTED_IN_QUOTE, STEELYARD_COUNTED_IN_COIN, STEELYARD_COUNTED_AT_SPOT,
  ]

  @Test(
    "the profit is that of the textbook's formulas, scenario by scenario",
    arguments: availableLevels)
  func formulas(level: steelyard_kernel_level) {
    var generator = SeededGenerator(seed: 77)
    func random(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &generator)
    }
    for case_ in 0..<60 {
      // Whole vectors and every length of what is left over.
      let count = 1 + case_ * 3
      let spotLogarithm = (0..<count).map { _ in random(-0.5...0.5) }
      let basis = (0..<count).map { _ in random(-0.02...0.02) }
      let level_ = (0..<count).map { _ in exp(random(-0.6...0.9)) }
      let tilt = (0..<count).map { _ in random(-0.1...0.1) }
      let forwardLogarithm = zip(spotLogarithm, basis).map { $0 + $1 }
      let spotFactor = spotLogarithm.map { exp($0) }
      let forwardFactor = forwardLogarithm.map { exp($0) }
      let strike = random(40...220)
      var option = steelyard_joint_option(
        forward: 100, strike: strike, log_moneyness: log(100 / strike),
        side: case_ % 2 == 0 ? 1 : -1, deviation: random(0.02...0.8), moneyness: random(-2...2),
        inverse_height: random(0.7...1.3), per_move: random(0...8), stickiness: random(0...1),
        slope: -0.085, curvature: 0.052, moneyness_max: 2.5, share_min: 0.3, share_max: 4,
        scale: random(0.5...2), held: random(0...20), counted_in: Self.counts[case_ % 3])
      var columns = steelyard_joint_columns()
      var got = [Double](repeating: .nan, count: count)
      let isTilted = case_ % 4 != 0
      forwardFactor.withUnsafeBufferPointer { first in
        forwardLogarithm.withUnsafeBufferPointer { second in
          spotFactor.withUnsafeBufferPointer { third in
            spotLogarithm.withUnsafeBufferPointer { fourth in
              level_.withUnsafeBufferPointer { fifth in
                tilt.withUnsafeBufferPointer { sixth in
                  columns.forward_factor = first.baseAddress
                  columns.forward_logarithm = second.baseAddress
                  columns.spot_factor = third.baseAddress
                  columns.spot_logarithm = fourth.baseAddress
                  columns.level_factor = fifth.baseAddress
                  columns.tilt = isTilted ? sixth.baseAddress : nil
                  steelyard_joint_option_profit(level, &option, count, &columns, &got)
                }
              }
            }
          }
        }
      }
      for row in 0..<count {
        let stays = (1 - option.stickiness) * option.moneyness
        let moved =
          stays
          + (option.stickiness * option.moneyness - option.per_move * spotLogarithm[row])
          / level_[row]
        let along = min(max(moved, -2.5), 2.5)
        let smile = 1 - 0.085 * along + 0.052 * along * along
        let raw =
          level_[row] * smile * option.inverse_height
          + (isTilted ? tilt[row] * option.moneyness : 0)
        let deviation = option.deviation * min(max(raw, 0.3), 4)
        let forward = 100 * forwardFactor[row]
        let first = log(forward / strike) / deviation + deviation / 2
        let second = first - deviation
        let value =
          option.side
          * (forward * NormalDistribution.cumulative(option.side * first)
            - strike * NormalDistribution.cumulative(option.side * second))
        let ratio =
          switch option.counted_in {
          case STEELYARD_COUNTED_IN_COIN: 1 / forwardFactor[row]
          case STEELYARD_COUNTED_AT_SPOT: spotFactor[row] / forwardFactor[row]
          default: 1.0
          }
        expectClose(
          expected: value * option.scale * ratio - option.held, got: got[row],
          Tolerance(relative: 1e-11, absolute: 1e-11),
          inputs: "case \(case_), row \(row), strike \(strike)")
      }
    }
  }
}
