public import SteelyardContracts
public import SteelyardMath

/// A correlation matrix that is one: symmetric, unit diagonal, positive semi-definite.
public struct CorrelationMatrix: Sendable, Hashable {
  /// The correlations; shape `[asset × asset]`.
  public let matrix: Matrix

  /// How far below zero rounding may take an eigenvalue.
  static let eigenvalueSlack = 1e-10
  /// How far from 1 rounding may take a diagonal element, and a pair from symmetry.
  static let elementSlack = 1e-9

  /// A matrix from outside.
  ///
  /// - Throws: `invalidInput` where it is not square, not symmetric, has a diagonal other than 1, an
  ///   element outside [−1, 1], or an eigenvalue below −1e-10.
  public init(checking matrix: Matrix) throws(SteelyardError) {
    func refuse(_ message: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: "Repair the matrix first, see nearestCorrelation.")
    }
    let size = matrix.rowCount
    guard size > 0, size == matrix.columnCount else {
      throw refuse("A correlation matrix is square; this one has \(size) x \(matrix.columnCount).")
    }
    guard size <= ReturnPanel.assetsMax else {
      throw SteelyardError(
        .limitExceeded, "\(size) assets are more than \(ReturnPanel.assetsMax).",
        remedy: "Work in parts.")
    }
    for row in 0..<size {
      for column in 0...row {
        let element = matrix[row, column]
        let isFine =
          row == column
          ? abs(element - 1) <= CorrelationMatrix.elementSlack
          : abs(element) <= 1 + CorrelationMatrix.elementSlack
            && abs(element - matrix[column, row]) <= CorrelationMatrix.elementSlack
        guard isFine else {
          throw refuse("Row \(row), column \(column) holds \(element), no correlation.")
        }
      }
    }
    let cleaned = CorrelationMatrix(unchecked: matrix)
    let least = symmetricEigen(cleaned.matrix).values.last ?? 1
    guard least >= -CorrelationMatrix.eigenvalueSlack else {
      throw refuse("The matrix has the eigenvalue \(least), below zero.")
    }
    self = cleaned
  }

  /// A matrix that is positive semi-definite by its making; the rest is put right to the last bit.
  package init(unchecked matrix: Matrix) {
    self.matrix = Matrix(size: matrix.rowCount) { row, column in
      if row == column { return 1 }
      let mean = 0.5 * matrix[row, column] + 0.5 * matrix[column, row]
      return min(max(mean, -1), 1)
    }
  }

  /// The correlations of a covariance matrix that is positive semi-definite by its making.
  ///
  /// - Throws: `notApplicable` for an asset that does not move: it correlates with nothing.
  package init(semidefiniteCovariance covariance: Matrix) throws(SteelyardError) {
    let variances = covariance.diagonal
    if let still = variances.firstIndex(where: { !($0 > 0) }) {
      throw SteelyardError(
        .notApplicable, "Asset \(still) has the variance \(variances[still]), so no correlation.",
        remedy: "Leave out assets that do not move.")
    }
    let deviations = variances.map { $0.squareRoot() }
    self.init(
      unchecked: Matrix(size: deviations.count) {
        covariance[$0, $1] / (deviations[$0] * deviations[$1])
      })
  }

  /// Assets that have nothing to do with each other.
  public static func independent(_ assetCount: Int) -> CorrelationMatrix {
    CorrelationMatrix(unchecked: .identity(assetCount))
  }

  /// How many assets it is about.
  public var assetCount: Int { matrix.rowCount }

  /// The correlation of two assets, counted from 0.
  public subscript(first: Int, second: Int) -> Double { matrix[first, second] }

  /// The mean correlation of different assets; 0 for one asset.
  public var mean: Double {
    guard assetCount > 1 else { return 0 }
    let count = Double(assetCount)
    let total = CompensatedSum(matrix.elements).value
    return (total - count) / (count * (count - 1))
  }

  /// The covariance of assets with these standard deviations.
  ///
  /// - Parameter deviations: In any unit, each ≥ 0; shape `[asset]`.
  /// - Throws: `invalidInput` for another count or a deviation that is none.
  public func covariance(deviations: [Double]) throws(SteelyardError) -> Matrix {
    guard deviations.count == assetCount, deviations.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw SteelyardError(
        .invalidInput, "\(assetCount) standard deviations of at least 0 are needed.",
        remedy: "Give one for each asset.")
    }
    return Matrix(size: assetCount) { matrix[$0, $1] * deviations[$0] * deviations[$1] }
  }

  /// (1 − weight) × self + weight × other: positive semi-definite as both are.
  ///
  /// - Throws: `invalidInput` for another count of assets or a weight outside [0, 1].
  public func blended(
    with other: CorrelationMatrix, weight: Double
  ) throws(SteelyardError) -> CorrelationMatrix {
    guard other.assetCount == assetCount, weight >= 0, weight <= 1 else {
      throw SteelyardError(
        .invalidInput,
        "Matrices of \(assetCount) and \(other.assetCount) assets with the weight \(weight) have no"
          + " blend.",
        remedy: "Give two of one size and a weight from 0 to 1.")
    }
    return CorrelationMatrix(unchecked: matrix.blended(with: other.matrix, weight: weight))
  }

  /// The same for some assets, or all in another order.
  ///
  /// - Precondition: The indices are those of assets.
  public func selecting(_ assets: [Int]) -> CorrelationMatrix {
    CorrelationMatrix(unchecked: matrix.selecting(assets))
  }

  /// L with L Lᵀ equal to the matrix: what makes independent normal numbers correlated.
  ///
  /// Lower triangular where the matrix is not singular beyond rounding, else the root by eigenvalues.
  public var root: Matrix {
    let factor = choleskyFactor(matrix, tolerance: 1e-12)
    if factor.status == .converged { return factor.lower }
    let eigen = symmetricEigen(matrix)
    let roots = eigen.values.map { max($0, 0).squareRoot() }
    return Matrix(size: assetCount) { eigen.vectors[$0, $1] * roots[$1] }
  }
}

extension CorrelationMatrix: Codable {
  /// Reads the rows, checked.
  ///
  /// - Throws: A decoding error where they are no correlation matrix.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let rows = try container.decode([[Double]].self)
    guard rows.allSatisfy({ $0.count == rows.count }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "The rows of a correlation matrix differ in length.")
    }
    do throws(SteelyardError) {
      try self.init(checking: Matrix(rows: rows))
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.description)
    }
  }

  /// Writes the rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      (0..<assetCount).map { row in (0..<assetCount).map { matrix[row, $0] } })
  }
}
