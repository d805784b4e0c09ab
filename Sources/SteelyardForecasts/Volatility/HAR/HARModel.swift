import Glibc
public import SteelyardContracts

/// A heterogeneous autoregression with its coefficients.
public struct HARModel: Sendable, Hashable, Codable {
  /// Which regression.
  public let specification: HARSpecification
  /// The constant, then those of day, week and month, and for `quarticity` that of day × √RQ.
  public let coefficients: [Double]
  /// Variance of the residuals; in the logarithm form of logarithms.
  public let residualVariance: Double
  /// The smallest realised variance of the fitted sample.
  public let smallest: Double
  /// The mean realised variance of the fitted sample.
  public let mean: Double

  /// The days of history that a forecast needs.
  public var daysNeeded: Int { specification.month }

  /// The mean variance of the next `horizon` days, in the unit of the realised variances.
  ///
  /// In the logarithm form the exponential of the forecast logarithm, times exp(s²/2) because the
  /// mean of a lognormal number lies above its median. In the other forms a forecast below the
  /// smallest variance of the fitted sample is not believed and gives the sample's mean, as
  /// Bollerslev, Patton and Quaedvlieg do; above there is no limit.
  ///
  /// - Parameters:
  ///   - variances: Realised variances in time order, the last being today's; `daysNeeded` or more.
  ///   - quarticity: Today's realised quarticity; read by the quarticity form alone.
  /// - Throws: `invalidInput` for fewer days, or a variance that is not above zero.
  public func forecast(
    variances: [Double], quarticity: Double?
  ) throws(SteelyardError) -> Double {
    guard variances.count >= daysNeeded else {
      throw SteelyardError(
        .invalidInput, "There are \(variances.count) realised variances.",
        remedy: "Pass at least \(daysNeeded).")
    }
    try checkVariances(variances.suffix(daysNeeded), offset: variances.count - daysNeeded)
    let root = try root(of: quarticity)
    let row = specification.regressors(
      variances, day: variances.count - 1, quarticityRoot: root)
    let fitted = zip(coefficients, row).reduce(0) { $0 + $1.0 * $1.1 }
    if specification.form == .logarithm { return exp(fitted + residualVariance / 2) }
    return fitted < smallest ? mean : fitted
  }

  private func root(of quarticity: Double?) throws(SteelyardError) -> Double {
    guard specification.form == .quarticity else { return 0 }
    guard let quarticity, quarticity.isFinite, quarticity >= 0 else {
      throw SteelyardError(
        .invalidInput,
        "The realised quarticity is \(quarticity.map { "\($0)" } ?? "absent").",
        remedy: "Pass today's, a finite number not below zero, or choose another form.")
    }
    return quarticity.squareRoot()
  }
}

extension HARSpecification {
  /// What stands on the right of the regression at the end of a day.
  func regressors(_ variances: [Double], day: Int, quarticityRoot: Double) -> [Double] {
    func mean(_ days: Int) -> Double {
      variances[(day - days + 1)...day].reduce(0, +) / Double(days)
    }
    let means = [variances[day], mean(week), mean(month)]
    switch form {
    case .level: return [1] + means
    case .logarithm: return [1] + means.map { log($0) }
    case .quarticity: return [1] + means + [variances[day] * quarticityRoot]
    }
  }
}

func checkVariances(_ variances: some Sequence<Double>, offset: Int) throws(SteelyardError) {
  for (index, variance) in variances.enumerated() where !(variance > 0 && variance.isFinite) {
    throw SteelyardError(
      .invalidInput, "Realised variance \(index + offset) is \(variance).",
      remedy: "Pass finite variances above zero; leave out days without trades.")
  }
}
