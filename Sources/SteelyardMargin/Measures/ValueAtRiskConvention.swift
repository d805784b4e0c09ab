public import SteelyardMath

/// Which of the losses around a level is its value at risk.
///
/// They differ by one observation at most; between systems that one observation is what remains
/// when everything else agrees.
public enum ValueAtRiskConvention: Sendable, Hashable {
  /// The smallest loss that is exceeded with a weight of 1 − level at most: the lower quantile of the
  /// loss, and what the models use. Weighted scenarios allow this one only.
  case smallestSufficientLoss
  /// Less the quantile of the profit at 1 − level, under one of the nine conventions; a rank that
  /// misses an integer by rounding alone counts as that integer, as in R.
  case sample(QuantileConvention)
  /// The worse of the two observations around rank (n − 1)(1 − level) + 1; numpy's `lower`.
  case worseNeighbour
  /// The better of the two; numpy's `higher`.
  case betterNeighbour
  /// The observation of rank ⌈n(1 − level)⌉ from the worst, in plain doubles: numpy's `inverted_cdf` and
  /// QuantLib. 1 − 0.999 is a little more than a thousandth, so of 1000 it is the second.
  case literalRank
  /// The observation of rank ⌈nq⌉ counted from the nearer end, q being the smaller of level and
  /// 1 − level: Open Source Risk Engine.
  case outwardRank
}
