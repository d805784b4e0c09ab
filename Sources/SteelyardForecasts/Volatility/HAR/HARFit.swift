import Glibc
public import SteelyardContracts
public import SteelyardMath

/// A heterogeneous autoregression fitted by least squares.
public struct HARFit: Sendable, Hashable {
  /// The model with the coefficients found.
  public let model: HARModel
  /// Newey-West covariance of the coefficients; shape `[coefficient × coefficient]`; nil where
  /// regressors depend on each other, as they do when all variances are equal.
  public let covariance: Matrix?
  /// Share of the variation that the regression explains, from 0 to 1; in the logarithm form of
  /// logarithms.
  public let determination: Double
  /// What the regression says for each fitted day, in the unit of the realised variances (the
  /// logarithm form: of logarithms); shape `[day − month + 1 − horizon]`.
  public let fitted: [Double]

  /// How many days were fitted.
  public var observationCount: Int { fitted.count }

  /// Newey-West standard errors, in the order of the coefficients.
  public var errors: [Double]? {
    covariance.map { matrix in
      (0..<matrix.rowCount).map { matrix[$0, $0].squareRoot() }
    }
  }
}

extension HARSpecification {
  /// Fits the regression to realised variances.
  ///
  /// - Parameters:
  ///   - variances: In time order, without gaps, any unit; shape `[day]`, each > 0.
  ///   - quarticities: Shape `[day]`, each ≥ 0; needed and read by the quarticity form alone.
  /// - Throws: `invalidInput` for lags or a horizon out of order, a count of quarticities that
  ///   differs, too few days, or a value that is not admissible.
  public func fit(
    variances: [Double], quarticities: [Double]?
  ) throws(SteelyardError) -> HARFit {
    try check(variances, quarticities)
    let roots = form == .quarticity ? (quarticities ?? []).map { $0.squareRoot() } : []
    let days = (month - 1)..<(variances.count - horizon)
    let rows = days.map {
      regressors(variances, day: $0, quarticityRoot: roots.isEmpty ? 0 : roots[$0])
    }
    let targets = days.map { day in
      let mean = variances[(day + 1)...(day + horizon)].reduce(0, +) / Double(horizon)
      return form == .logarithm ? log(mean) : mean
    }
    let design = Matrix(rows: rows)
    let solution = linearLeastSquares(design, target: targets)
    let fitted = rows.map { row in
      zip(solution.coefficients, row).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let residuals = zip(targets, fitted).map { $0 - $1 }
    let centre = targets.reduce(0, +) / Double(targets.count)
    let total = targets.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let rest = residuals.reduce(0) { $0 + $1 * $1 }
    let model = HARModel(
      specification: self, coefficients: solution.coefficients,
      residualVariance: rest / Double(targets.count - design.columnCount),
      smallest: variances.min() ?? 0,
      mean: variances.reduce(0, +) / Double(variances.count))
    return HARFit(
      model: model,
      covariance: neweyWestCovariance(design: design, residuals: residuals, lags: errorLags),
      determination: total > 0 ? 1 - rest / total : 0, fitted: fitted)
  }

  private func check(
    _ variances: [Double], _ quarticities: [Double]?
  ) throws(SteelyardError) {
    guard week > 1, month > week, horizon >= 1, errorLags >= 0 else {
      throw SteelyardError(
        .invalidInput,
        "Week \(week), month \(month), horizon \(horizon) and error lags \(errorLags) don't fit.",
        remedy: "Pass 1 < week < month, a horizon of at least 1 and lags not below 0.")
    }
    let needed = month + horizon + 20
    guard variances.count >= needed else {
      throw SteelyardError(
        .invalidInput, "There are \(variances.count) realised variances.",
        remedy: "Pass at least \(needed).")
    }
    try checkVariances(variances, offset: 0)
    guard form == .quarticity else { return }
    guard let quarticities, quarticities.count == variances.count,
      quarticities.allSatisfy({ $0.isFinite && $0 >= 0 })
    else {
      throw SteelyardError(
        .invalidInput, "The quarticity form has not got a quarticity for every day.",
        remedy: "Pass as many as there are variances, each finite and not below zero.")
    }
  }
}
