import SteelyardKernels
import TestSupport
import Testing

@Suite("Copula kernels")
struct CopulaKernelTests {
  static func random(_ count: Int, _ range: ClosedRange<Double>, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double.random(in: range, using: &generator) }
  }

  @Test(
    "the triangular product, in place, leaves what lies between columns", arguments: availableLevels
  )
  func triangular(level: steelyard_kernel_level) {
    for (columns, count) in [(1, 1), (2, 7), (5, 64), (20, 101)] {
      let stride = count + 3
      let factor = Self.random(columns * columns, -1...1, seed: 1)
      let inputs = Self.random(columns * stride, -3...3, seed: 2)
      var values = inputs
      steelyard_triangular_product(level, columns, stride, count, factor, &values)
      for column in 0..<columns {
        for row in 0..<stride {
          let place = column * stride + row
          guard row < count else {
            #expect(values[place] == inputs[place])
            continue
          }
          let expected = (0...column).reduce(0.0) {
            $0 + factor[column * columns + $1] * inputs[$1 * stride + row]
          }
          expectClose(expected: expected, got: values[place], .absolute(1e-13))
        }
      }
    }
  }

  /// x^5 - 2 x on [-1, 3] in eight pieces, exactly.
  static let coefficients: [Double] = (0..<8).flatMap { piece -> [Double] in
    let start = -1 + 0.5 * Double(piece)
    let power = { (exponent: Int) in (0..<exponent).reduce(1.0) { product, _ in product * start } }
    return [
      power(5) - 2 * start, 0.5 * (5 * power(4) - 2), 0.25 * 10 * power(3), 0.125 * 10 * power(2),
      0.0625 * 5 * start, 0.03125,
    ]
  }

  static func mapped(_ level: steelyard_kernel_level, _ arguments: [Double]) -> [Double] {
    var result = [Double](repeating: 7, count: arguments.count)
    coefficients.withUnsafeBufferPointer { coefficients in
      var table = steelyard_table(
        first: -1, pieces_per_unit: 2, piece_count: 8, coefficients: coefficients.baseAddress)
      steelyard_table_map(level, &table, arguments.count, arguments, &result)
    }
    return result
  }

  @Test("a table gives its polynomials, and stays where it ends", arguments: availableLevels)
  func table(level: steelyard_kernel_level) {
    let inside = Self.random(203, -1...3, seed: 3) + [-1, -0.5, 0, 2.5, 3]
    for (argument, got) in zip(inside, Self.mapped(level, inside)) {
      let square = argument * argument
      expectClose(
        expected: square * square * argument - 2 * argument, got: got, .absolute(1e-12),
        inputs: "x = \(argument)")
    }
    let outside = Self.mapped(level, [-1.5, -1e300, -.infinity, 3.5, 1e300, .infinity, .nan])
    #expect(outside[..<3].allSatisfy { $0 == 1 })
    for value in outside[3..<6] { expectClose(expected: 237, got: value, .relative(1e-14)) }
    #expect(outside[6].isNaN)
  }

  @Test(
    "Student's scores: odd to the bit, by the formula, levels alike", arguments: availableLevels)
  func scores(level: steelyard_kernel_level) {
    // A ratio of 1/2 everywhere: the score is half the root.
    let coefficients = [0.5, 0, 0, 0, 0, 0]
    let inputs = Self.random(99, -8...8, seed: 4) + [1e-9, 1e-300, 0]
    let mixing = Self.random(102, 0.3...40, seed: 5)
    func scores(_ level: steelyard_kernel_level, _ inputs: [Double]) -> [Double] {
      var values = inputs
      coefficients.withUnsafeBufferPointer { coefficients in
        var table = steelyard_table(
          first: 0, pieces_per_unit: 1, piece_count: 1, coefficients: coefficients.baseAddress)
        steelyard_student_scores(level, 3.5, &table, values.count, mixing, &values)
      }
      return values
    }
    let found = scores(level, inputs)
    let mirrored = scores(level, inputs.map { -$0 })
    #expect(found[..<100].map { -$0 }.bits == Array(mirrored[..<100]).bits)
    #expect(found[100...].allSatisfy { $0 == 0 || $0 > 0 })
    let portable = scores(STEELYARD_KERNEL_PORTABLE, inputs)
    for index in inputs.indices {
      expectClose(expected: portable[index], got: found[index], .relative(2e-15))
      // exp(r²/3.5) - 1 = t²/3.5 by Taylor's series, where it is short.
      let root = 2 * found[index]
      let argument = inputs[index] * mixing[index]
      guard abs(argument) < 1 else { continue }
      var term = root * root / 3.5
      var sum = 0.0
      for divisor in 2..<25 {
        sum += term
        term *= root * root / 3.5 / Double(divisor)
      }
      expectClose(expected: argument * argument / 3.5, got: sum, .relative(1e-14))
    }
  }
}
