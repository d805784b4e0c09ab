public import SteelyardContracts

/// What a rebalancing is to do, and within what.
public struct RebalanceRequest: Sendable {
  /// Whose weights are held against the targets.
  public enum Sharing: String, Sendable, Hashable, CaseIterable {
    /// Each account's own: what one buys and another sells is netted.
    case each
    /// Those of all accounts together; every account trades its share of the equity.
    case together
  }

  /// The kinds of way that may be taken.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Perpetuals.
    case perpetual
    /// The coin against cash.
    case spot
    /// A swap over pools.
    case pool
  }

  /// The targets.
  public var targets: TargetWeights
  /// Rules, calendar and regime.
  public var question: Drift.Question
  /// The limits that trades are held to.
  public var limits: RiskLimits
  /// The highest equity of the epoch, all accounts together; nil for the equity as it is.
  public var peakEquity: Double?
  /// What trading costs.
  public var rates: WayRates
  /// The ways that may be taken.
  public var kinds: Set<Kind>
  /// The pools.
  public var pools: SwapPools
  /// Lots of perpetuals, in units; one that is not here trades in thousandths, an inverse one in dollars.
  public var lots: [Instrument: Amount]
  /// Trades of an account in a coin below this are left, in US dollars.
  public var tradeMinUSD: Double
  /// Whose weights are held against the targets.
  public var sharing: Sharing

  /// A request with its parts.
  public init(
    targets: TargetWeights, question: Drift.Question, limits: RiskLimits, rates: WayRates,
    kinds: Set<Kind>
  ) {
    self.targets = targets
    self.question = question
    self.limits = limits
    self.rates = rates
    self.kinds = kinds
    peakEquity = nil
    pools = .none
    lots = [:]
    tradeMinUSD = 10
    sharing = .each
  }

  /// Sees to it that the numbers can be.
  ///
  /// - Throws: `invalidInput` for no way, a highest equity that is not above zero, a least trade below zero, or pools
  ///   that are none.
  func check() throws(SteelyardError) {
    guard !kinds.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There is no way to trade.", remedy: "Allow perpetual, spot or pool.")
    }
    guard tradeMinUSD >= 0, tradeMinUSD.isFinite else {
      throw SteelyardError(
        .invalidInput, "The least trade is \(tradeMinUSD) USD.", remedy: "Give 0 or more.")
    }
    if let peakEquity, !(peakEquity > 0 && peakEquity.isFinite) {
      throw SteelyardError(
        .invalidInput, "The highest equity is \(peakEquity) USD.",
        remedy: "Give an amount above zero.")
    }
    try pools.check()
  }
}
