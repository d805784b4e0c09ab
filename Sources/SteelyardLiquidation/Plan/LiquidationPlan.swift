public import SteelyardContracts
public import SteelyardMargin

/// The cheapest trades that were found to bring an account back to its target, step by step, and what is left if
/// none do.
///
/// Figures after a step are projected: the model's own, on the portfolio with the trades done at the marks and their
/// costs paid, less what the permanent part of their impact takes from everything that is left.
public struct LiquidationPlan: Sendable {
  /// How well the lower bound of the cost is known.
  public enum Certainty: String, Sendable, Hashable, CaseIterable {
    /// Every combination of lots was tried, from the cheapest on.
    case exhaustive
    /// The model's excess is concave in what is held by its construction, so no plan costs less.
    case concave
    /// It would hold for a concave excess, which this model's is not known to be.
    case none
  }

  /// What becomes of the account.
  public enum Outcome: Sendable, Hashable {
    /// It is at its target without a trade.
    case atTarget
    /// The steps bring it there.
    case restored
    /// They do not: the rest is taken over.
    case takenOver(PlannedTakeover)
  }

  /// A trade of a step.
  public struct StepTrade: Sendable, Hashable {
    /// What is traded, for what.
    public let trade: LiquidationTrade
    /// What it counts at, in `Instrument.priceCurrency`.
    public let mark: Amount
    /// What it costs, in US dollars; impact that trades have together is shared by their sizes.
    public let cost: TradingCost
    /// Notional in US dollars, of an option that of its underlying.
    public let notionalUSD: Double
    /// Where its spread comes from.
    public let spreadSource: SpreadSource
    /// How much of it stands beyond the last level of its order book, in the instrument's quantity, ≥ 0; 0 without one.
    public let beyondBook: Double
    /// Where its impact comes from.
    public var impactSource: ImpactSource {
      spreadSource != .book ? .squareRoot : beyondBook > 0 ? .bookAndBeyond : .book
    }
    /// Whether nothing is left of the position.
    public let closes: Bool
  }

  /// What might have been done in place of a step, or why not.
  public struct Alternative: Sendable, Hashable {
    /// What would be traded.
    public let instrument: Instrument
    /// How much.
    public let quantity: Amount
    /// What it would add to the projected excess, in US dollars.
    public let relief: Double
    /// What it would cost with its impact, in US dollars.
    public let price: Double
    /// Relief for a dollar; nil where it does not relieve.
    public var reliefPerUSD: Double? { relief > 0 && price > 0 ? relief / price : nil }
  }

  /// One step: trades that go together.
  public struct Step: Sendable, Hashable {
    /// Its trades; more than one where a single one would lower the projected excess.
    public let trades: [StepTrade]
    /// What they cost, in US dollars.
    public let cost: TradingCost
    /// What their impact takes from all that is left, in US dollars; negative where a step undoes part of what
    /// earlier ones did.
    public let impactLoss: Double
    /// The relative moves of coins' prices that stay after this step, from the start of the plan.
    public let moves: [Currency: Double]
    /// Projected figures before it.
    public let before: AccountFigures
    /// Projected figures after it.
    public let after: AccountFigures
    /// The best of what else could have been done then, the best first.
    public let alternatives: [Alternative]

    /// By how much it raises the projected excess, in US dollars.
    public var relief: Double { after.maintenanceExcess - before.maintenanceExcess }
    /// Costs and what the impact takes, in US dollars.
    public var price: Double { cost.total + impactLoss }
  }

  /// The figures before the first step.
  public let start: AccountFigures
  /// The figures after the last.
  public let end: AccountFigures
  /// What is held after the last, its costs paid.
  public let portfolio: Portfolio
  /// The steps, in their order.
  public let steps: [Step]
  /// What becomes of the account.
  public let outcome: Outcome
  /// What restoring the account costs at least, in US dollars, over everything that may be traded; nil where the
  /// account is not restored or nothing is known.
  public let costBound: Double?
  /// How the bound is known.
  public let certainty: Certainty
  /// Portfolios that the model evaluated.
  public let evaluationCount: Int
  /// Positions that cannot be traded, for want of a price.
  public let untradable: [Instrument]
  /// What the plan aims at and what trading costs.
  public let settings: PlanSettings

  /// What all steps cost, in US dollars.
  public var cost: TradingCost { steps.reduce(.zero) { $0 + $1.cost } }
  /// What the impact takes from all that is left after the last step, in US dollars.
  public var impactLoss: Double { steps.reduce(0) { $0 + $1.impactLoss } }
  /// Costs and what the impact takes.
  public var price: Double { cost.total + impactLoss }
  /// By how much the price exceeds the bound, as a share of the price; nil without a bound.
  public var gap: Double? {
    costBound.map { price > 0 ? max(0, (price - $0) / price) : 0 }
  }
  /// Whether the account is at its target after the last step.
  public var isRestored: Bool {
    switch outcome {
    case .atTarget, .restored: true
    case .takenOver: false
    }
  }
}
