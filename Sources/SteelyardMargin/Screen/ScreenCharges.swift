import SteelyardContracts

/// The charges on one coin's contracts, with everything looked up that does not depend on prices.
struct ScreenCharges: Sendable {
  /// A rate for initial and for maintenance margin.
  struct Rates: Sendable {
    var initial = 0.0
    var maintenance = 0.0

    mutating func add(_ rate: Double, _ appliesTo: AppliesTo) {
      if appliesTo != .maintenance { initial += rate }
      if appliesTo != .initial { maintenance += rate }
    }
  }

  /// What closing costs by size: `ClosingCost` with its constants looked up.
  struct Rate: Sendable {
    let spread: Double
    let dailyVolume: Double
    let deviation: Double
    let horizonDays: Double
    let rule: ClosingRule

    func callAsFunction(_ size: Double) -> Double {
      ClosingCost(
        of: size, halfSpread: spread, dailyVolume: dailyVolume, deviation: deviation,
        horizonDays: horizonDays, rule
      ).rate
    }
  }

  /// One charge for the cost of closing.
  struct Closing: Sendable {
    let delta: Rate
    let vega: Rate
    let appliesTo: AppliesTo
  }

  /// Of futures that offset each other between expiries.
  private(set) var offsettingFutures = Rates()
  /// Of futures without their sign.
  private(set) var grossFutures = Rates()
  /// Of the cost of closing: the first charge, nil where there is none.
  private(set) var firstClosing: Closing?
  /// The second, of the other requirement.
  private(set) var secondClosing: Closing?
  /// US dollars of an owner's size whose gains count whole; nil where no charge looks at sizes.
  private(set) var closableUSD: Double?
  /// The least for an option that is net short, as a share of the underlying.
  let shortOption: Double

  /// The charges of a coin; nil where one of them can't be screened.
  init?(of coin: Currency, _ columns: DynamicColumns, _ specification: DynamicSpecification) {
    shortOption = specification.shortOptionMinimum[coin]
    let known = columns.liquidity(of: coin, specification)
    for applied in specification.charges[coin] {
      switch applied.charge {
      case .offsettingFutures(let rate): offsettingFutures.add(rate, applied.appliesTo)
      case .grossFutures(let rate): grossFutures.add(rate, applied.appliesTo)
      // Looked up by instrument: `ScreenOracle`.
      case .oracle: continue
      // No block of the model holds balances, and what is stated is no part of what an account holds.
      case .heldBase, .stated: continue
      case .liquidity(let rule):
        let own = applied.appliesTo == .maintenance ? known.maintenance : known.initial
        let volume = rule.volumeUSD(of: own)
        let closing = Closing(
          delta: Rate(
            spread: rule.halfSpread[coin], dailyVolume: volume, deviation: own.deviation,
            horizonDays: own.horizonDays, rule: rule.closing),
          vega: Rate(
            spread: rule.halfSpreadPoints, dailyVolume: rule.vegaShare * volume,
            deviation: rule.volatilityPointsDaily, horizonDays: own.horizonDays,
            rule: rule.closing), appliesTo: applied.appliesTo)
        // One for each requirement; a screen keeps no list.
        guard secondClosing == nil else { return nil }
        if firstClosing == nil { firstClosing = closing } else { secondClosing = closing }
        if closableUSD == nil {
          closableUSD =
            rule.participation * rule.volumeUSD(of: known.initial) * known.initial.horizonDays
        }
      case .rollShock, .deltaShock, .optionShare, .netShortStrikes, .offsettingVega, .depeg:
        return nil
      }
    }
  }
}
