import SteelyardMath

/// Weighted means and centred products of regressors and a target, one pair at a time.
///
/// Centred, so that regressors far from zero (log variances near −9) lose no digits.
struct RegressionMoments: Sendable, Hashable {
  private(set) var count = 0
  private var weight = 0.0
  /// The regressors' means, then the target's.
  private var means: [Double]
  /// Weighted sums of centred products, in the same order.
  private var products: Matrix

  init(regressorCount: Int) {
    means = [Double](repeating: 0, count: regressorCount + 1)
    products = Matrix(
      rowCount: regressorCount + 1, columnCount: regressorCount + 1, repeating: 0)
  }

  /// Adds a pair of weight 1 after all earlier weights are multiplied by `retention`.
  mutating func add(_ regressors: [Double], target: Double, retention: Double) {
    let kept = retention * weight
    weight = kept + 1
    count += 1
    let point = regressors + [target]
    let steps = zip(point, means).map { $0 - $1 }
    let share = kept / weight
    for row in steps.indices {
      means[row] += steps[row] / weight
      for column in steps.indices {
        products[row, column] =
          retention * products[row, column] + share * steps[row] * steps[column]
      }
    }
  }

  /// The least-squares coefficients, the constant first, and the error's variance.
  func fit() -> (coefficients: [Double], errorVariance: Double) {
    let size = means.count - 1
    // In units of each regressor's deviation the equations are those of correlations.
    let deviations = (0..<size).map { products[$0, $0].squareRoot() }
    let scaled = Matrix(size: size) { row, column in
      let scale = deviations[row] * deviations[column]
      return scale > 0 ? products[row, column] / scale : 0
    }
    let right = (0..<size).map {
      deviations[$0] > 0 ? products[$0, size] / deviations[$0] : 0
    }
    let factor = choleskyFactor(scaled, tolerance: 1e-10)
    let solved =
      factor.status == .converged
      ? factor.solution(right) : linearLeastSquares(scaled, target: right).coefficients
    let slopes = (0..<size).map { deviations[$0] > 0 ? solved[$0] / deviations[$0] : 0 }
    let constant = (0..<size).reduce(means[size]) { $0 - slopes[$1] * means[$1] }
    let explained = zip(solved, right).reduce(0) { $0 + $1.0 * $1.1 }
    let freedom = max(weight - Double(factor.rank) - 1, 1)
    let error = max(0, products[size, size] - explained) / freedom
    return ([constant] + slopes, error)
  }
}
