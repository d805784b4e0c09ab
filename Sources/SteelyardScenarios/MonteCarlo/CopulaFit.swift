public import SteelyardContracts
public import SteelyardMath

/// A joint distribution fitted to a sample: how each variable moves by itself, and a Student t copula
/// that joins them.
///
/// Correlations are sin(πτ/2) of Kendall's τ of each pair, made the nearest correlation matrix; with
/// them the degrees of freedom are the most likely ones of the sample's ranks.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), 5.5.1 (method of
///   moments with rank correlations) and 5.5.3 (pseudo-likelihood); examples 5.54 and 5.59 combine
///   them as it is done here.
public struct CopulaFit: Sendable, Hashable {
  /// Between these the degrees of freedom are looked for; at the upper end the copula is as good as
  /// normal.
  public static let degreesOfFreedomRange = 2.0...200.0
  /// The least eigenvalue that correlations are given, so that they have an inverse.
  public static let eigenvalueMin = 1e-4

  /// Correlations of the underlying normal variables; shape `[variable x variable]`.
  public let correlation: Matrix
  /// ν of the mixing variable that all variables share.
  public let degreesOfFreedom: Double
  /// The distribution of each variable; shape `[variable]`.
  public let marginals: [EmpiricalMarginal]
  /// The logarithm of the copula's likelihood at the fit.
  public let logLikelihood: Double

  /// A fit to columns.
  ///
  /// - Parameters:
  ///   - columns: Joint observations; shape `[variable][observation]`.
  ///   - bounds: What no value of a variable lies outside of; shape `[variable]`.
  ///   - leading: Variables whose ranks the degrees of freedom are fitted to; nil for all. Variables
  ///     that are noise of their own would hide how the others' tails go together.
  /// - Throws: `invalidInput` for columns of different lengths, fewer than
  ///   `EmpiricalMarginal.sampleMin` observations or one that is not finite.
  /// - Complexity: O(variables² x observations x log observations).
  public init(
    columns: [[Double]], bounds: [ClosedRange<Double>], leading: [Int]? = nil
  ) throws(SteelyardError) {
    guard let count = columns.first?.count, bounds.count == columns.count,
      columns.allSatisfy({ $0.count == count })
    else {
      throw SteelyardError(
        .invalidInput,
        "\(columns.count) columns with \(bounds.count) bounds have different lengths, or there is none.",
        remedy: "Give columns of one length and bounds for each.")
    }
    var marginals: [EmpiricalMarginal] = []
    for (column, bounds) in zip(columns, bounds) {
      marginals.append(try EmpiricalMarginal(fatTailed: column, within: bounds))
    }
    self.marginals = marginals
    let whole = CopulaFit.correlation(of: columns)
    correlation = whole
    let chosen = leading ?? Array(columns.indices)
    let likelihood = try CopulaLikelihood(
      chosen.map { columns[$0] },
      correlation: Matrix(rows: chosen.map { row in chosen.map { whole[row, $0] } }))
    (degreesOfFreedom, logLikelihood) = likelihood.maximum(over: CopulaFit.degreesOfFreedomRange)
  }

  /// Columns that do not vary depend on nothing.
  private static func correlation(of columns: [[Double]]) -> Matrix {
    var matrix = Matrix.identity(columns.count)
    for row in columns.indices {
      for column in 0..<row {
        let rank = kendallTau(columns[row], columns[column]) ?? 0
        let own = StudentTCopula.correlation(kendallTau: rank)
        matrix[row, column] = own
        matrix[column, row] = own
      }
    }
    return nearestCorrelation(
      matrix, repair: .nearest, minimumEigenvalue: eigenvalueMin, tolerance: 1e-8,
      maximumIterations: 1000
    ).matrix
  }
}
