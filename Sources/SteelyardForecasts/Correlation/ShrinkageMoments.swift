import SteelyardMath

/// Sums of products of returns up to the fourth order: all that the weights of shrinkage need.
///
/// A step enters and leaves at a cost that depends on the number of assets alone.
struct ShrinkageMoments: Sendable, Hashable {
  private(set) var count = 0
  /// Σ x_i x_j.
  private(set) var products: Matrix
  /// Σ x_i² x_j².
  private(set) var squares: Matrix
  /// Σ x_i³ x_j.
  private(set) var cubes: Matrix
  /// Σ x_i² x_j f with f the mean of the assets.
  private(set) var factorCubes: Matrix
  /// Σ x_i x_j f².
  private(set) var factorSquares: Matrix

  init(assetCount: Int) {
    products = Matrix(rowCount: assetCount, columnCount: assetCount, repeating: 0)
    squares = products
    cubes = products
    factorCubes = products
    factorSquares = products
  }

  enum Direction { case enter, leave }

  /// Counts a step in or out.
  ///
  /// - Parameter returns: Less their means; shape `[asset]`.
  mutating func count(_ returns: [Double], _ direction: Direction) {
    let sign: Double = direction == .enter ? 1 : -1
    count += direction == .enter ? 1 : -1
    let factor = returns.reduce(0, +) / Double(returns.count)
    for row in returns.indices {
      for column in returns.indices {
        let product = returns[row] * returns[column]
        products[row, column] += sign * product
        squares[row, column] += sign * product * product
        cubes[row, column] += sign * product * returns[row] * returns[row]
        factorCubes[row, column] += sign * product * returns[row] * factor
        factorSquares[row, column] += sign * product * factor * factor
      }
    }
  }

  /// The target, the sample covariance that goes with it, and the weight of the target.
  ///
  /// - Parameter meansTaken: What was taken off the returns; it cost one degree of freedom if
  ///   `sample`.
  func shrinkage(
    _ target: ShrinkageTarget, meansTaken: ReturnMean
  ) -> (sample: Matrix, target: Matrix, weight: Double) {
    switch target {
    case .identity: identity()
    case .identityForNormalReturns: identityForNormalReturns()
    case .constantCorrelation: constantCorrelation(meansTaken)
    case .singleFactor: singleFactor()
    }
  }

  private func mean(_ sums: Matrix) -> Matrix {
    let scale = 1 / Double(count)
    return sums.combined(with: sums) { sum, _ in sum * scale }
  }

  private var size: Double { Double(products.rowCount) }

  private func scaledIdentity(_ sample: Matrix) -> (level: Double, matrix: Matrix) {
    let level = sample.diagonal.reduce(0, +) / size
    return (level, Matrix(diagonal: [Double](repeating: level, count: sample.rowCount)))
  }

  private func identity() -> (sample: Matrix, target: Matrix, weight: Double) {
    let sample = mean(products)
    let (_, target) = scaledIdentity(sample)
    let spread = squaredDistance(sample, target)
    let noise = (total(mean(squares)) - squaredNorm(sample)) / Double(count)
    return (sample, target, weight(noise, of: spread))
  }

  private func identityForNormalReturns() -> (sample: Matrix, target: Matrix, weight: Double) {
    let sample = mean(products)
    let (level, target) = scaledIdentity(sample)
    let power = squaredNorm(sample) / (size * size)
    let spread = (Double(count) + 1) * (power - level * level / size)
    let weight = spread > 0 ? min((power + level * level) / spread, 1) : 1
    return (sample, target, weight)
  }

  private func constantCorrelation(
    _ meansTaken: ReturnMean
  ) -> (sample: Matrix, target: Matrix, weight: Double) {
    let biased = mean(products)
    let correction = meansTaken == .sample ? Double(count) / Double(count - 1) : 1
    let sample = biased.combined(with: biased) { element, _ in element * correction }
    let variances = sample.diagonal
    let deviations = variances.map { $0.squareRoot() }
    let correlation = Matrix(size: variances.count) {
      sample[$0, $1] / (deviations[$0] * deviations[$1])
    }
    let common = size > 1 ? (total(correlation) - size) / (size * (size - 1)) : 0
    let target = Matrix(size: variances.count) {
      $0 == $1 ? variances[$0] : common * deviations[$0] * deviations[$1]
    }
    let (fourth, third) = (mean(squares), mean(cubes))
    // The asymptotic variance of each sample covariance.
    let noise = Matrix(size: variances.count) {
      fourth[$0, $1] - 2 * biased[$0, $1] * sample[$0, $1] + sample[$0, $1] * sample[$0, $1]
    }
    // Its asymptotic covariance with the target, which is made of the same sample.
    var shared = noise.diagonal.reduce(0, +)
    for row in variances.indices {
      for column in variances.indices where row != column {
        let cross =
          third[row, column] - biased[row, row] * sample[row, column]
          - biased[row, column] * variances[row] + variances[row] * sample[row, column]
        shared += common * deviations[column] / deviations[row] * cross
      }
    }
    let weight = weight(
      (total(noise) - shared) / Double(count), of: squaredDistance(sample, target))
    return (sample, target, weight)
  }

  private func singleFactor() -> (sample: Matrix, target: Matrix, weight: Double) {
    let sample = mean(products)
    let loadings = sample * [Double](repeating: 1 / size, count: sample.rowCount)
    let variance = loadings.reduce(0, +) / size
    // A factor that stands still explains nothing.
    let scale = variance > 0 ? 1 / variance : 0
    let target = Matrix(size: sample.rowCount) {
      $0 == $1 ? sample[$0, $0] : loadings[$0] * loadings[$1] * scale
    }
    let (fourth, cubes, factors) = (mean(squares), mean(factorCubes), mean(factorSquares))
    var noise = 0.0
    var shared = 0.0
    for row in loadings.indices {
      for column in loadings.indices {
        let own = fourth[row, column] - sample[row, column] * sample[row, column]
        noise += own
        if row == column {
          shared += own
          continue
        }
        let single = cubes[row, column] - loadings[row] * sample[row, column]
        let both = factors[row, column] - variance * sample[row, column]
        shared +=
          2 * single * loadings[column] * scale - both * loadings[row] * loadings[column] * scale
          * scale
      }
    }
    let weight = weight((noise - shared) / Double(count), of: squaredDistance(sample, target))
    return (sample, target, weight)
  }

  /// The share of the distance to the target that is noise, within [0, 1].
  private func weight(_ noise: Double, of spread: Double) -> Double {
    // Where the sample is the target already, any weight gives the same matrix.
    guard spread > 0 else { return 0 }
    return min(max(noise / spread, 0), 1)
  }

  private func total(_ matrix: Matrix) -> Double { CompensatedSum(matrix.elements).value }

  private func squaredNorm(_ matrix: Matrix) -> Double {
    CompensatedSum(matrix.elements.map { $0 * $0 }).value
  }

  private func squaredDistance(_ left: Matrix, _ right: Matrix) -> Double {
    squaredNorm(left.combined(with: right) { $0 - $1 })
  }
}
