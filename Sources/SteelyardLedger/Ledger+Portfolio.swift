public import SteelyardContracts

// What margin sees of an account: the exact numbers, without how they came about.
extension Ledger {
  /// The positions of an account at their average prices, and its balances without what is on its way out.
  ///
  /// - Precondition: The index is one of this ledger.
  /// - Throws: `limitExceeded` where an average price leaves the range of exact amounts.
  public func portfolio(of account: AccountIndex) throws(SteelyardError) -> Portfolio {
    let held = self[account]
    var positions: [Position] = []
    positions.reserveCapacity(held.positions.count)
    for position in held.positions {
      positions.append(
        Position(
          instrument: self[position.instrument].listing.instrument, quantity: position.quantity,
          averagePrice: try averagePrice(of: position)))
    }
    return try Portfolio(
      positions: positions,
      balances: held.balances.lazy.filter { !$0.available.isZero }.map {
        AssetBalance(asset: self[$0.asset].currency, amount: $0.available)
      })
  }

  /// What a position was entered at, on average, in `Instrument.priceCurrency`.
  ///
  /// - Throws: `limitExceeded` where it leaves the range of exact amounts.
  public func averagePrice(of position: LedgerPosition) throws(SteelyardError) -> Amount {
    try self[position.instrument].valuation.price(of: position.quantity, worth: position.cost)
  }

  /// The orders of an account that may still fill, at the most that each may.
  ///
  /// - Precondition: The index is one of this ledger.
  /// - Throws: `invalidInput` for an order that no venue takes; `decide` lets none in.
  public func workingOrders(of account: AccountIndex) throws(SteelyardError) -> [WorkingOrder] {
    var working: [WorkingOrder] = []
    for identifier in self[account].orders {
      guard let order = orders[identifier], !order.largestRemaining.isZero else { continue }
      working.append(
        try WorkingOrder(
          instrument: self[order.instrument].listing.instrument, quantity: order.largestRemaining,
          price: order.price))
    }
    return working
  }
}
