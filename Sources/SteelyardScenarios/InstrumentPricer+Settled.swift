import SteelyardContracts
import SteelyardMarket

extension InstrumentPricer {
  /// An instrument whose expiry has passed: worth what it pays on its settlement price, and nothing
  /// moves it any more.
  ///
  /// - Throws: `invalidInput` where its settlement price is not known.
  func settled(
    _ instrument: Instrument, at expiry: Timestamp
  ) throws(SteelyardError) -> PricedInstrument {
    guard let market = snapshot.market(of: instrument.underlying),
      let price = market.settlementPrice(at: expiry)
    else {
      throw SteelyardError(
        .invalidInput, "It expired at \(expiry), before the market's time \(snapshot.time).",
        remedy: "Remove it, use an earlier market file, or give the settlement average of its "
          + "expiry with elapsed 1.")
    }
    let payoff =
      instrument.optionTerms.map { max(0, $0.right.sign * (price - $0.strike.doubleValue)) } ?? 0
    let value = instrument.underlying.isInverse ? payoff / price : payoff
    return PricedInstrument(
      instrument: instrument, index: market.index, price: price, priceSource: .settlement,
      fixedPrice: price, fixedShare: 1, rate: 0, rateSource: .notDiscounted, discount: 1,
      volatility: nil, timeToExpiry: 0, observedMark: nil, value: value, modelValue: value,
      delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0, netTransactionDelta: 0)
  }
}
