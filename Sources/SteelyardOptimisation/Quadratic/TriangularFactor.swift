/// The Cholesky factor of a positive definite matrix, as columns that a dual active-set method needs.
struct TriangularFactor {
  /// L, row after row; zeros above the diagonal.
  let lower: [Double]
  let size: Int

  /// L Lᵀ = matrix + shift × I; nil where a pivot is not above the share of its own diagonal element.
  init?(_ matrix: [Double], size: Int, shift: Double, pivotShareMin: Double) {
    var lower = matrix
    var isDefinite = true
    lower.withUnsafeMutableBufferPointer { elements in
      for row in 0..<size {
        let rowStart = row * size
        let diagonal = elements[rowStart + row] + shift
        for column in 0...row {
          let columnStart = column * size
          var rest = column == row ? diagonal : elements[rowStart + column]
          for inner in 0..<column {
            rest -= elements[rowStart + inner] * elements[columnStart + inner]
          }
          if column < row {
            elements[rowStart + column] = rest / elements[columnStart + column]
          } else {
            guard rest > pivotShareMin * diagonal, rest > 0 else {
              isDefinite = false
              return
            }
            elements[rowStart + row] = rest.squareRoot()
          }
        }
        for column in (row + 1)..<max(size, row + 1) { elements[rowStart + column] = 0 }
      }
    }
    guard isDefinite else { return nil }
    self.lower = lower
    self.size = size
  }

  /// The columns of L⁻ᵀ one after another: column k of it is row k of L⁻¹.
  var inverseTransposedColumns: [Double] {
    var inverse = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      let scale = 1 / lower[row * size + row]
      for column in 0..<row {
        var sum = 0.0
        for inner in column..<row { sum += lower[row * size + inner] * inverse[inner * size + column] }
        inverse[row * size + column] = -sum * scale
      }
      inverse[row * size + row] = scale
    }
    return inverse
  }

  /// Solves L Lᵀ x = right.
  func solution(_ right: [Double]) -> [Double] {
    var unknowns = right
    for row in 0..<size {
      var rest = unknowns[row]
      for column in 0..<row { rest -= lower[row * size + column] * unknowns[column] }
      unknowns[row] = rest / lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      let value = unknowns[row] / lower[row * size + row]
      unknowns[row] = value
      for column in 0..<row { unknowns[column] -= lower[row * size + column] * value }
    }
    return unknowns
  }
}
