extension Allocation {
  /// What an optimiser makes best.
  public struct Objective: Sendable, Hashable {
    /// Which.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// Least variance; residual: Karush-Kuhn-Tucker conditions.
      case minimumVariance = "minimum-variance"
      /// Most expected return less risk aversion / 2 × variance, with the sign turned: least; residual: Karush-Kuhn-Tucker conditions.
      case maximumUtility = "maximum-utility"
      /// Most expected return above the riskless for a unit of deviation; residual: Karush-Kuhn-Tucker conditions.
      case tangency
      /// Most weighted mean of deviations for a unit of deviation; residual: Karush-Kuhn-Tucker conditions.
      case maximumDiversification = "maximum-diversification"
      /// Least tail loss; residual: gap to the bound that prices prove.
      case minimumTailLoss = "minimum-cvar"
      /// Most expected return less risk aversion × tail loss, with the sign turned: least; residual: gap to the bound.
      case meanTailLoss = "mean-cvar"
      /// Contributions to the deviation as budgeted; residual: largest difference of a share from its budget.
      case riskBudget = "risk-parity"
      /// Hierarchical risk parity: a rule, no optimum; residual 0.
      case hierarchical
      /// One over the deviation: a rule, no optimum; residual 0.
      case inverseVolatility = "inverse-volatility"
      /// As much of everything: a rule, no optimum; residual 0.
      case equalWeight = "equal-weight"
      /// Most utility where means are worst in an ellipsoid, with the sign turned: least; residual: Karush-Kuhn-Tucker conditions.
      case robustUtility = "robust-utility"
      /// Least of the largest variance over several covariances; residual: gap to the bound.
      case worstCaseVariance = "worst-case-variance"
      /// The mean of optima on drawn histories; residual: the largest of them.
      case resampled
    }

    /// Which.
    public let kind: Kind
    /// What it came to.
    public let value: Double
  }
}
