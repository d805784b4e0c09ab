import SteelyardContracts
import SteelyardMargin

/// The positions of an account that a liquidation can trade: those with a price, in the order of the instruments.
struct PricedHoldings {
  /// One of them.
  struct Holding {
    let instrument: Instrument
    /// Signed, never zero.
    let quantity: Amount
    let unit: TradedUnit

    /// What it is for, in US dollars, > 0.
    var notionalUSD: Double { quantity.magnitude.doubleValue * unit.notional }
    /// Change of its worth for a move of the coin by its whole price, in US dollars; short is negative.
    var deltaUSD: Double { quantity.doubleValue * unit.delta }
    /// Whether it is neither option nor spot.
    var isFuture: Bool { !instrument.isOption && instrument.product != .spot }
  }

  let holdings: [Holding]

  init(_ account: LiquidationAccount, in market: LiquidationMarket) {
    holdings = account.portfolio.positions.filter { !$0.quantity.isZero }
      .sorted { $0.instrument < $1.instrument }
      .compactMap { market.holding($0.instrument, $0.quantity) }
  }
}

extension LiquidationMarket {
  /// A quantity of an instrument with its price; nil where the frame has none.
  func holding(_ instrument: Instrument, _ quantity: Amount) -> PricedHoldings.Holding? {
    TradedUnit(instrument, in: frame, universe).map {
      PricedHoldings.Holding(instrument: instrument, quantity: quantity, unit: $0)
    }
  }

  /// The trade that makes a position smaller by a size, in whole lots of at least it; never more than all of it.
  ///
  /// - Parameter size: In `Instrument.quantityCurrency`, ≥ 0.
  func reduction(
    of quantity: Amount, of instrument: Instrument, by size: Amount
  ) throws(SteelyardError) -> Amount {
    var whole = size
    if let lot = terms[instrument]?.lot { whole = try size.rounded(toMultipleOf: lot, .up) }
    let taken = min(whole, quantity.magnitude)
    return quantity.isNegative ? taken : -taken
  }

  /// The trade that makes a position smaller by a share of it, in whole lots of at least that.
  ///
  /// - Parameter share: Above 0 to 1.
  func reduction(
    of quantity: Amount, of instrument: Instrument, byShare share: Amount
  ) throws(SteelyardError) -> Amount {
    try reduction(
      of: quantity, of: instrument,
      by: try quantity.magnitude.multiplied(by: share, rounding: .up))
  }

  /// An account's figures with trades done at the mark, without their cost.
  func figures(
    of account: LiquidationAccount, after trades: [LiquidationTrade]
  ) throws(SteelyardError) -> AccountFigures {
    var done: [Trade] = []
    for trade in trades {
      done.append(try Trade(instrument: trade.instrument, quantity: trade.quantity))
    }
    return try model.figures(
      of: account.portfolio, supposing: done, beside: account.others, before: account.figures,
      in: frame, of: universe
    ).after
  }
}

extension AccountFigures {
  /// Whether maintenance margin is met.
  var meetsMaintenance: Bool {
    maintenanceExcess >= -HealthLevel.roundingShare * maintenanceMargin
  }

  /// What lacks of maintenance margin, in a sentence's numbers.
  var shortfallText: String {
    "maintenance margin \(usdText(maintenanceMargin)) against \(usdText(maintenanceCountedEquity)) of counted equity"
  }
}
