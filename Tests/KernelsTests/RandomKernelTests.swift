import SteelyardKernels
import TestSupport
import Testing

@Suite("Random number kernels")
struct RandomKernelTests {
  static func integers(
    _ level: steelyard_kernel_level, seed: UInt64, stream: UInt64, block: UInt64, count: Int
  ) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: 2 * count)
    steelyard_random_integers(level, seed, stream, block, count, &result)
    return result
  }

  static func uniforms(
    _ level: steelyard_kernel_level, stream: UInt64, first: UInt64, count: Int
  ) -> [Double] {
    var result = [Double](repeating: 7, count: count)
    steelyard_random_uniforms(level, 20_261_122, stream, first, count, &result)
    return result
  }

  static func normals(
    _ level: steelyard_kernel_level, stream: UInt64, first: UInt64, count: Int
  ) -> [Double] {
    var result = [Double](repeating: 7, count: count)
    steelyard_random_normals(level, 20_261_122, stream, first, count, &result)
    return result
  }

  /// The three known answers of Random123 for Philox4x32-10, as (seed, stream, block, integers).
  static let known: [(seed: UInt64, stream: UInt64, block: UInt64, integers: [UInt64])] = [
    (0, 0, 0, [0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c]),
    (.max, .max, .max, [0x41c8_3b0e_408f_276d, 0x6d54_51fd_a20b_c7c6]),
    (
      0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88,
      [0x94fd_cceb_d16c_fe09, 0x2412_6ea1_5001_e420]
    ),
  ]

  @Test("Random123's known answers, at every place of a column", arguments: availableLevels)
  func knownAnswers(level: steelyard_kernel_level) {
    for answer in Self.known {
      for place in 0..<67 {
        let found = Self.integers(
          level, seed: answer.seed, stream: answer.stream, block: answer.block &- UInt64(place),
          count: place + 1)
        #expect(Array(found[(2 * place)...]) == answer.integers, "block at place \(place)")
      }
    }
  }

  @Test("the same integers and uniform numbers at every level", arguments: availableLevels)
  func levels(level: steelyard_kernel_level) {
    let lowest = STEELYARD_KERNEL_PORTABLE
    for count in [0, 1, 2, 31, 64, 65, 1000] {
      #expect(
        Self.integers(level, seed: 9, stream: 1 << 40, block: 77, count: count)
          == Self.integers(lowest, seed: 9, stream: 1 << 40, block: 77, count: count))
      #expect(
        Self.uniforms(level, stream: 3, first: 5, count: count).bits
          == Self.uniforms(lowest, stream: 3, first: 5, count: count).bits)
    }
  }

  @Test("normal numbers of the levels agree to 2e-15", arguments: availableLevels)
  func normalLevels(level: steelyard_kernel_level) {
    let expected = Self.normals(STEELYARD_KERNEL_PORTABLE, stream: 4, first: 0, count: 20_000)
    let got = Self.normals(level, stream: 4, first: 0, count: 20_000)
    for index in expected.indices {
      expectClose(
        expected: expected[index], got: got[index], .relative(2e-15), inputs: "number \(index)")
    }
  }

  @Test("a slice that starts anywhere is part of the whole", arguments: availableLevels)
  func slices(level: steelyard_kernel_level) {
    let whole = Self.normals(level, stream: 8, first: 0, count: 400)
    for first in 0..<70 {
      for count in [0, 1, 2, 63, 64, 65, 200] {
        let slice = Self.normals(level, stream: 8, first: UInt64(first), count: count)
        #expect(
          slice.bits == Array(whole[first..<first + count]).bits, "from \(first), \(count)")
      }
    }
  }

  @Test("uniform numbers are odd multiples of 2^-53 between 0 and 1", arguments: availableLevels)
  func uniformGrid(level: steelyard_kernel_level) {
    let integers = Self.integers(level, seed: 20_261_122, stream: 6, block: 0, count: 5000)
    let uniforms = Self.uniforms(level, stream: 6, first: 0, count: 10_000)
    for index in uniforms.indices {
      let numerator = UInt64(uniforms[index] * 0x1p53)
      #expect(numerator == (integers[index] >> 12) << 1 | 1)
      #expect(uniforms[index] > 0 && uniforms[index] < 1)
    }
  }

  @Test("moments, tails and neighbours of two million normal numbers")
  func statistics() {
    let level = availableLevels[availableLevels.count - 1]
    let count = 2_000_000
    let numbers = Self.normals(level, stream: 2, first: 0, count: count)
    let others = Self.normals(level, stream: 3, first: 0, count: count)
    // Sampling errors of the means: 1, √2, √15, √96 and so on over √n; four of them are allowed.
    func check(_ expected: Double, deviation: Double, _ term: (Int) -> Double, _ what: String) {
      let mean = (0..<count).reduce(0.0) { $0 + term($1) } / Double(count)
      expectClose(
        expected: expected, got: mean, .absolute(4 * deviation / Double(count).squareRoot()),
        inputs: what)
    }
    func power(_ index: Int, _ exponent: Int) -> Double {
      (0..<exponent).reduce(1.0) { product, _ in product * numbers[index] }
    }
    check(0, deviation: 1, { numbers[$0] }, "mean")
    check(1, deviation: 2.0.squareRoot(), { power($0, 2) }, "variance")
    check(0, deviation: 15.0.squareRoot(), { power($0, 3) }, "third moment")
    check(3, deviation: 96.0.squareRoot(), { power($0, 4) }, "fourth moment")
    check(15, deviation: 10_170.0.squareRoot(), { power($0, 6) }, "sixth moment")
    let beyondTwo = 0.022_750_131_948_179_2
    check(
      beyondTwo, deviation: (beyondTwo * (1 - beyondTwo)).squareRoot(),
      { numbers[$0] > 2 ? 1 : 0 }, "beyond 2")
    let beyondFour = 3.167_124_183_311_992e-5
    check(
      beyondFour, deviation: beyondFour.squareRoot(), { numbers[$0] < -4 ? 1 : 0 }, "below -4")
    check(0, deviation: 1, { numbers[$0] * numbers[($0 + 1) % count] }, "neighbours")
    check(0, deviation: 1, { numbers[$0] * numbers[($0 + 2) % count] }, "next but one")
    check(0, deviation: 1, { numbers[$0] * others[$0] }, "two streams")
  }
}
