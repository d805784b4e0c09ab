public import SteelyardContracts
public import SteelyardMath

/// The least and the greatest correlation of each pair so far, moved forward step by step.
///
/// What it says at a step knows nothing later.
public struct CorrelationExtremes: Sendable, Hashable {
  private var least: Matrix
  private var greatest: Matrix

  /// The extremes of one matrix.
  public init(_ correlation: CorrelationMatrix) {
    least = correlation.matrix
    greatest = correlation.matrix
  }

  /// Takes one more matrix; O(assets²).
  ///
  /// - Throws: `invalidInput` for another count of assets; nothing is changed.
  public mutating func update(_ correlation: CorrelationMatrix) throws(SteelyardError) {
    guard correlation.assetCount == least.rowCount else {
      throw SteelyardError(
        .invalidInput,
        "A matrix of \(correlation.assetCount) assets does not continue one of \(least.rowCount).",
        remedy: "Keep one list of assets.")
    }
    least = least.combined(with: correlation.matrix) { min($0, $1) }
    greatest = greatest.combined(with: correlation.matrix) { max($0, $1) }
  }

  /// The least correlations, repaired: the pairs need not have been at their least together.
  ///
  /// - Throws: `noConvergence` where the repair does not come to an end.
  public func least(_ repair: CorrelationRepair) throws(SteelyardError) -> CorrelationMatrix {
    try repaired(least, repair)
  }

  /// The greatest correlations, repaired.
  ///
  /// - Throws: `noConvergence` where the repair does not come to an end.
  public func greatest(_ repair: CorrelationRepair) throws(SteelyardError) -> CorrelationMatrix {
    try repaired(greatest, repair)
  }

  private func repaired(
    _ matrix: Matrix, _ repair: CorrelationRepair
  ) throws(SteelyardError) -> CorrelationMatrix {
    let result = nearestCorrelation(
      matrix, repair: repair, minimumEigenvalue: 0, tolerance: 1e-9, maximumIterations: 10_000)
    guard result.status == .converged else {
      throw SteelyardError(
        .noConvergence, "The extremes of \(matrix.rowCount) assets could not be repaired.",
        remedy: "Repair by eigenvalue clipping.")
    }
    return CorrelationMatrix(unchecked: result.matrix)
  }
}
