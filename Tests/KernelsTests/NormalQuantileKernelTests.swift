import SteelyardKernels
import SteelyardMath
import TestSupport
import Testing

@Suite("Normal quantile kernel")
struct NormalQuantileKernelTests {
  static func quantiles(
    _ level: steelyard_kernel_level, of probabilities: [Double]
  ) -> [Double] {
    var result = [Double](repeating: 7, count: probabilities.count)
    steelyard_normal_quantile(level, probabilities.count, probabilities, &result)
    return result
  }

  /// Probabilities in the body, in the tails and next to one half and to the seam at 0.075.
  static let probabilities: [Double] = {
    var generator = SeededGenerator(seed: 5)
    var result: [Double] = [0.075, 0.075.nextUp, 0.075.nextDown, 0x1p-53, 0.5.nextDown, 0.25]
    for _ in 0..<3000 {
      result.append(Double.random(in: 0.001..<0.5, using: &generator))
      var tail = 1.0
      for _ in 0..<Int.random(in: 1...50, using: &generator) { tail *= 0.5 }
      result.append(max(1e-16, tail * Double.random(in: 0.5...1, using: &generator)))
      result.append(0.5 - 0.1 * tail)
    }
    return result
  }()

  @Test("equals the exact scalar function", arguments: availableLevels)
  func accuracy(level: steelyard_kernel_level) {
    let found = Self.quantiles(level, of: Self.probabilities)
    for (probability, got) in zip(Self.probabilities, found) {
      expectClose(
        expected: NormalDistribution.quantile(probability), got: got, .relative(2e-15),
        inputs: "p = \(probability)")
    }
  }

  @Test("the mirrored probability has the mirrored quantile to the bit", arguments: availableLevels)
  func mirror(level: steelyard_kernel_level) {
    // Multiples of 2^-53, whose complements are exact.
    let lower = Self.probabilities.map {
      min(max(1, ($0 * 0x1p53).rounded()), 0x1p52 - 1) * 0x1p-53
    }
    let upper = lower.map { 1 - $0 }
    #expect(
      Self.quantiles(level, of: upper).bits == Self.quantiles(level, of: lower).map { -$0 }.bits)
    #expect(Self.quantiles(level, of: [0.5])[0] == 0)
  }

  @Test("a row's bits do not depend on its place", arguments: availableLevels)
  func places(level: steelyard_kernel_level) {
    let rows = Array(Self.probabilities[..<70])
    let whole = Self.quantiles(level, of: rows)
    for row in rows.indices {
      #expect(Self.quantiles(level, of: [rows[row]]).bits == [whole[row].bitPattern])
    }
  }
}
