/// The factors of a square matrix by elimination with row pivots.
struct PivotedFactor {
  private let elements: [Double]
  private let order: [Int]
  private let size: Int

  /// Nil where a pivot is nothing.
  init?(_ matrix: [Double], size: Int) {
    var elements = matrix
    var order = Array(0..<size)
    var isRegular = true
    elements.withUnsafeMutableBufferPointer { work in
      for pivot in 0..<size {
        var best = pivot
        for row in (pivot + 1)..<max(size, pivot + 1)
        where abs(work[row * size + pivot]) > abs(work[best * size + pivot]) { best = row }
        guard abs(work[best * size + pivot]) > 1e-300 else {
          isRegular = false
          return
        }
        if best != pivot {
          order.swapAt(best, pivot)
          for column in 0..<size {
            let kept = work[best * size + column]
            work[best * size + column] = work[pivot * size + column]
            work[pivot * size + column] = kept
          }
        }
        let pivotStart = pivot * size
        for row in (pivot + 1)..<max(size, pivot + 1) {
          let rowStart = row * size
          if work[rowStart + pivot] == 0 { continue }
          let factor = work[rowStart + pivot] / work[pivotStart + pivot]
          work[rowStart + pivot] = factor
          for column in (pivot + 1)..<max(size, pivot + 1) {
            work[rowStart + column] -= factor * work[pivotStart + column]
          }
        }
      }
    }
    guard isRegular else { return nil }
    self.elements = elements
    self.order = order
    self.size = size
  }

  /// The unknowns for a right side.
  func solution(_ right: [Double]) -> [Double] {
    var unknowns = order.map { right[$0] }
    for row in 0..<size {
      var rest = unknowns[row]
      for column in 0..<row { rest -= elements[row * size + column] * unknowns[column] }
      unknowns[row] = rest
    }
    for row in (0..<size).reversed() {
      var rest = unknowns[row]
      for column in (row + 1)..<max(size, row + 1) {
        rest -= elements[row * size + column] * unknowns[column]
      }
      unknowns[row] = rest / elements[row * size + row]
    }
    return unknowns
  }
}
