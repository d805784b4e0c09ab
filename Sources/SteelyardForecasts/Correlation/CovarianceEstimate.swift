public import SteelyardContracts
public import SteelyardMath

/// A covariance matrix with what it stands on.
public struct CovarianceEstimate: Sendable, Hashable {
  /// Covariances per step of the panel; shape `[asset × asset]`, positive semi-definite.
  public let covariance: Matrix
  /// The means taken off, zeros where none were; shape `[asset]`.
  public let means: [Double]
  /// How many steps it is made of; of a pairwise estimate the most of any asset.
  public let observationCount: Int
  /// The weight of the target, 0 to 1; 0 where nothing was shrunk.
  public let shrinkage: Double

  /// Standard deviations per step; shape `[asset]`.
  public var deviations: [Double] { covariance.diagonal.map { $0.squareRoot() } }

  /// The correlations.
  ///
  /// - Throws: `notApplicable` where an asset does not move.
  public func correlation() throws(SteelyardError) -> CorrelationMatrix {
    try CorrelationMatrix(semidefiniteCovariance: covariance)
  }
}

/// What is taken off returns before they are multiplied.
public enum ReturnMean: String, Sendable, Hashable, Codable, CaseIterable {
  /// The sample's own mean.
  case sample
  /// Nothing: over a day the mean is noise beside the deviation, and no future enters.
  case zero
}

/// What a sum of products is divided by.
public enum CovarianceDivisor: String, Sendable, Hashable, Codable, CaseIterable {
  /// n: maximum likelihood (`ddof` 0).
  case count
  /// n − 1: unbiased where the mean was estimated (`ddof` 1).
  case countLessOne = "count_less_one"

  /// The divisor for a number of observations.
  func value(_ observationCount: Int) -> Double {
    switch self {
    case .count: Double(observationCount)
    case .countLessOne: Double(observationCount - 1)
    }
  }
}

extension CovarianceEstimate {
  /// The sample covariance of a panel without gaps.
  ///
  /// - Parameters:
  ///   - panel: At least two steps.
  ///   - mean: What is taken off.
  ///   - divisor: What the sums are divided by.
  /// - Throws: `missingMarketData` for a gap or fewer than two steps.
  public static func sample(
    _ panel: ReturnPanel, mean: ReturnMean, divisor: CovarianceDivisor
  ) throws(SteelyardError) -> CovarianceEstimate {
    try panel.checkComplete()
    let means = panel.means(mean)
    let count = panel.assets.count
    var sums = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for step in 0..<panel.stepCount {
      sums.addOuterProduct(panel.centred(step, means), weight: 1)
    }
    let scale = divisor.value(panel.stepCount)
    return CovarianceEstimate(
      covariance: sums.combined(with: sums) { sum, _ in sum / scale }, means: means,
      observationCount: panel.stepCount, shrinkage: 0)
  }
}

extension ReturnPanel {
  /// The means to take off; shape `[asset]`.
  func means(_ mean: ReturnMean) -> [Double] {
    switch mean {
    case .zero: return [Double](repeating: 0, count: assets.count)
    case .sample:
      return assets.indices.map { asset in
        let present = (0..<stepCount).compactMap { self[asset, $0] }
        return CompensatedSum(present).value / Double(present.count)
      }
    }
  }

  /// Returns of a step less the means; shape `[asset]`.
  func centred(_ step: Int, _ means: [Double]) -> [Double] {
    let first = step * assets.count
    return means.indices.map { returns[first + $0] - means[$0] }
  }
}

extension Matrix {
  /// Adds weight × v vᵀ.
  mutating func addOuterProduct(_ vector: [Double], weight: Double) {
    for row in vector.indices {
      let factor = weight * vector[row]
      for column in vector.indices { self[row, column] += factor * vector[column] }
    }
  }
}
