import Glibc
public import SteelyardContracts
import SteelyardMath

/// A forecast of the next period's variance from past variances and features of order flow and depth.
///
/// ln RV_{t+1} = c + Σ_j β_j mean(ln RV over the last span_j) + Σ_i γ_i x_{i,t} + e, by least squares
/// over the pairs seen so far, older ones weighted down. With spans 1, 5 and 22 and no feature it is the
/// logarithmic HAR model; the features are what it challenges it with. The forecast of the variance is
/// exp(fit + s²/2) with s² the variance of e, which is the mean of a lognormal.
///
/// Nothing later than the forecast's moment enters: a pair is used once its variance has been observed.
/// A step costs O(regressors²), a forecast O(regressors³), whatever the history.
///
/// - Source: F. Corsi, "A simple approximate long-memory model of realized volatility", Journal of
///   Financial Econometrics 7 (2009), pp. 174-196; the limit of forecasts to what was seen, N. Swanson,
///   H. White, "Forecasting economic time series using flexible versus fixed specification", International
///   Journal of Forecasting 13 (1997), section 4.
public struct FlowVolatilityForecast: Sendable, Hashable {
  /// Longest span of a mean of past variances.
  public static let spanMax = 1000
  /// Most regressors, spans and features together.
  public static let regressorsMax = 64

  /// Periods over which past log variances are averaged, one regressor each.
  public let spans: [Int]
  /// How many features there are.
  public let featureCount: Int
  /// How much of a pair's weight is left after each further one, above 0 and at most 1; 1 keeps all.
  public let retention: Double
  private var moments: RegressionMoments
  private var logVariances: [Double] = []
  private var pending: [Double]?
  private var lowest = Double.infinity
  private var highest = -Double.infinity

  /// A forecast that has seen nothing.
  ///
  /// - Parameters:
  ///   - spans: Rising, from 1; HAR takes 1, 5, 22.
  ///   - featureCount: How many features each period has, ≥ 0.
  ///   - retention: Of weights, per pair.
  /// - Throws: `invalidInput` for a number outside its range or spans that do not rise.
  public init(
    spans: [Int], featureCount: Int, retention: Double
  ) throws(SteelyardError) {
    let rises = zip(spans, spans.dropFirst()).allSatisfy { $0 < $1 }
    guard let first = spans.first, let last = spans.last, first >= 1,
      last <= FlowVolatilityForecast.spanMax, rises, featureCount >= 0,
      spans.count + featureCount <= FlowVolatilityForecast.regressorsMax, retention > 0,
      retention <= 1
    else {
      throw SteelyardError(
        .invalidInput,
        "Spans \(spans) with \(featureCount) features and retention \(retention): no regression.",
        remedy: "Give rising spans from 1 to \(FlowVolatilityForecast.spanMax), at most"
          + " \(FlowVolatilityForecast.regressorsMax) regressors, a retention in (0, 1].")
    }
    self.spans = spans
    self.featureCount = featureCount
    self.retention = retention
    moments = RegressionMoments(regressorCount: spans.count + featureCount)
  }

  /// How many pairs of regressors and the variance after them have been seen.
  public var pairCount: Int { moments.count }

  /// Fewest pairs that a forecast is made from: three for each coefficient.
  public var pairsMin: Int { 3 * (spans.count + featureCount + 1) }

  /// Takes a period that has ended.
  ///
  /// - Parameters:
  ///   - variance: Its realised variance, > 0.
  ///   - features: Known at its end; shape `[feature]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; `notApplicable` for a
  ///   variance of 0, which has no logarithm. Nothing is changed.
  public mutating func update(variance: Double, features: [Double]) throws(SteelyardError) {
    guard features.count == featureCount, features.allSatisfy(\.isFinite), variance.isFinite,
      variance >= 0
    else {
      throw SteelyardError(
        .invalidInput,
        "A variance of \(variance) with \(features.count) features is no period.",
        remedy: "Give a variance of at least 0 and \(featureCount) finite features.")
    }
    guard variance > 0 else {
      throw SteelyardError(
        .notApplicable, "The period's variance is 0 and has no logarithm.",
        remedy: "Leave the period out.")
    }
    let logVariance = log(variance)
    if let pending { moments.add(pending, target: logVariance, retention: retention) }
    lowest = min(lowest, logVariance)
    highest = max(highest, logVariance)
    logVariances.append(logVariance)
    let longest = spans[spans.count - 1]
    if logVariances.count > longest { logVariances.removeFirst() }
    guard logVariances.count == longest else { return }
    let means = spans.map { span in
      logVariances.suffix(span).reduce(0, +) / Double(span)
    }
    pending = means + features
  }

  /// A forecast and what it was made of.
  public struct Forecast: Sendable, Hashable {
    /// The variance of the next period.
    public let variance: Double
    /// The constant, then the coefficient of each span and feature; a dependent regressor has 0.
    public let coefficients: [Double]
    /// s², the variance of the regression's error in logarithms.
    public let errorVariance: Double
    /// Whether the fit lay outside all log variances seen and was put back to the nearest.
    public let isLimited: Bool
  }

  /// The forecast for the period after the last.
  ///
  /// - Throws: `missingMarketData` before `pairsMin` pairs.
  public func forecast() throws(SteelyardError) -> Forecast {
    guard let pending, moments.count >= pairsMin else {
      throw SteelyardError(
        .missingMarketData, "\(moments.count) pairs of periods are too few for a forecast.",
        remedy: "Give at least \(pairsMin) after the first \(spans[spans.count - 1]) periods.")
    }
    let fit = moments.fit()
    var level = fit.coefficients[0]
    for (coefficient, regressor) in zip(fit.coefficients.dropFirst(), pending) {
      level += coefficient * regressor
    }
    let limited = min(max(level, lowest), highest)
    return Forecast(
      variance: exp(limited + 0.5 * fit.errorVariance), coefficients: fit.coefficients,
      errorVariance: fit.errorVariance, isLimited: limited != level)
  }
}
