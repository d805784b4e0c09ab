/// How a heterogeneous autoregression of realised variance is written.
public enum HARForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// RV on its means over a day, a week and a month.
  ///
  /// Source: F. Corsi, "A simple approximate long-memory model of realized volatility", Journal of
  /// Financial Econometrics 7 (2009), pp. 174-196.
  case level
  /// The same in logarithms, of the means: forecasts can't be negative, storms weigh less.
  case logarithm
  /// The level form, with less weight on the last day the noisier its measurement was: its
  /// coefficient is b + c √RQ.
  ///
  /// Source: T. Bollerslev, A. Patton, R. Quaedvlieg, "Exploiting the errors", Journal of
  /// Econometrics 192 (2016), pp. 1-18.
  case quarticity
}

/// A heterogeneous autoregression before it is fitted.
public struct HARSpecification: Sendable, Hashable, Codable {
  /// How it is written.
  public var form: HARForm
  /// Days of the two longer means: 5 and 22 where markets close at weekends, 7 and 30 where not.
  public var week: Int
  /// Days of the longest mean.
  public var month: Int
  /// How many days ahead; the forecast is of the mean variance over them.
  public var horizon: Int
  /// How many days errors hang together, for the standard errors; at least `horizon` − 1 is apt.
  public var errorLags: Int

  /// Names a regression.
  public init(_ form: HARForm, week: Int, month: Int, horizon: Int, errorLags: Int) {
    self.form = form
    self.week = week
    self.month = month
    self.horizon = horizon
    self.errorLags = errorLags
  }
}
