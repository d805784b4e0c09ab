import SteelyardContracts

/// The rules of a contest between forecasters.
public struct ContestRules: Sendable, Hashable, Codable {
  /// What a miss costs.
  public var loss: ForecastLoss
  /// How many days ahead the forecasts are.
  public var horizon: Int
  /// The chance, over all challengers, of dethroning a champion that is as good; one-sided.
  public var significance: Double
  /// Days of losses before the first review.
  public var daysMin: Int
  /// Days of losses that are remembered, at least `daysMin`.
  public var window: Int
  /// Days between reviews.
  public var reviewDays: Int
  /// How the forecasts are blended.
  public var blend: ForecastBlend

  /// Sets rules.
  public init(
    loss: ForecastLoss, horizon: Int, significance: Double, daysMin: Int, window: Int,
    reviewDays: Int, blend: ForecastBlend
  ) {
    self.loss = loss
    self.horizon = horizon
    self.significance = significance
    self.daysMin = daysMin
    self.window = window
    self.reviewDays = reviewDays
    self.blend = blend
  }

  func check() throws(SteelyardError) {
    guard horizon >= 1, daysMin > 2 * horizon, window >= daysMin, reviewDays >= 1 else {
      throw SteelyardError(
        .invalidInput,
        "Horizon \(horizon), daysMin \(daysMin), window \(window), reviewDays \(reviewDays).",
        remedy: "Pass 1 ≤ horizon, 2 × horizon < daysMin ≤ window and reviewDays ≥ 1.")
    }
    guard significance > 0, significance < 1 else {
      throw SteelyardError(
        .invalidInput, "The significance is \(significance).",
        remedy: "Pass a chance between 0 and 1, such as 0.05.")
    }
    // ln f + s/f passes zero, and one over it says nothing.
    guard blend.weighting == .equal || loss != .likelihood else {
      throw SteelyardError(
        .invalidInput, "Weights by inverse loss and the likelihood loss, which may be negative.",
        remedy: "Take quasi_likelihood, the same loss less its value at a perfect forecast.")
    }
  }
}

/// A change of the champion.
public struct ContestChange: Sendable, Hashable, Codable {
  /// The day after whose losses it changed, counted from 0.
  public let day: Int
  /// Who was champion.
  public let from: String
  /// Who is from the next forecast on.
  public let to: String
  /// The chance of so clear a win if the challenger were no better.
  public let probability: Double
}
