public import SteelyardContracts

// What margin sees of an account: the exact numbers, without how they came about.
extension Ledger {
  /// The positions of an account at their average prices, and its balances without what is on its way out.
  ///
  /// - Precondition: The index is one of this ledger.
  /// - Throws: `limitExceeded` where an average price leaves the range of exact amounts.
  public func portfolio(of account: AccountIndex) throws(SteelyardError) -> Portfolio {
    var positions: [Position] = []
    positions.reserveCapacity(accounts[account.place].positions.count)
    for held in accounts[account.place].positions {
      positions.append(
        Position(
          instrument: instruments[held.instrument.place].listing.instrument,
          quantity: held.quantity, averagePrice: try averagePrice(of: held)))
    }
    var balances: [AssetBalance] = []
    balances.reserveCapacity(accounts[account.place].balances.count)
    for balance in accounts[account.place].balances where !balance.available.isZero {
      balances.append(
        AssetBalance(asset: assets[balance.asset.place].currency, amount: balance.available))
    }
    return try Portfolio(positions: positions, balances: balances)
  }

  /// What a position was entered at, on average, in `Instrument.priceCurrency`.
  ///
  /// It is the price at which the quantity is worth the cost, to the nearest 10^-18.
  ///
  /// - Returns: nil where an inverse position's cost is zero, which rounding makes of dust: it has no price.
  /// - Throws: `limitExceeded` where the price leaves the range of exact amounts.
  public func averagePrice(of position: LedgerPosition) throws(SteelyardError) -> Amount? {
    let valuation = instruments[position.instrument.place].valuation
    guard valuation != .inverseFuture || !position.cost.isZero else { return nil }
    return try valuation.price(of: position.quantity, worth: position.cost)
  }

  /// The orders of an account that may still fill, at the most that each may, in the order of placing.
  ///
  /// Where an amendment waits for the venue, the order counts with the larger of both quantities and the less
  /// favourable of both limits, so that no answer of the venue makes it worse.
  ///
  /// - Precondition: The index is one of this ledger.
  /// - Throws: `invalidInput` for an order that no venue takes; `decide` lets none in.
  public func workingOrders(of account: AccountIndex) throws(SteelyardError) -> [WorkingOrder] {
    var working: [WorkingOrder] = []
    for identifier in accounts[account.place].orders {
      guard let order = orders[identifier], !order.largestRemaining.isZero else { continue }
      working.append(
        try WorkingOrder(
          instrument: instruments[order.instrument.place].listing.instrument,
          quantity: order.largestRemaining, price: order.worstPrice))
    }
    return working
  }
}

extension LedgerOrder {
  /// The less favourable of its limit and the one that was asked for.
  var worstPrice: Amount? {
    guard case .amend(_, let asked?) = request, let price else { return price }
    return quantity.isNegative ? min(price, asked) : max(price, asked)
  }
}
