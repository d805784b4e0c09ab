import SteelyardKernels
import TestSupport
import Testing

@Suite("Sobol kernel")
struct SobolKernelTests {
  struct Points: Decodable {
    let bits: Int
    let indices: [UInt64]
    let numerators: [[Int]]
  }

  static func column(
    _ kind: steelyard_sobol_kind, seed: UInt64 = 11, stream: UInt32 = 0, replicate: UInt32 = 0,
    dimension: Int, first: UInt64 = 0, count: Int
  ) -> [Double] {
    var result = [Double](repeating: 7, count: count)
    steelyard_sobol_uniforms(
      kind, seed, stream, replicate, dimension, first, count, &result)
    return result
  }

  @Test("the plain points are scipy's in all 128 dimensions")
  func published() throws {
    let points = try Fixture.decode(Points.self, "SobolPoints/sobol_points.json")
    #expect(points.numerators[0].count == Int(STEELYARD_SOBOL_DIMENSIONS))
    for (index, numerators) in zip(points.indices, points.numerators) {
      for dimension in numerators.indices {
        let found = Self.column(
          STEELYARD_SOBOL_PLAIN, dimension: dimension, first: index, count: 1)[0]
        #expect(
          Int(found * Double(1 << points.bits)) == numerators[dimension],
          "point \(index), dimension \(dimension)")
      }
    }
  }

  @Test(
    "points of every dimension fall one into each of 1024 equal parts",
    arguments: [STEELYARD_SOBOL_PLAIN.rawValue, STEELYARD_SOBOL_SCRAMBLED.rawValue])
  func strata(kind: UInt32) {
    for dimension in 0..<Int(STEELYARD_SOBOL_DIMENSIONS) {
      for first: UInt64 in [0, 1024, 5 * 1024] {
        let column = Self.column(
          steelyard_sobol_kind(rawValue: kind), dimension: dimension, first: first, count: 1024)
        #expect(Set(column.map { Int($0 * 1024) }).count == 1024, "dimension \(dimension)")
      }
    }
  }

  @Test("the first two dimensions fall one into each of 1024 boxes of every shape")
  func boxes() {
    let first = Self.column(STEELYARD_SOBOL_SCRAMBLED, dimension: 0, count: 1024)
    let second = Self.column(STEELYARD_SOBOL_SCRAMBLED, dimension: 1, count: 1024)
    for digits in 0...10 {
      let wide = Double(1 << digits)
      let high = Double(1 << (10 - digits))
      let boxes = Set(zip(first, second).map { Int($0 * wide) * 1024 + Int($1 * high) })
      #expect(boxes.count == 1024, "\(wide) x \(high)")
    }
  }

  @Test("a slice that starts anywhere is part of the whole")
  func slices() {
    let whole = Self.column(STEELYARD_SOBOL_SCRAMBLED, dimension: 17, count: 300)
    for first in [1, 2, 3, 100, 255, 256, 257] {
      let slice = Self.column(
        STEELYARD_SOBOL_SCRAMBLED, dimension: 17, first: UInt64(first), count: 40)
      #expect(slice == Array(whole[first..<first + 40]))
    }
  }

  @Test("seed, stream, replicate and dimension each choose another scramble")
  func scrambles() {
    let kind = STEELYARD_SOBOL_SCRAMBLED
    let columns = [
      Self.column(kind, dimension: 3, count: 8),
      Self.column(kind, seed: 12, dimension: 3, count: 8),
      Self.column(kind, stream: 1, dimension: 3, count: 8),
      Self.column(kind, replicate: 1, dimension: 3, count: 8),
      Self.column(kind, dimension: 4, count: 8),
    ]
    #expect(Set(columns).count == columns.count)
  }

  @Test("a point of the scrambled sequence is uniform over the replicates")
  func uniform() {
    let points = (0..<4000).map {
      Self.column(
        STEELYARD_SOBOL_SCRAMBLED, replicate: UInt32($0), dimension: 9, first: 77, count: 1)[0]
    }
    let mean = points.reduce(0, +) / 4000
    let square = points.reduce(0) { $0 + $1 * $1 } / 4000
    // Four standard errors: √(1/12) and √(4/45) over √4000.
    expectClose(expected: 0.5, got: mean, .absolute(0.0183))
    expectClose(expected: 1.0 / 3, got: square, .absolute(0.0189))
  }
}
