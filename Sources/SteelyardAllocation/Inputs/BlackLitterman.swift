public import SteelyardContracts
import SteelyardMath

/// Expected returns that the market's weights imply, moved by views.
///
/// Π = δ Σ w is what the market expects if its weights w are best for risk aversion δ. A view says that the portfolio p returns q, with variance
/// ω. The posterior means are Π + τΣPᵀ (PτΣPᵀ + Ω)⁻¹ (Q − PΠ); their own covariance is τΣ − τΣPᵀ (PτΣPᵀ + Ω)⁻¹ PτΣ, and that
/// of returns is Σ more.
///
/// - Source: F. Black, R. Litterman, "Global portfolio optimization", Financial Analysts Journal 48 (1992), pp. 28-43; G. He, R. Litterman,
///   "The intuition behind Black-Litterman model portfolios", Goldman Sachs (1999).
public struct BlackLitterman: Sendable {
  /// An opinion on the return of a portfolio.
  public struct View: Sendable, Hashable {
    /// The portfolio's weights; shape `[asset]`.
    public let weights: [Double]
    /// The return expected of it, per step.
    public let expectedReturn: Double
    /// How unsure that is: a variance, positive.
    public let variance: Double

    /// A view from its parts.
    public init(weights: [Double], expectedReturn: Double, variance: Double) {
      self.weights = weights
      self.expectedReturn = expectedReturn
      self.variance = variance
    }
  }

  /// Covariances of returns; their means are not used.
  public let moments: AssetMoments
  /// The weights of the market; shape `[asset]`.
  public let marketWeights: [Double]
  /// δ.
  public let riskAversion: Double
  /// τ: how unsure the implied returns are, as a share of the covariance of returns.
  public let uncertainty: Double

  /// A market from its parts.
  ///
  /// - Throws: `invalidInput` for another count of weights, numbers that are not finite, or a δ or τ that is not positive.
  public init(
    _ moments: AssetMoments, marketWeights: [Double], riskAversion: Double, uncertainty: Double
  ) throws(SteelyardError) {
    guard marketWeights.count == moments.assets.count, marketWeights.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput,
        "\(marketWeights.count) market weights for \(moments.assets.count) assets, or one is not finite.",
        remedy: "Give a finite weight for each asset.")
    }
    guard riskAversion > 0, riskAversion.isFinite, uncertainty > 0, uncertainty.isFinite else {
      throw SteelyardError(
        .invalidInput,
        "The risk aversion is \(riskAversion), the uncertainty of implied returns \(uncertainty).",
        remedy: "Give positive numbers, such as 2.5 and 0.05.")
    }
    self.moments = moments
    self.marketWeights = marketWeights
    self.riskAversion = riskAversion
    self.uncertainty = uncertainty
  }

  /// Π: what the market's weights imply; shape `[asset]`.
  public var impliedReturns: [Double] {
    (moments.covariance * marketWeights).map { riskAversion * $0 }
  }

  /// Means and covariances with the views in them.
  ///
  /// - Throws: `invalidInput` for a view with another count, no weight, numbers that are not finite or a variance that is not positive.
  public func posterior(_ views: [View]) throws(SteelyardError) -> AssetMoments {
    for view in views {
      guard view.weights.count == moments.assets.count, view.weights.allSatisfy(\.isFinite),
        view.weights.contains(where: { $0 != 0 }), view.expectedReturn.isFinite,
        view.variance > 0, view.variance.isFinite
      else {
        throw SteelyardError(
          .invalidInput,
          "A view of \(view.weights.count) weights expects \(view.expectedReturn) with variance \(view.variance).",
          remedy: "Give a weight for each asset, one not 0, and a positive variance.")
      }
    }
    let implied = impliedReturns
    let prior = moments.covariance.combined(with: moments.covariance) { element, _ in
      uncertainty * element
    }
    guard !views.isEmpty else {
      return try AssetMoments(
        assets: moments.assets, means: implied,
        covariance: moments.covariance.combined(with: prior, +))
    }
    let portfolios = Matrix(rows: views.map(\.weights))
    let gain = prior * portfolios.transposed
    var spread = portfolios * gain
    for (place, view) in views.enumerated() { spread[place, place] += view.variance }
    let symmetric = spread.combined(with: spread.transposed) { 0.5 * $0 + 0.5 * $1 }
    let factor = choleskyFactor(symmetric, tolerance: 1e-14)
    guard factor.status == .converged, factor.rank == views.count else {
      throw SteelyardError(
        .invalidInput, "The views' covariance is not positive definite.",
        remedy: "Give views larger variances, or leave out those that say the same.")
    }
    let surprises = zip(views, portfolios * implied).map { $0.expectedReturn - $1 }
    let means = zip(implied, gain * factor.solution(surprises)).map { $0 + $1 }
    let columns = (0..<moments.assets.count).map { asset in
      factor.solution(views.indices.map { gain[asset, $0] })
    }
    let covariance = Matrix(size: moments.assets.count) { row, column in
      let known = views.indices.reduce(0.0) { $0 + gain[row, $1] * columns[column][$1] }
      return moments.covariance[row, column] + prior[row, column] - known
    }
    return try AssetMoments(
      assets: moments.assets, means: means,
      covariance: covariance.combined(with: covariance.transposed) { 0.5 * $0 + 0.5 * $1 })
  }
}
