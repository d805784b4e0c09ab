/// How a conditional variance h follows from the day before.
///
/// e is the residual r − mean, z = e/√h.
public enum VarianceDynamicsKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// h = ω + α e² + β h.
  ///
  /// Source: T. Bollerslev, "Generalized autoregressive conditional heteroskedasticity", Journal of
  /// Econometrics 31 (1986), pp. 307-327.
  case garch
  /// h = ω + (α + γ·[e < 0]) e² + β h: falls count more than rises.
  ///
  /// Source: L. Glosten, R. Jagannathan, D. Runkle, "On the relation between the expected value and
  /// the volatility of the nominal excess return on stocks", Journal of Finance 48 (1993).
  case gjr
  /// ln h = ω + α (|z| − √(2/π)) + γ z + β ln h: no sign can go wrong; γ < 0 is the leverage effect.
  ///
  /// Source: D. Nelson, "Conditional heteroskedasticity in asset returns", Econometrica 59 (1991).
  case egarch
  /// h = ω + α (|e| − γ e)² + β h: the asymmetric power model with power two.
  ///
  /// Source: Z. Ding, C. Granger, R. Engle, "A long memory property of stock market returns and a
  /// new model", Journal of Empirical Finance 1 (1993), pp. 83-106.
  case aparch

  /// Whether rises and falls of one size may count differently.
  public var isAsymmetric: Bool { self != .garch }
}

/// What the standardised residuals are drawn from; both have variance one.
public enum InnovationDistribution: String, Sendable, Hashable, Codable, CaseIterable {
  case normal
  /// Student's t scaled to variance one, degrees of freedom estimated.
  case studentT = "student_t"
}

/// What the returns vary about.
public enum MeanModel: String, Sendable, Hashable, Codable, CaseIterable {
  /// Zero, not estimated.
  case zero
  /// A constant, estimated.
  case constant
}

/// Whether a fit may find a variance that does not return to a level.
public enum PersistenceRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// The persistence stays below one, so that forecasts far ahead have a limit; as `arch`.
  case belowOne = "below_one"
  /// The persistence is what fits, above one as well; as `fGarch`. EGARCH's β keeps below one, or
  /// its logarithm would run away.
  case free
}
