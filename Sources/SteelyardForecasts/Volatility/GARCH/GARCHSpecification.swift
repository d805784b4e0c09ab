/// Which model of the GARCH family is meant, before its parameters are known.
public struct GARCHSpecification: Sendable, Hashable, Codable {
  /// How the variance moves.
  public var dynamics: VarianceDynamicsKind
  /// What the returns vary about.
  public var mean: MeanModel
  /// What the standardised residuals are drawn from.
  public var distribution: InnovationDistribution
  /// What the recursion takes for the day before its first.
  public var start: GARCHStart
  /// Whether a fit may find a variance that does not return.
  public var persistence: PersistenceRule

  /// Names a model.
  public init(
    _ dynamics: VarianceDynamicsKind, mean: MeanModel, distribution: InnovationDistribution,
    start: GARCHStart, persistence: PersistenceRule
  ) {
    self.dynamics = dynamics
    self.mean = mean
    self.distribution = distribution
    self.start = start
    self.persistence = persistence
  }

  /// The parameters that are estimated, in their order in covariance matrices.
  public var parameters: [GARCHParameter] {
    GARCHParameter.allCases.filter {
      switch $0 {
      case .mean: mean == .constant
      case .omega, .alpha, .beta: true
      case .gamma: dynamics.isAsymmetric
      case .degreesOfFreedom: distribution == .studentT
      }
    }
  }
}
