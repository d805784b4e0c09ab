public import SteelyardContracts
public import SteelyardMath

/// How assets depend on each other, apart from how each moves by itself: a Student t copula, or the
/// normal one.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), 5.1.4 and
///   algorithm 5.10.
public struct Copula: Sendable, Hashable {
  /// Most assets of one copula.
  public static let assetsMax = 1000

  /// Degrees of freedom of the mixing variable that all assets share, from 1 up; infinity for the
  /// normal copula.
  public let degreesOfFreedom: Double
  /// The lower triangular factor of the correlations; shape `[asset × asset]`.
  public let factor: Matrix

  /// A copula from correlations of the underlying normal variables.
  ///
  /// - Parameters:
  ///   - correlation: Symmetric, 1 on the diagonal, positive semi-definite; singular ones are taken.
  ///   - degreesOfFreedom: From 1 up, or infinity for the normal copula.
  /// - Throws: `invalidInput` for anything else; `limitExceeded` beyond `assetsMax`.
  public init(correlation: Matrix, degreesOfFreedom: Double) throws(SteelyardError) {
    guard
      (1...Marginal.degreesOfFreedomMax).contains(degreesOfFreedom)
        || degreesOfFreedom == .infinity
    else {
      throw Copula.refusal(
        "\(degreesOfFreedom) degrees of freedom.",
        "Give 1 to \(Marginal.degreesOfFreedomMax), or infinity.", "degrees of freedom")
    }
    let count = correlation.rowCount
    guard count > 0, correlation.columnCount == count else {
      throw Copula.refusal(
        "A matrix of \(count) x \(correlation.columnCount).", "Give a square one.", "correlation")
    }
    guard count <= Copula.assetsMax else {
      throw SteelyardError(
        .limitExceeded, "A copula of \(count) assets.", remedy: "Give at most \(Copula.assetsMax).",
        subject: Copula.place("correlation"))
    }
    for row in 0..<count {
      for column in 0...row {
        let own = correlation[row, column]
        let mirrored = correlation[column, row]
        guard abs(own - mirrored) <= 1e-9, row != column || abs(own - 1) <= 1e-9 else {
          throw Copula.refusal(
            "The element of row \(row) and column \(column) is \(own), its mirror \(mirrored).",
            "Give a symmetric matrix with 1 on the diagonal.", "correlation")
        }
      }
    }
    self.degreesOfFreedom = degreesOfFreedom
    factor = try Copula.factor(of: correlation)
  }

  /// How many assets it joins.
  public var assetCount: Int { factor.rowCount }

  /// Cholesky's factor; a row that earlier ones determine has a zero on the diagonal.
  private static func factor(of correlation: Matrix) throws(SteelyardError) -> Matrix {
    let count = correlation.rowCount
    var factor = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for column in 0..<count {
      for row in column..<count {
        var rest = correlation[row, column]
        for inner in 0..<column { rest -= factor[row, inner] * factor[column, inner] }
        if row == column {
          guard rest >= -1e-10 else {
            throw refusal(
              "The correlations are not positive semi-definite: pivot \(rest) in row \(row).",
              "Give the correlations of a sample, or the nearest such matrix.", "correlation")
          }
          factor[row, row] = rest < 1e-12 ? 0 : rest.squareRoot()
        } else if factor[column, column] > 0 {
          factor[row, column] = rest / factor[column, column]
        } else if abs(rest) > 1e-6 {
          throw refusal(
            "The correlations are not positive semi-definite: row \(row) contradicts \(column).",
            "Give the correlations of a sample, or the nearest such matrix.", "correlation")
        }
      }
    }
    return factor
  }

  private static func refusal(
    _ message: String, _ remedy: String, _ field: String
  ) -> SteelyardError {
    SteelyardError(.invalidInput, message, remedy: remedy, subject: place(field))
  }

  private static func place(_ field: String) -> SteelyardError.Subject {
    .place(file: "copula", row: nil, field: field)
  }
}
