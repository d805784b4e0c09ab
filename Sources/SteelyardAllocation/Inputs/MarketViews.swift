public import SteelyardContracts
import SteelyardMath

/// The market's weights and opinions on returns, to be put in the place of a history's means.
///
/// A confidence c of an opinion on the portfolio p is a variance of ω = (1 − c) / c × τ pΣpᵀ: at one half the opinion counts as much
/// as what the market implies of it, at 1 it stands.
///
/// - Source: T. Idzorek, "A step-by-step guide to the Black-Litterman model" (2005), with the closed form of J. Walters, "The
///   Black-Litterman model in detail" (2014), section on confidence.
public struct MarketViews: Sendable, Hashable {
  /// An opinion: that a portfolio returns so much.
  public struct View: Sendable, Hashable {
    /// The portfolio's weights: 1 for a coin, 1 and −1 for one over another; shape `[asset]`.
    public let weights: [Double]
    /// Its return a step.
    public let expectedReturn: Double
    /// How sure that is, in (0, 1).
    public let confidence: Double

    /// A view from its parts.
    ///
    /// - Throws: `invalidInput` for a confidence outside (0, 1).
    public init(
      weights: [Double], expectedReturn: Double, confidence: Double
    ) throws(SteelyardError) {
      guard confidence > 0, confidence < 1 else {
        throw SteelyardError(
          .invalidInput, "A confidence of \(confidence).",
          remedy: "Give one above 0 and below 1, such as 50%.")
      }
      self.weights = weights
      self.expectedReturn = expectedReturn
      self.confidence = confidence
    }
  }

  /// What the market holds; shape `[asset]`.
  public let marketWeights: [Double]
  /// δ: aversion to variance at which that is best.
  public let riskAversion: Double
  /// τ: how unsure what it implies is, as a share of the covariance of returns.
  public let uncertainty: Double
  /// The opinions.
  public let views: [View]

  /// Views from their parts; what cannot be is refused where they are used.
  public init(
    marketWeights: [Double], riskAversion: Double, uncertainty: Double, views: [View]
  ) {
    self.marketWeights = marketWeights
    self.riskAversion = riskAversion
    self.uncertainty = uncertainty
    self.views = views
  }

  /// Moments with the means that the market implies, moved by the views.
  ///
  /// - Throws: What `BlackLitterman` throws.
  public func posterior(_ moments: AssetMoments) throws(SteelyardError) -> AssetMoments {
    let market = try market(moments)
    return try market.posterior(
      views.map { view in
        let spread = zip(moments.covariance * view.weights, view.weights).reduce(0) {
          $0 + $1.0 * $1.1
        }
        return .init(
          weights: view.weights, expectedReturn: view.expectedReturn,
          variance: (1 - view.confidence) / view.confidence * uncertainty * spread)
      })
  }

  /// What the market's weights imply; shape `[asset]`.
  ///
  /// - Throws: What `BlackLitterman` throws.
  public func impliedReturns(_ moments: AssetMoments) throws(SteelyardError) -> [Double] {
    try market(moments).impliedReturns
  }

  private func market(_ moments: AssetMoments) throws(SteelyardError) -> BlackLitterman {
    for view in views where view.weights.count != moments.assets.count {
      throw SteelyardError(
        .invalidInput,
        "A view has \(view.weights.count) weights for \(moments.assets.count) assets.",
        remedy: "Give one for each.")
    }
    return try BlackLitterman(
      moments, marketWeights: marketWeights, riskAversion: riskAversion, uncertainty: uncertainty)
  }
}
