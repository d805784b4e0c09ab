import Glibc

/// The factorisation that a dual active-set method carries: J with Jᵀ H J = I, and R with Jᵀ N = (R, 0) for the normals N of the
/// active sides.
struct ActiveSetBasis {
  let size: Int
  /// Columns of J one after another.
  private var columns: [Double]
  /// Columns of R one after another, each of `size` numbers.
  private var upper: [Double]
  /// How many sides are active.
  private(set) var count = 0

  init(_ factor: TriangularFactor) {
    size = factor.size
    columns = factor.inverseTransposedColumns
    upper = [Double](repeating: 0, count: size * size)
  }

  /// d = Jᵀ n.
  func projected(_ normal: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: size)
    let nonzero = normal.indices.filter { normal[$0] != 0 }
    columns.withUnsafeBufferPointer { columns in
      for column in 0..<size {
        let start = column * size
        var sum = 0.0
        for index in nonzero { sum += columns[start + index] * normal[index] }
        result[column] = sum
      }
    }
    return result
  }

  /// z = J₂ d₂: the step of the variables that keeps the active sides where they are.
  func primalStep(_ projected: [Double]) -> [Double] {
    var step = [Double](repeating: 0, count: size)
    columns.withUnsafeBufferPointer { columns in
      for column in count..<size {
        let factor = projected[column]
        let start = column * size
        for index in 0..<size { step[index] += factor * columns[start + index] }
      }
    }
    return step
  }

  /// r = R⁻¹ d₁: how the active multipliers fall.
  func dualStep(_ projected: [Double]) -> [Double] {
    var step = Array(projected[0..<count])
    for column in (0..<count).reversed() {
      let start = column * size
      let value = step[column] / upper[start + column]
      step[column] = value
      for row in 0..<column { step[row] -= upper[start + row] * value }
    }
    return step
  }

  /// Takes in the side whose normal projects to d.
  mutating func add(_ projected: [Double]) {
    var column = projected
    for row in stride(from: size - 1, to: count, by: -1) where column[row] != 0 {
      let (cosine, sine, length) = ActiveSetBasis.rotation(column[row - 1], column[row])
      column[row - 1] = length
      column[row] = 0
      rotateColumns(row - 1, row, cosine, sine)
    }
    for row in 0...count { upper[count * size + row] = column[row] }
    count += 1
  }

  /// Drops the side at a place.
  mutating func remove(at place: Int) {
    for column in (place + 1)..<max(count, place + 1) {
      for row in 0...column { upper[(column - 1) * size + row] = upper[column * size + row] }
    }
    count -= 1
    for column in place..<max(count, place) {
      let start = column * size
      let (cosine, sine, length) = ActiveSetBasis.rotation(
        upper[start + column], upper[start + column + 1])
      upper[start + column] = length
      upper[start + column + 1] = 0
      for later in (column + 1)..<max(count, column + 1) {
        let first = upper[later * size + column]
        let second = upper[later * size + column + 1]
        upper[later * size + column] = cosine * first + sine * second
        upper[later * size + column + 1] = cosine * second - sine * first
      }
      rotateColumns(column, column + 1, cosine, sine)
    }
  }

  private mutating func rotateColumns(
    _ left: Int, _ right: Int, _ cosine: Double, _ sine: Double
  ) {
    let size = size
    columns.withUnsafeMutableBufferPointer { columns in
      let first = left * size
      let second = right * size
      for index in 0..<size {
        let a = columns[first + index]
        let b = columns[second + index]
        columns[first + index] = cosine * a + sine * b
        columns[second + index] = cosine * b - sine * a
      }
    }
  }

  private static func rotation(
    _ first: Double, _ second: Double
  ) -> (cosine: Double, sine: Double, length: Double) {
    let length = hypot(first, second)
    guard length > 0 else { return (1, 0, 0) }
    return (first / length, second / length, length)
  }
}
