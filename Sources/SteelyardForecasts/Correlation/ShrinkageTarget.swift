/// What a sample covariance is drawn towards, with the rule for how far.
///
/// Each rule estimates the weight that minimises the expected squared distance to the true
/// covariance.
public enum ShrinkageTarget: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean variance on the diagonal, zeros beside it.
  ///
  /// Sample covariance over n. O. Ledoit, M. Wolf, "A well-conditioned estimator for large-dimensional
  /// covariance matrices", Journal of Multivariate Analysis 88 (2004), pp. 365-411.
  case identity
  /// The same target; the weight that is best for normal returns.
  ///
  /// Sample covariance over n. Y. Chen, A. Wiesel, Y. Eldar, A. Hero, "Shrinkage algorithms for MMSE
  /// covariance estimation", IEEE Transactions on Signal Processing 58 (2010), eq. 23, with the terms
  /// in 1/p of its numerator left out, as is usual.
  case identityForNormalReturns = "identity_for_normal_returns"
  /// The sample's variances, and its mean correlation for every pair.
  ///
  /// Sample covariance over n − 1 (over n where no mean is taken off). O. Ledoit, M. Wolf, "Honey, I
  /// shrunk the sample covariance matrix", Journal of Portfolio Management 30 (2004), appendix B.
  case constantCorrelation = "constant_correlation"
  /// The sample's variances, and the covariances of a one-factor model on the equally weighted mean of
  /// the assets.
  ///
  /// Sample covariance over n. O. Ledoit, M. Wolf, "Improved estimation of the covariance matrix of
  /// stock returns with an application to portfolio selection", Journal of Empirical Finance 10
  /// (2003), pp. 603-621.
  case singleFactor = "single_factor"
}
