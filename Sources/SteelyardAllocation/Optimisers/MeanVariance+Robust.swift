public import SteelyardContracts
public import SteelyardMath

extension MeanVariance {
  private static let robustStepsMax = 500

  /// The most utility where the means are the worst of an ellipsoid around those given; the objective has the other sign.
  ///
  /// The worst of μ with (μ − μ̂)ᵀ Ω⁻¹ (μ − μ̂) ≤ κ² for weights w is μ̂·w − κ √(wᵀΩw). The root is the least over t > 0 of (wᵀΩw / t + t) / 2, so
  /// quadratic programs with t from the last weights come to the optimum, and the residual is that of its own first-order conditions.
  ///
  /// - Parameters:
  ///   - riskAversion: Positive.
  ///   - meanCovariance: Ω, of the estimates of means: Σ / n for n independent steps; shape `[asset × asset]`.
  ///   - radius: κ; 0 is `maximumUtility`.
  /// - Throws: `invalidInput` for a radius that is negative, an aversion that is not positive or a matrix of another shape; as
  ///   `minimumVariance()`.
  /// - Source: D. Goldfarb, G. Iyengar, "Robust portfolio selection problems", Mathematics of Operations Research 28 (2003), pp. 1-38; the
  ///   worst mean in closed form by the Cauchy-Schwarz inequality.
  public func robustUtility(
    riskAversion: Double, meanCovariance: Matrix, radius: Double
  ) throws(SteelyardError) -> Allocation {
    guard radius >= 0, radius.isFinite, riskAversion > 0, riskAversion.isFinite,
      meanCovariance.rowCount == moments.assets.count,
      meanCovariance.columnCount == moments.assets.count,
      meanCovariance.elements.allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "The radius is \(radius), the risk aversion \(riskAversion), the means' covariance"
          + " \(meanCovariance.rowCount) by \(meanCovariance.columnCount).",
        remedy: "Give a radius from 0 up, a positive aversion and a finite row for each asset.")
    }
    var spread = max(
      meanCovariance.diagonal.reduce(0, +) / Double(moments.assets.count), .leastNormalMagnitude
    ).squareRoot()
    var steps = 0
    var last = try robustStep(riskAversion, meanCovariance, radius, spread)
    for _ in 0..<Self.robustStepsMax {
      steps += last.iterationCount
      guard last.status == .optimal, radius > 0 else { break }
      let next = max(meanCovariance.quadraticForm(last.weights), 0).squareRoot()
      // Without doubt in the means of what is held, the worst mean is the mean.
      guard next > 1e-14 * spread else { break }
      let isStill = abs(next - spread) <= 1e-13 * next
      spread = next
      if isStill { break }
      last = try robustStep(riskAversion, meanCovariance, radius, spread)
    }
    let doubt = max(meanCovariance.quadraticForm(last.weights), 0).squareRoot()
    // The last program's curvature κ / t Ω w, against that of the root itself.
    let slopes = meanCovariance * last.weights
    let steepest = zip(moments.covariance * last.weights, moments.means).reduce(1e-300) {
      max($0, abs(riskAversion * $1.0), abs($1.1))
    }
    let drift = slopes.reduce(0.0) {
      max($0, abs(radius * $1 * (1 / spread - (doubt > 0 ? 1 / doubt : 0))))
    }
    let residual = max(last.residual, radius > 0 && doubt > 0 ? drift / steepest : 0)
    let value =
      -zip(last.weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 } + radius * doubt
      + 0.5 * riskAversion * moments.covariance.quadraticForm(last.weights)
      + constraints.tradingCost(last.weights)
    return Allocation(
      .robustUtility,
      ProgramOutcome(
        status: last.status == .optimal && residual > 1e-8 ? .stopped : last.status,
        weights: last.weights, value: value, bindings: last.bindings, residual: residual,
        iterationCount: steps),
      moments: moments, constraints: constraints)
  }

  private func robustStep(
    _ riskAversion: Double, _ meanCovariance: Matrix, _ radius: Double, _ spread: Double
  ) throws(SteelyardError) -> ProgramOutcome {
    let hessian = moments.covariance.combined(with: meanCovariance) {
      riskAversion * $0 + radius / spread * $1
    }
    return try program.solvedQuadratic(hessian: hessian, costs: moments.means.map { -$0 })
  }
}
