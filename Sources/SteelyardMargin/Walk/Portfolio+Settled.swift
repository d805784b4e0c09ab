public import SteelyardContracts
import SteelyardMarket

/// A position that expired on the way and what it paid.
public struct ExpiredPosition: Sendable, Hashable {
  /// The instrument.
  public let instrument: Instrument
  /// What was held, in `Instrument.quantityCurrency`.
  public let quantity: Amount
  /// The settlement price, in quote currency.
  public let settlementPrice: Double
  /// What was paid into the balance of the settlement currency; negative where the account paid.
  public let payment: Amount
}

extension Portfolio {
  /// The portfolio at a later time, spot unchanged: what expires until then has settled in cash at
  /// the forward of its expiry.
  ///
  /// - Throws: What `settled(until:in:at:)` throws.
  func settled(
    until time: Timestamp, in snapshot: MarketSnapshot
  ) throws(SteelyardError) -> (portfolio: Portfolio, expired: [ExpiredPosition]) {
    try settled(until: time, in: snapshot) { _, expiry in expiry.forward.value }
  }

  /// The portfolio at a later time: what expires until then has settled in cash.
  ///
  /// The payoff of options and the profit of futures since entry go into the balance of the
  /// settlement currency; a future whose entry is not known pays nothing, as it counted nothing.
  /// What had expired before the snapshot, and what the snapshot has no forward of, stays.
  ///
  /// - Parameters:
  ///   - snapshot: The market before the time passes.
  ///   - price: The settlement price of an instrument, in quote currency.
  /// - Throws: `unsupported` for a barrier option that would settle; `limitExceeded` for a payment
  ///   beyond exact amounts.
  func settled(
    until time: Timestamp, in snapshot: MarketSnapshot,
    at price: (Instrument, ExpiryMarket) throws(SteelyardError) -> Double
  ) throws(SteelyardError) -> (portfolio: Portfolio, expired: [ExpiredPosition]) {
    var ledger = PortfolioLedger(self)
    var expired: [ExpiredPosition] = []
    for position in positions {
      guard let expiry = position.instrument.expiry, expiry > snapshot.time, expiry <= time,
        let market = snapshot.market(of: position.instrument.underlying)?.market(at: expiry)
      else { continue }
      let price = try price(position.instrument, market)
      let payment = try Amount(
        nearest: position.quantity.doubleValue * (try position.unitPayment(settledAt: price)))
      ledger.remove(position.instrument)
      try ledger.add(payment, of: position.instrument.underlying.settlement)
      expired.append(
        ExpiredPosition(
          instrument: position.instrument, quantity: position.quantity, settlementPrice: price,
          payment: payment))
    }
    if expired.isEmpty { return (self, []) }
    return (try ledger.portfolio(), expired)
  }
}

extension Position {
  /// What one unit pays at a settlement price, in settlement currency.
  fileprivate func unitPayment(settledAt price: Double) throws(SteelyardError) -> Double {
    let isInverse = instrument.underlying.isInverse
    switch instrument.product {
    case .spot, .perpetual: return 0
    case .future:
      guard let entry = averagePrice?.doubleValue else { return 0 }
      return isInverse ? 1 / entry - 1 / price : price - entry
    case .option(let terms):
      let payoff = max(0, terms.right.sign * (price - terms.strike.doubleValue))
      return isInverse ? payoff / price : payoff
    case .barrierOption:
      throw SteelyardError(
        .unsupported, "Whether \(instrument) has met its barrier by its expiry is not known.",
        remedy: "Walk fewer days, or leave it out of the portfolio.",
        subject: .instrument(instrument.description))
    }
  }
}
