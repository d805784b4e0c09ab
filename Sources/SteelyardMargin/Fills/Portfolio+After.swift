public import SteelyardContracts

extension Portfolio {
  /// The portfolio once a trade is done at its price.
  ///
  /// - Throws: `invalidInput` for a trade without a price, or a position whose entry price is not above
  ///   zero; `missingMarketData` where a future without an entry price is traded; `limitExceeded` where an
  ///   amount leaves the exact range.
  public func after(_ trade: Trade) throws(SteelyardError) -> Portfolio {
    guard let price = trade.price else {
      throw SteelyardError(
        .invalidInput, "The trade has no price.", remedy: "State one.",
        subject: .instrument(trade.instrument.description))
    }
    var ledger = PortfolioLedger(self)
    try ledger.apply(Fill(trade.instrument, trade.quantity, done: price))
    return try ledger.portfolio()
  }
}
