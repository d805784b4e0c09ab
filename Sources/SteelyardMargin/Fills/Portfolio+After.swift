public import SteelyardContracts

extension Portfolio {
  /// The portfolio once a trade is done at its price.
  ///
  /// - Throws: As `after(_:paying:)`.
  public func after(_ trade: Trade) throws(SteelyardError) -> Portfolio {
    try after([trade], paying: [])
  }

  /// The portfolio once trades are done at their prices and payments are made.
  ///
  /// - Parameters:
  ///   - trades: Done in this order.
  ///   - payments: What leaves the balances, such as fees; a negative amount enters.
  /// - Throws: `invalidInput` for a trade without a price, or a position whose entry price is not above
  ///   zero; `missingMarketData` where a future without an entry price is traded; `limitExceeded` where an
  ///   amount leaves the exact range.
  public func after(
    _ trades: [Trade], paying payments: [AssetBalance]
  ) throws(SteelyardError) -> Portfolio {
    var ledger = PortfolioLedger(self)
    for trade in trades {
      guard let price = trade.price else {
        throw SteelyardError(
          .invalidInput, "The trade has no price.", remedy: "State one.",
          subject: .instrument(trade.instrument.description))
      }
      try ledger.apply(Fill(trade.instrument, trade.quantity, done: price))
    }
    for payment in payments { try ledger.add(-payment.amount, of: payment.asset) }
    return try ledger.portfolio()
  }

  /// The portfolio once trades are done at what a frame counts them at, which changes nothing that it is
  /// worth, and payments are made.
  ///
  /// - Throws: `limitExceeded` where an amount leaves the exact range; `invalidInput` for a position whose
  ///   entry price is not above zero.
  package func afterTradesAtMarks(
    _ trades: [(instrument: Instrument, quantity: Amount, mark: Amount)],
    paying payments: [AssetBalance]
  ) throws(SteelyardError) -> Portfolio {
    var ledger = PortfolioLedger(self)
    for trade in trades {
      try ledger.apply(Fill(trade.instrument, trade.quantity, atMark: trade.mark))
    }
    for payment in payments { try ledger.add(-payment.amount, of: payment.asset) }
    return try ledger.portfolio()
  }
}
