import Glibc
import SteelyardContracts
import SteelyardMath

/// The likelihood of residuals under dynamic conditional correlation, evaluated many times.
///
/// Its buffers are made once; an evaluation allocates nothing.
struct DCCLikelihood {
  private let size: Int
  private let steps: Int
  private let residuals: [Double]
  private let target: [Double]
  private var unscaled: [Double]
  private var factor: [Double]
  private var solved: [Double]

  /// - Throws: `invalidInput` where the target is of another size.
  init(_ panel: ReturnPanel, target: CorrelationMatrix) throws(SteelyardError) {
    guard target.assetCount == panel.assets.count else {
      throw SteelyardError(
        .invalidInput,
        "The target is of \(target.assetCount) assets, the residuals of \(panel.assets.count).",
        remedy: "Give a target for the same assets.")
    }
    size = panel.assets.count
    steps = panel.stepCount
    residuals = panel.returns
    self.target = target.matrix.elements
    unscaled = self.target
    factor = self.target
    solved = [Double](repeating: 0, count: size)
  }

  /// −½ Σ (ln det R_t + zᵀ R_t⁻¹ z − zᵀ z), minus infinity where an R_t is singular.
  mutating func value(newsWeight: Double, memory: Double) -> Double {
    let anchor = 1 - newsWeight - memory
    for index in target.indices { unscaled[index] = target[index] }
    var sum = CompensatedSum()
    for step in 0..<steps {
      let first = step * size
      guard let term = term(first) else { return -.infinity }
      sum.add(term)
      for row in 0..<size {
        let news = newsWeight * residuals[first + row]
        for column in 0...row {
          let index = row * size + column
          unscaled[index] =
            anchor * target[index] + news * residuals[first + column] + memory * unscaled[index]
        }
      }
    }
    return -0.5 * sum.value
  }

  /// One step's share, nil where R is singular.
  ///
  /// Q = D R D, so that ln det R = ln det Q − Σ ln q_ii, and zᵀ R⁻¹ z = (Dz)ᵀ Q⁻¹ (Dz): R itself is
  /// never made.
  private mutating func term(_ first: Int) -> Double? {
    var determinant = 1.0
    var logDeterminant = 0.0
    var form = 0.0
    var square = 0.0
    for row in 0..<size {
      let rowStart = row * size
      for column in 0...row {
        let columnStart = column * size
        var rest = unscaled[rowStart + column]
        for inner in 0..<column { rest -= factor[rowStart + inner] * factor[columnStart + inner] }
        if column < row {
          factor[rowStart + column] = rest / factor[columnStart + column]
          continue
        }
        let own = unscaled[rowStart + row]
        // Under this share of the diagonal a pivot is rounding alone.
        guard rest > 1e-13 * own else { return nil }
        factor[rowStart + row] = rest.squareRoot()
        determinant *= rest / own
        if determinant < 1e-200 {
          logDeterminant += log(determinant)
          determinant = 1
        }
        let residual = residuals[first + row]
        var right = own.squareRoot() * residual
        for inner in 0..<row { right -= factor[rowStart + inner] * solved[inner] }
        solved[row] = right / factor[rowStart + row]
        form += solved[row] * solved[row]
        square += residual * residual
      }
    }
    return logDeterminant + log(determinant) + form - square
  }
}
