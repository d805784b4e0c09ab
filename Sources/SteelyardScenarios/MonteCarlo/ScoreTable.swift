import SteelyardKernels
import SteelyardPricing

/// A smooth function of one variable on a grid, for columns: Hermite's polynomial of degree 5 between
/// two nodes, which meets value, slope and curvature at both.
///
/// With nodes h apart the error is h⁶/46080 times the sixth derivative; beyond the ends the function
/// stays where it is.
struct ScoreTable: Sendable, Hashable {
  /// A function's value and its first two derivatives.
  struct Node {
    let value: Double
    let slope: Double
    let curvature: Double
  }

  private let first: Double
  private let nodesPerUnit: Double
  private let pieceCount: Int
  private let coefficients: [Double]

  /// - Parameters:
  ///   - first: The argument of the first node.
  ///   - nodesPerUnit: One over the distance of two nodes.
  ///   - nodes: The function at the nodes, at least two.
  init(first: Double, nodesPerUnit: Double, nodes: [Node]) {
    precondition(nodes.count >= 2 && nodesPerUnit > 0, "a table needs a piece")
    self.first = first
    self.nodesPerUnit = nodesPerUnit
    pieceCount = nodes.count - 1
    let width = 1 / nodesPerUnit
    var coefficients: [Double] = []
    coefficients.reserveCapacity(6 * pieceCount)
    for (left, right) in zip(nodes, nodes.dropFirst()) {
      let slope = left.slope * width
      let halfCurvature = 0.5 * left.curvature * width * width
      // What value, slope and curvature at the right end lack after the left end's parabola.
      let value = right.value - left.value - slope - halfCurvature
      let slopeLack = right.slope * width - slope - 2 * halfCurvature
      let curvatureLack = 0.5 * right.curvature * width * width - halfCurvature
      coefficients += [
        left.value, slope, halfCurvature,
        10 * value - 4 * slopeLack + curvatureLack,
        -15 * value + 7 * slopeLack - 2 * curvatureLack,
        6 * value - 3 * slopeLack + curvatureLack,
      ]
    }
    self.coefficients = coefficients
  }

  /// Replaces arguments by values.
  func map(_ column: UnsafeMutableBufferPointer<Double>, level: KernelLevel) {
    withKernelTable { table in
      steelyard_table_map(level.kernel, table, column.count, column.baseAddress, column.baseAddress)
    }
  }

  /// The table as the kernels take it, for the time of a call.
  func withKernelTable<Result>(_ body: (UnsafePointer<steelyard_table>) -> Result) -> Result {
    coefficients.withUnsafeBufferPointer { coefficients in
      var table = steelyard_table(
        first: first, pieces_per_unit: nodesPerUnit, piece_count: pieceCount,
        coefficients: coefficients.baseAddress)
      return withUnsafePointer(to: &table, body)
    }
  }
}
