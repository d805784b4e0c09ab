import SteelyardContracts
import SteelyardPricing

/// One parameter of a GARCH model; raw values are places in vectors of derivatives.
public enum GARCHParameter: Int, Sendable, Hashable, Codable, CaseIterable {
  case mean, omega, alpha, gamma, beta, degreesOfFreedom
}

/// The parameters of a GARCH model, or one number about each of them, as a standard error.
public struct GARCHParameters: Sendable, Hashable, Codable {
  /// The mean return, in return units; zero where it is not estimated.
  public var mean: Double
  /// ω, in return units squared; for EGARCH a logarithm.
  public var omega: Double
  /// α, how strongly a surprise moves the variance.
  public var alpha: Double
  /// γ, how differently falls count; zero for GARCH.
  public var gamma: Double
  /// β, how much of the variance stays.
  public var beta: Double
  /// ν, degrees of freedom of Student's t, > 2; nil for normal residuals.
  public var degreesOfFreedom: Double?

  /// Collects parameters.
  public init(
    mean: Double, omega: Double, alpha: Double, gamma: Double, beta: Double,
    degreesOfFreedom: Double?
  ) {
    self.mean = mean
    self.omega = omega
    self.alpha = alpha
    self.gamma = gamma
    self.beta = beta
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// One of the parameters by name; nil for the degrees of freedom of a normal model.
  public subscript(parameter: GARCHParameter) -> Double? {
    switch parameter {
    case .mean: mean
    case .omega: omega
    case .alpha: alpha
    case .gamma: gamma
    case .beta: beta
    case .degreesOfFreedom: degreesOfFreedom
    }
  }

  /// The same with one parameter changed.
  func with(_ parameter: GARCHParameter, _ value: Double) -> GARCHParameters {
    var changed = self
    switch parameter {
    case .mean: changed.mean = value
    case .omega: changed.omega = value
    case .alpha: changed.alpha = value
    case .gamma: changed.gamma = value
    case .beta: changed.beta = value
    case .degreesOfFreedom: changed.degreesOfFreedom = value
    }
    return changed
  }

  /// Throws `invalidInput` unless the parameters make a variance above zero on every day.
  func check(_ specification: GARCHSpecification) throws(SteelyardError) {
    try Admissible.finite.check(mean, "mean")
    try Admissible.finite.check(gamma, "gamma")
    if specification.dynamics == .egarch {
      try Admissible.finite.check(omega, "omega")
      try Admissible.finite.check(alpha, "alpha")
      try Admissible.finite.check(beta, "beta")
    } else {
      try Admissible.positive.check(omega, "omega")
      try Admissible.notNegative.check(alpha, "alpha")
      try Admissible.notNegative.check(beta, "beta")
      if specification.dynamics == .gjr {
        try Admissible.notNegative.check(alpha + gamma, "alpha + gamma")
      }
    }
    let degrees = degreesOfFreedom ?? 0
    guard (specification.distribution == .studentT) == (degreesOfFreedom != nil),
      specification.distribution == .normal || (degrees > 2 && degrees.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "Degrees of freedom are \(degreesOfFreedom.map { "\($0)" } ?? "absent").",
        remedy: "Pass a number above 2 for Student's t and none for normal residuals.")
    }
  }
}
