public import SteelyardContracts
public import SteelyardMath

/// An exponentially weighted covariance, moved forward step by step.
///
/// S ← λ S + (1 − λ) r rᵀ: after a step it is the forecast for the next. No mean is taken off. Fed
/// with standardised residuals it is a correlation forecast.
///
/// An asset without a return keeps its variance, and its covariances with those that have one decay
/// by √λ without news. That is S ← D S D + (1 − λ) r rᵀ with D of √λ or 1 and r of 0, so the matrix
/// stays positive semi-definite whatever is missing.
///
/// - Source: J.P. Morgan, Reuters, "RiskMetrics - Technical Document", 4th edition (1996), section
///   5.3.2; the rule for gaps is ours.
public struct EWMACovariance: Sendable, Hashable {
  /// λ, between 0 and 1: 0.94 is usual for days.
  public let decay: Double
  /// The forecast for the next step; shape `[asset × asset]`.
  public private(set) var covariance: Matrix

  /// A tracker with a first forecast.
  ///
  /// - Parameters:
  ///   - start: Symmetric and positive semi-definite, such as a sample covariance of the time before.
  ///   - decay: λ.
  /// - Throws: `invalidInput` where the start is no covariance or the decay not in (0, 1).
  public init(start: Matrix, decay: Double) throws(SteelyardError) {
    guard decay > 0, decay < 1 else {
      throw SteelyardError(
        .invalidInput, "The decay \(decay) is not between 0 and 1.",
        remedy: "Give the weight of the past, such as 0.94.")
    }
    guard start.rowCount > 0, start.rowCount <= ReturnPanel.assetsMax,
      start.elements.allSatisfy(\.isFinite), start.isSymmetric(within: 1e-12),
      EWMACovariance.isSemidefinite(start)
    else {
      throw SteelyardError(
        .invalidInput, "The start is no covariance matrix.",
        remedy: "Give a symmetric, positive semi-definite matrix.")
    }
    self.decay = decay
    covariance = start
  }

  /// Whether no eigenvalue is negative beyond rounding, judged as the correlation would be.
  private static func isSemidefinite(_ matrix: Matrix) -> Bool {
    let deviations = matrix.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 }
    guard matrix.diagonal.allSatisfy({ $0 >= 0 }) else { return false }
    let scaled = Matrix(size: deviations.count) {
      matrix[$0, $1] / (deviations[$0] * deviations[$1])
    }
    return (symmetricEigen(scaled).values.last ?? 0) >= -CorrelationMatrix.eigenvalueSlack
  }

  /// Takes the returns of one step.
  ///
  /// - Parameter returns: Nil where an asset has none; shape `[asset]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; nothing is changed.
  public mutating func update(_ returns: [Double?]) throws(SteelyardError) {
    try checkStep(returns, assetCount: covariance.rowCount)
    covariance.step(
      keep: decay, keepUnseen: 1, news: returns, weight: 1 - decay)
  }

  /// The forecast as correlations.
  ///
  /// - Throws: `notApplicable` where an asset has not moved yet.
  public func correlation() throws(SteelyardError) -> CorrelationMatrix {
    try CorrelationMatrix(semidefiniteCovariance: covariance)
  }
}

/// - Throws: `invalidInput` for another count or a number that is not finite.
func checkStep(_ returns: [Double?], assetCount: Int) throws(SteelyardError) {
  guard returns.count == assetCount, returns.allSatisfy({ $0?.isFinite ?? true }) else {
    throw SteelyardError(
      .invalidInput,
      "\(assetCount) finite returns are needed, \(returns.count) were given.",
      remedy: "Give one for each asset, nil where it has none.")
  }
}

extension Matrix {
  /// S ← D S D + weight × x xᵀ, with D of √keep where there is news and √keepUnseen where there is
  /// none.
  mutating func step(keep: Double, keepUnseen: Double, news: [Double?], weight: Double) {
    let kept = keep.squareRoot()
    let keptUnseen = keepUnseen.squareRoot()
    for row in news.indices {
      let rowNews = news[row]
      for column in 0...row {
        let columnNews = news[column]
        let share =
          switch (rowNews == nil, columnNews == nil) {
          case (false, false): keep
          case (true, true): keepUnseen
          default: kept * keptUnseen
          }
        let product = (rowNews ?? 0) * (columnNews ?? 0)
        let next = share * self[row, column] + weight * product
        self[row, column] = next
        self[column, row] = next
      }
    }
  }
}
