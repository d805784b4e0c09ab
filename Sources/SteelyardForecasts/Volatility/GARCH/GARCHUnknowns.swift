import SteelyardMath

/// The parameters of a GARCH model as unknowns of a search.
///
/// All are themselves but for the degrees of freedom ν, searched as 1/ν: a normal density is then
/// on a bound and not at infinity.
struct GARCHUnknowns {
  let free: [GARCHParameter]
  /// What the parameters that are not free are.
  let fixed: GARCHParameters

  /// A variance keeps at most this share of itself from day to day.
  private static let persistenceMax = 1 - 1e-7
  /// In units of the variance of the returns.
  private static let omegaMin = 1e-10
  /// 1/ν: from where t can't be told from normal to where its variance all but ceases to exist.
  private static let inverseDegrees = 1.0 / 500...1 / 2.05

  func point(_ parameters: GARCHParameters) -> [Double] {
    free.map { parameter in
      let value = parameters[parameter] ?? 0
      return parameter == .degreesOfFreedom ? 1 / value : value
    }
  }

  func parameters(_ point: [Double]) -> GARCHParameters {
    var made = fixed
    for (index, parameter) in free.enumerated() {
      made = made.with(
        parameter, parameter == .degreesOfFreedom ? 1 / point[index] : point[index])
    }
    return made
  }

  /// d parameter / d unknown.
  static func chain(_ parameter: GARCHParameter, _ parameters: GARCHParameters) -> Double {
    guard parameter == .degreesOfFreedom, let degrees = parameters.degreesOfFreedom else {
      return 1
    }
    return -degrees * degrees
  }

  /// What keeps every variance above zero and lets it return, each with the parameter to name when
  /// a search ends on it.
  func constraints(
    _ dynamics: VarianceDynamicsKind, _ persistence: PersistenceRule
  ) -> [(constraint: LinearConstraint, parameter: GARCHParameter)] {
    var made: [(constraint: LinearConstraint, parameter: GARCHParameter)] = []
    func atMost(_ bound: Double, _ name: GARCHParameter, _ weights: [GARCHParameter: Double]) {
      made.append((LinearConstraint(normal: free.map { weights[$0] ?? 0 }, bound: bound), name))
    }
    switch dynamics {
    case .garch, .gjr, .aparch:
      atMost(-Self.omegaMin, .omega, [.omega: -1])
      atMost(0, .alpha, [.alpha: -1])
      atMost(0, .beta, [.beta: -1])
    case .egarch:
      atMost(Self.persistenceMax, .beta, [.beta: 1])
      atMost(Self.persistenceMax, .beta, [.beta: -1])
    }
    switch dynamics {
    case .gjr: atMost(0, .gamma, [.alpha: -1, .gamma: -1])
    case .aparch:
      atMost(1, .gamma, [.gamma: 1])
      atMost(1, .gamma, [.gamma: -1])
    case .garch, .egarch: break
    }
    if persistence == .belowOne {
      switch dynamics {
      case .gjr: atMost(Self.persistenceMax, .beta, [.alpha: 1, .gamma: 0.5, .beta: 1])
      case .garch, .aparch:
        // APARCH's persistence α (1 + γ²) + β is not linear; without the γ² it is nearly so.
        atMost(Self.persistenceMax, .beta, [.alpha: 1, .beta: 1])
      case .egarch: break
      }
    }
    if free.contains(.degreesOfFreedom) {
      atMost(Self.inverseDegrees.upperBound, .degreesOfFreedom, [.degreesOfFreedom: 1])
      atMost(-Self.inverseDegrees.lowerBound, .degreesOfFreedom, [.degreesOfFreedom: -1])
    }
    return made
  }
}

extension GARCHParameters {
  /// Where searches begin on returns with a variance near one: from quick and nervous to slow and
  /// lasting.
  static func starts(_ specification: GARCHSpecification) -> [GARCHParameters] {
    let degrees = specification.distribution == .studentT ? 8.0 : nil
    let pairs = [(0.05, 0.9), (0.1, 0.85), (0.04, 0.95), (0.15, 0.82), (0.2, 0.6), (0.05, 0.5)]
    return pairs.map { alpha, beta in
      switch specification.dynamics {
      case .garch, .aparch:
        GARCHParameters(
          mean: 0, omega: 1 - alpha - beta, alpha: alpha, gamma: 0, beta: beta,
          degreesOfFreedom: degrees)
      case .gjr:
        GARCHParameters(
          mean: 0, omega: 1 - alpha - beta, alpha: 0.6 * alpha, gamma: 0.8 * alpha, beta: beta,
          degreesOfFreedom: degrees)
      case .egarch:
        GARCHParameters(
          mean: 0, omega: 0, alpha: 2 * alpha, gamma: -alpha / 2, beta: 0.3 + 0.7 * (alpha + beta),
          degreesOfFreedom: degrees)
      }
    }
  }
}
