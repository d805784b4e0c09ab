public import SteelyardContracts

extension Ledger {
  /// The average entry price of a position, in `Instrument.priceCurrency`.
  ///
  /// It is the price at which the quantity is worth the cost, to the nearest 10^-18.
  ///
  /// - Returns: nil where an inverse position's cost is zero, which rounding makes of dust: it has no price.
  /// - Throws: `limitExceeded` where the price is outside the range of amounts.
  public func averagePrice(of position: LedgerPosition) throws(SteelyardError) -> Amount? {
    let valuation = instruments[position.instrument.place].valuation
    guard valuation != .inverseFuture || !position.cost.isZero else { return nil }
    return try valuation.price(of: position.quantity, worth: position.cost)
  }

  /// What an account holds, as margin models take it; held money is part of its balances.
  ///
  /// - Throws: As `averagePrice(of:)`.
  public func portfolio(of account: AccountIndex) throws(SteelyardError) -> Portfolio {
    var positions: [Position] = []
    positions.reserveCapacity(accounts[account.place].positions.count)
    for held in accounts[account.place].positions {
      positions.append(
        Position(
          instrument: instruments[held.instrument.place].listing.instrument,
          quantity: held.quantity, averagePrice: try averagePrice(of: held)))
    }
    let balances = accounts[account.place].balances.map { balance in
      AssetBalance(asset: assets[balance.asset.place].currency, amount: balance.amount)
    }
    return try Portfolio(positions: positions, balances: balances)
  }

  /// An account's live orders as margin models take them, in the order of placing.
  ///
  /// Where an amendment waits for the venue, the order counts with the larger of both quantities and the less
  /// favourable of both limits, so that no answer of the venue makes it worse.
  ///
  /// - Throws: As `WorkingOrder.init`, which no order of a ledger meets.
  public func workingOrders(of account: AccountIndex) throws(SteelyardError) -> [WorkingOrder] {
    var working: [WorkingOrder] = []
    for identifier in accounts[account.place].orders {
      guard let order = orders[identifier] else { continue }
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
