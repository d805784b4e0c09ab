package import SteelyardAllocation

extension SmilePrior {
  /// The smile that surfaces of a backtest are realised with where nobody states one: a prior, with the slope and
  /// curvature of the dynamic model's own surfaces.
  package static let backtests = SmilePrior(slope: -0.085, curvature: 0.052, moneynessMax: 2.5)
}
