public import SteelyardContracts
public import SteelyardMath

/// The tail of a book that is linear in returns of one joint elliptical distribution: normal, or
/// multivariate t with one number of degrees of freedom.
///
/// A linear combination of such returns has the same shape, so the whole book is a `ParametricTail`.
public struct LinearBookTail: Sendable, Hashable {
  /// What each asset gains per unit of return, in one currency; short is negative; shape `[asset]`.
  public let exposures: [Double]
  /// The distribution of the book's profit, of mean zero.
  public let tail: ParametricTail

  private let shares: [Double]

  /// The tail of a book.
  ///
  /// - Parameters:
  ///   - exposures: Currency per 1.00 of return; shape `[asset]`.
  ///   - standardDeviations: Of the returns, decimal over the horizon, ≥ 0; shape `[asset]`.
  ///   - correlation: Symmetric, ones on the diagonal; shape `[asset × asset]`.
  ///   - shape: Normal, or t with more than 2 degrees of freedom.
  /// - Throws: `invalidInput` for other shapes or numbers, or where the book has no variance;
  ///   `notApplicable` for a t distribution without a variance.
  public init(
    exposures: [Double], standardDeviations: [Double], correlation: Matrix,
    shape: ParametricTail.Shape
  ) throws(SteelyardError) {
    let count = exposures.count
    guard count > 0, standardDeviations.count == count, correlation.rowCount == count,
      correlation.columnCount == count, exposures.allSatisfy(\.isFinite),
      standardDeviations.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw SteelyardError(
        .invalidInput, "Exposures, deviations and correlations do not have one finite shape.",
        remedy: "Give each of the \(count) exposures a deviation and a row of correlations.")
    }
    for row in 0..<count {
      for column in 0...row {
        let value = correlation[row, column]
        guard value == correlation[column, row], abs(value) <= 1, row != column || value == 1 else {
          throw SteelyardError(
            .invalidInput, "The correlation of assets \(row) and \(column) is \(value).",
            remedy: "Give a symmetric matrix between -1 and 1 with ones on the diagonal.")
        }
      }
    }
    let amounts = zip(exposures, standardDeviations).map { $0 * $1 }
    let pulls = amounts.indices.map { row in
      CompensatedSum(amounts.indices.lazy.map { correlation[row, $0] * amounts[$0] }).value
    }
    let variance = CompensatedSum(zip(amounts, pulls).lazy.map { $0 * $1 }).value
    guard variance > 0 else {
      throw SteelyardError(
        .invalidInput, "The book's variance is \(variance).",
        remedy: "Give exposures that move, and correlations that are positive semi-definite.")
    }
    self.exposures = exposures
    shares = zip(amounts, pulls).map { $0 * $1 / variance }
    tail = try ParametricTail(shape: shape, mean: 0, standardDeviation: variance.squareRoot())
  }

  /// How the expected shortfall splits over the assets, after Euler: each one's share of the variance.
  ///
  /// - Returns: Losses, negative for a hedge; they sum to the shortfall; shape `[asset]`.
  /// - Throws: `invalidInput` for a level outside (0, 1).
  public func components(level: Double) throws(SteelyardError) -> [Double] {
    let total = try tail.expectedShortfall(level: level)
    return shares.map { $0 * total }
  }
}
