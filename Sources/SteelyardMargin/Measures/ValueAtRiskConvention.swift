public import SteelyardMath

/// Which of the losses around a level is its value at risk.
///
/// They differ by one observation at most; between systems that one observation is what remains
/// when everything else agrees.
public enum ValueAtRiskConvention: Sendable, Hashable {
  /// The smallest loss that is exceeded with a weight of 1 − level at most: the lower quantile of the
  /// loss, and what the models use. Weighted scenarios allow this one only.
  case smallestSufficientLoss
  /// Less the quantile of the profit at 1 − level, under one of the nine conventions.
  case sample(QuantileConvention)
  /// The worse of the two observations around rank (n − 1)(1 − level) + 1; numpy's `lower`.
  case worseNeighbour
  /// The better of the two; numpy's `higher`.
  case betterNeighbour
  /// The observation of rank ⌈nq⌉ counted from the nearer end, q being the smaller of level and
  /// 1 − level: Open Source Risk Engine.
  case outwardRank
}
