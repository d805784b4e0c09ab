public import SteelyardContracts
import SteelyardPricing

/// Rules of when to trade an option's delta, side by side over the same paths: what each costs, and what it leaves open.
public struct RehedgeComparison: Sendable, Hashable {
  /// One rule's result.
  public struct Entry: Sendable, Hashable {
    /// The rule.
    public let rule: DeltaHedge.Rule
    /// What it came to.
    public let sample: DeltaHedgeSample
    /// Whether no other rule of the comparison has both less cost on average and less deviation of the profit.
    public let isEfficient: Bool
  }

  /// The option that is hedged, held (positive) or written (negative).
  public let plan: DeltaHedge.Plan
  /// Each rule, in the order asked for.
  public let entries: [Entry]
  /// Gains of gamma against time value for the position hedged at every look, were its gamma to stay; nil at or after expiry.
  public let scalp: GammaScalp
  /// Leland's volatility for hedging at every look; its long side is nil where costs eat all of it.
  public let leland: LelandVolatility
  /// Half the band of Whalley and Wilmott at the start, in coins, by aversion in the order of the band rules.
  public let bands: [Double]

  /// Every rule over the paths of one seed.
  ///
  /// - Parameters:
  ///   - plan: Its own rule does not count.
  ///   - rules: One at least.
  ///   - progress: Called with the share that is done.
  /// - Throws: `invalidInput` for no rule; `limitExceeded` for too many paths or steps.
  public init(
    of plan: DeltaHedge.Plan, _ rules: [DeltaHedge.Rule], under process: PriceProcess, steps: Int,
    paths: Int, seed: UInt64, progress: (Double) -> Void = { _ in }
  ) throws(SteelyardError) {
    guard !rules.isEmpty else {
      throw SteelyardError(
        .invalidInput, "No rule of hedging is named.", remedy: "Name one at least.")
    }
    var samples: [DeltaHedgeSample] = []
    for (place, rule) in rules.enumerated() {
      progress(Double(place) / Double(rules.count))
      samples.append(
        try DeltaHedgeSample(
          plan.with(rule), under: process, steps: steps, paths: paths, seed: seed))
    }
    self.plan = plan
    entries = rules.indices.map { place in
      let own = samples[place]
      let isBeaten = samples.contains {
        $0.costs.mean <= own.costs.mean && $0.profit.deviation <= own.profit.deviation
          && ($0.costs.mean < own.costs.mean || $0.profit.deviation < own.profit.deviation)
      }
      return Entry(rule: rules[place], sample: own, isEfficient: !isBeaten)
    }
    let option = try Black76(
      forward: process.start, strike: plan.strike, timeToExpiry: plan.years,
      volatility: plan.hedgeVolatility, rate: 0)
    let gamma = option.greeks(plan.right).forwardGamma * abs(plan.quantity)
    scalp = try GammaScalp(
      gamma: gamma, spot: process.start, realised: process.volatility,
      implied: plan.hedgeVolatility, years: plan.years, hedges: steps, cost: plan.cost)
    leland = try LelandVolatility(
      volatility: plan.hedgeVolatility, roundTripCost: 2 * plan.cost,
      years: plan.years / Double(steps))
    var bands: [Double] = []
    for case .band(let aversion) in rules {
      bands.append(
        try WhalleyWilmottBand(
          spot: process.start, gamma: gamma, cost: plan.cost, riskAversion: aversion, rate: 0,
          years: plan.years
        ).halfWidth)
    }
    self.bands = bands
  }
}

extension DeltaHedge.Plan {
  /// The same under another rule.
  ///
  /// - Throws: `invalidInput` for a rule that cannot be.
  public func with(_ rule: DeltaHedge.Rule) throws(SteelyardError) -> DeltaHedge.Plan {
    try DeltaHedge.Plan(
      strike: strike, right: right, years: years, hedgeVolatility: hedgeVolatility,
      quantity: quantity, cost: cost, rule: rule)
  }
}
