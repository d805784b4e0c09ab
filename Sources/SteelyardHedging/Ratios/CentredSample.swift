import Glibc
import SteelyardContracts
import SteelyardMath

/// Target and hedges less their means, and the estimates from them.
struct CentredSample {
  let targetMean: Double
  let hedgeMeans: [Double]
  private let target: [Double]
  private let hedges: [[Double]]

  init(_ target: [Double], _ hedges: [[Double]]) {
    func mean(_ column: [Double]) -> Double { CompensatedSum(column).value / Double(column.count) }
    let targetMean = mean(target)
    let means = hedges.map(mean)
    self.targetMean = targetMean
    hedgeMeans = means
    self.target = target.map { $0 - targetMean }
    self.hedges = zip(hedges, means).map { column, mean in column.map { $0 - mean } }
  }

  /// Σ y².
  var targetSquares: Double { CompensatedSum(target.map { $0 * $0 }).value }

  /// Σ (y − X b)².
  func residualSquares(_ ratios: [Double]) -> Double {
    CompensatedSum(residuals(ratios).map { $0 * $0 }).value
  }

  func leastSquares() throws(SteelyardError) -> [Double] {
    let matrix = Matrix(rows: target.indices.map { step in hedges.map { $0[step] } })
    let fit = linearLeastSquares(matrix, target: target)
    guard fit.status == .converged, fit.rank == hedges.count else { throw collinear }
    return fit.coefficients
  }

  /// (XᵀX + λ) b = Xᵀ y.
  func ridge(_ weight: Double) throws(SteelyardError) -> [Double] {
    var products = squares
    for place in hedges.indices { products[place, place] += weight }
    let factor = choleskyFactor(products, tolerance: 1e-13)
    guard factor.status == .converged, factor.rank == hedges.count else { throw collinear }
    return factor.solution(hedges.map { product($0, target) })
  }

  /// Coordinate descent: each coefficient in turn is softened to its own best.
  ///
  /// It ends where no coefficient has moved by 1e-13 of the largest in a pass.
  func lasso(_ weight: Double) throws(SteelyardError) -> [Double] {
    let count = Double(target.count)
    let squares = hedges.map { product($0, $0) / count }
    guard squares.allSatisfy({ $0 > 0 }) else { throw collinear }
    var ratios = [Double](repeating: 0, count: hedges.count)
    var rest = target
    for _ in 0..<HedgeRegression.passesMax {
      var moved = 0.0
      for place in hedges.indices {
        let old = ratios[place]
        let pull = product(hedges[place], rest) / count + squares[place] * old
        let size = max(abs(pull) - weight, 0) / squares[place]
        let new = pull < 0 ? -size : size
        guard new != old else { continue }
        for step in rest.indices { rest[step] -= (new - old) * hedges[place][step] }
        ratios[place] = new
        moved = max(moved, abs(new - old))
      }
      if moved <= 1e-13 * max(ratios.map(abs).max() ?? 0, 1e-300) { return ratios }
    }
    throw SteelyardError(
      .noConvergence, "The lasso did not settle in \(HedgeRegression.passesMax) passes.",
      remedy: "Leave out hedges that others make up, or use a ridge.")
  }

  /// The diagonal of (XᵀX)⁻¹.
  func inverseSquares() throws(SteelyardError) -> [Double] {
    let factor = choleskyFactor(squares, tolerance: 1e-13)
    guard factor.status == .converged, factor.rank == hedges.count else { throw collinear }
    return hedges.indices.map { place in
      var unit = [Double](repeating: 0, count: hedges.count)
      unit[place] = 1
      return factor.inverseQuadraticForm(unit)
    }
  }

  private var squares: Matrix {
    Matrix(size: hedges.count) { product(hedges[$0], hedges[$1]) }
  }

  private func product(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for step in first.indices { sum += first[step] * second[step] }
    return sum
  }

  private func residuals(_ ratios: [Double]) -> [Double] {
    var rest = target
    for (ratio, hedge) in zip(ratios, hedges) where ratio != 0 {
      for step in rest.indices { rest[step] -= ratio * hedge[step] }
    }
    return rest
  }

  private var collinear: SteelyardError {
    SteelyardError(
      .notApplicable, "The hedges make each other up, so no ratios are told apart.",
      remedy: "Leave one of them out, or use a ridge.")
  }
}
