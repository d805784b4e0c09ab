import SteelyardMath
import TestSupport
import Testing

@Suite("Nearest correlation matrix") struct NearestCorrelationTests {
  private func repaired(
    _ rows: [[Double]], _ repair: CorrelationRepair = .nearest, floor: Double = 0
  ) -> RepairedCorrelation {
    nearestCorrelation(
      Matrix(rows: rows), repair: repair, minimumEigenvalue: floor, tolerance: 1e-13,
      maximumIterations: 10_000)
  }

  // Higham (2002), section 4, prints these to four digits; more come from numpy: Dykstra's iteration
  // with numpy.linalg.eigh until a step is below 1e-14.
  @Test("the examples of Higham's paper")
  func published() {
    let three = repaired([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    #expect(three.status == .converged)
    expectClose(expected: 0.7606898534022858, got: three.matrix[0, 1], .relative(1e-10))
    expectClose(expected: 0.1572981061383752, got: three.matrix[0, 2], .relative(1e-10))
    expectClose(expected: 0.5277904635818241, got: three.distance, .relative(1e-10))
    let four = repaired([[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])
    #expect(four.status == .converged)
    expectClose(expected: -0.808412498149301, got: four.matrix[0, 1], .relative(1e-10))
    expectClose(expected: 0.1915875018506989, got: four.matrix[0, 2], .relative(1e-10))
    expectClose(expected: 0.1067750490255149, got: four.matrix[0, 3], .relative(1e-10))
    expectClose(expected: -0.6562326948066258, got: four.matrix[1, 2], .relative(1e-10))
  }

  @Test("clipping by hand: three correlations of 0.9 that contradict each other become halves")
  func clipping() {
    // Eigenvalues 1.9, 1.9, −0.8: without the last the matrix is 1.9 (I − u uᵀ), so ±1/2 when scaled.
    let result = repaired([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], .eigenvalueClipping)
    expectClose(expected: 0.5, got: result.matrix[0, 1], .relative(1e-13))
    expectClose(expected: -0.5, got: result.matrix[0, 2], .relative(1e-13))
  }

  @Test("a correlation matrix stays as it is, to the bit")
  func untouched() {
    let rows = [[1, 0.3, -0.2], [0.3, 1, 0.5], [-0.2, 0.5, 1]]
    for repair in CorrelationRepair.allCases {
      let result = repaired(rows, repair)
      #expect(result.matrix == Matrix(rows: rows) && result.distance == 0)
    }
  }

  @Test("random matrices: semi-definite with unit diagonal, the floor holds, nearest is nearer")
  func properties() {
    var generator = SeededGenerator(seed: 5)
    for size in [2, 3, 5, 10, 20] {
      var matrix = Matrix.identity(size)
      for row in 0..<size {
        for column in 0..<row {
          matrix[row, column] = Double.random(in: -1...1, using: &generator)
          matrix[column, row] = matrix[row, column]
        }
      }
      for floor in [0, 0.01] {
        var distances: [Double] = []
        for repair in CorrelationRepair.allCases {
          let result = nearestCorrelation(
            matrix, repair: repair, minimumEigenvalue: floor, tolerance: 1e-10,
            maximumIterations: 10_000)
          #expect(result.status == .converged)
          #expect(result.matrix.diagonal.allSatisfy { $0 == 1 })
          #expect((symmetricEigen(result.matrix).values.last ?? 1) >= floor - 1e-12)
          distances.append(result.distance)
        }
        if floor == 0 { #expect(distances[0] <= distances[1] + 1e-9) }
      }
    }
  }

  @Test("what cannot be repaired is told")
  func refusals() {
    #expect(repaired([[1, .nan], [.nan, 1]]).status == .notFinite)
    #expect(repaired([[1, 0.5], [0.2, 1]]).status == .invalidShape)
    let short = nearestCorrelation(
      Matrix(rows: [[1, 1, 0], [1, 1, 1], [0, 1, 1]]), repair: .nearest, minimumEigenvalue: 0,
      tolerance: 1e-15, maximumIterations: 2)
    #expect(short.status == .iterationLimit)
    #expect((symmetricEigen(short.matrix).values.last ?? -1) > -1e-12)
  }
}
