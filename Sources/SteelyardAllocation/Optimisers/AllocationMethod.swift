public import SteelyardContracts
public import SteelyardForecasts
import SteelyardMath

/// An optimiser with everything but the returns: what a command line or a walk through history asks for.
public struct AllocationMethod: Sendable, Hashable {
  /// Which optimiser.
  public let kind: Allocation.Objective.Kind
  /// How moments are estimated.
  public var covariance: CovarianceMethod = .constantCorrelation
  /// The market's weights and opinions in the place of the history's means; nil for those.
  public var views: MarketViews?
  /// Where a tail begins.
  public var level = 0.95
  /// Weight of the variance, or of the tail loss; used by utilities.
  public var riskAversion = 3.0
  /// What capital earns without risk per step; used by the tangency portfolio.
  public var riskless = 0.0
  /// A least expected return per step; used by the least variance and the least tail loss.
  public var targetReturn: Double?
  /// Shares of the risk; equal where there are none; shape `[asset]`.
  public var budgets: [Double]?
  /// How many standard errors of the means are doubted; used by the robust utility.
  public var radius = 1.0
  /// Into how many equal stretches of the history regimes are cut; used by the worst case.
  public var regimeCount = 4
  /// Histories drawn; used by resampling, which has the least variance.
  public var draws = 200
  /// Of the draws.
  public var seed: UInt64 = 1

  /// A method with the usual settings.
  public init(_ kind: Allocation.Objective.Kind) { self.kind = kind }

  /// Means and covariances of a panel without gaps, views in them.
  ///
  /// - Throws: What the estimate and the views throw.
  public func moments(_ panel: ReturnPanel) throws(SteelyardError) -> AssetMoments {
    let moments = try covariance.moments(panel)
    guard let views else { return moments }
    return try views.posterior(moments)
  }

  /// The weights for a panel of simple returns without gaps.
  ///
  /// - Throws: `notApplicable` where the optimiser can't keep the constraints; what it throws itself.
  public func allocation(
    _ panel: ReturnPanel, _ constraints: AllocationConstraints
  ) throws(SteelyardError) -> Allocation {
    switch kind {
    case .minimumTailLoss, .meanTailLoss:
      let problem = try TailAllocation(ReturnScenarios(panel), constraints, level: level)
      if kind == .meanTailLoss { return try problem.meanTail(riskAversion: riskAversion) }
      if let targetReturn { return try problem.minimum(targetReturn: targetReturn) }
      return try problem.minimum()
    default: break
    }
    let moments = try moments(panel)
    let problem = try MeanVariance(moments, constraints)
    switch kind {
    case .minimumVariance:
      if let targetReturn { return try problem.minimumVariance(targetReturn: targetReturn) }
      return try problem.minimumVariance()
    case .maximumUtility: return try problem.maximumUtility(riskAversion: riskAversion)
    case .tangency: return try problem.tangency(riskless: riskless)
    case .maximumDiversification: return try problem.maximumDiversification()
    case .robustUtility:
      let steps = Double(panel.stepCount)
      return try problem.robustUtility(
        riskAversion: riskAversion,
        meanCovariance: moments.covariance.combined(with: moments.covariance) { one, _ in
          one / steps
        }, radius: radius)
    case .worstCaseVariance: return try worstCase(panel, constraints)
    case .resampled:
      return try Resampled.allocation(
        moments, observationCount: panel.stepCount, draws: draws, seed: seed
      ) { (drawn) throws(SteelyardError) in
        try MeanVariance(drawn, constraints).minimumVariance()
      }
    case .riskBudget:
      try constraints.checkFree(kind, rangesAllowed: false)
      if let budgets { return try RiskBudget(moments, budgets: budgets).allocation() }
      return try RiskBudget.parity(moments).allocation()
    case .hierarchical:
      try constraints.checkFree(kind, rangesAllowed: true)
      return try HierarchicalRiskParity(
        moments, ranges: constraints.weights.map { .init(max(0, $0.lower), min(1, $0.upper)) }
      ).allocation()
    case .inverseVolatility:
      try constraints.checkFree(kind, rangesAllowed: false)
      return WeightRules.inverseVolatility(moments)
    case .equalWeight, .minimumTailLoss, .meanTailLoss:
      try constraints.checkFree(kind, rangesAllowed: false)
      return WeightRules.equalWeight(moments)
    }
  }

  /// The history in stretches of equal length, each with its own covariance.
  private func worstCase(
    _ panel: ReturnPanel, _ constraints: AllocationConstraints
  ) throws(SteelyardError) -> Allocation {
    guard regimeCount >= 2, panel.stepCount >= 2 * regimeCount else {
      throw SteelyardError(
        .invalidInput, "\(panel.stepCount) steps make no \(regimeCount) regimes.",
        remedy: "Ask for at least 2, of at least 2 steps each.")
    }
    var stretches: [AssetMoments] = []
    for regime in 0..<regimeCount {
      let steps =
        (panel.stepCount * regime / regimeCount)..<(panel.stepCount * (regime + 1) / regimeCount)
      let columns = panel.assets.indices.map { asset in steps.map { panel[asset, $0] } }
      stretches.append(
        try covariance.moments(ReturnPanel(assets: panel.assets, columns: columns)))
    }
    return try MeanVariance(stretches[0], constraints).worstCaseVariance(
      over: stretches.dropFirst().map(\.covariance))
  }
}

extension AllocationConstraints {
  /// That weights from 0 up with a sum of 1 are allowed, and that nothing else is asked for.
  ///
  /// - Throws: `notApplicable` for another limit.
  func checkFree(
    _ kind: Allocation.Objective.Kind, rangesAllowed: Bool
  ) throws(SteelyardError) {
    let hasRanges = weights.contains { $0.lower > 0 || $0.upper < 1 }
    let isFree =
      groups.isEmpty && turnoverMax == nil && margin == nil && drawdown == nil
      && grossMax ?? 1 >= 1 && total.lower <= 1 && total.upper >= 1 && tradingCosts == nil
    guard isFree, rangesAllowed || !hasRanges else {
      throw SteelyardError(
        .notApplicable,
        "\(kind.rawValue) is a rule that gives one set of weights"
          + (rangesAllowed
            ? "; of limits it keeps ranges of weights only." : " and keeps no limit."),
        remedy: "Leave the limits out, or choose an objective that is optimised under them.")
    }
  }
}
