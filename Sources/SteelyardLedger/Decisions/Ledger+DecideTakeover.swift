import SteelyardContracts

extension Ledger {
  func decideLiquidationFee(_ fee: LiquidationFee) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findClient(fee.account)
    let asset = try find(fee.asset)
    try checkPositive(fee.amount, "liquidation fee")
    let charged = min(fee.amount, accounts[account.place].balance(of: asset).available)
    guard charged > .zero else {
      throw SteelyardError(
        .insufficientFunds, "\(fee.account) has no \(fee.asset) that a fee could be taken from.",
        remedy: "Charge no fee: it makes no debt.", subject: .account(fee.account.description))
    }
    let booking = Booking(postings: [
      Posting(account: account, asset: asset, amount: -charged),
      Posting(account: HouseAccount.insurance.index, asset: asset, amount: charged),
    ])
    return [.liquidationFeeCharged(fee.liquidation, asked: fee.amount, booking)]
  }

  func decideTakeover(_ takeover: Takeover) throws(SteelyardError) -> [LedgerEvent] {
    let account = try findClient(takeover.account)
    var booking = Booking()
    var closings: [ClosedPosition] = []
    var named: Set<InstrumentIndex> = []
    for closing in takeover.closings {
      let index = try findTradable(closing.instrument)
      guard named.insert(index).inserted else {
        throw wrongTerms(index, "The position is taken over twice.", remedy: "Name it once.")
      }
      try checkClosing(closing.quantity, closing.price, of: account, in: index)
      let trade = try self.booking(
        of: -closing.quantity, at: closing.price, in: index,
        TradeSide(account: account, fee: .none),
        TradeSide(account: HouseAccount.insurance.index, fee: .none))
      booking.postings += trade.postings
      booking.changes += trade.changes
      closings.append(
        ClosedPosition(instrument: index, quantity: closing.quantity, price: closing.price))
    }
    if takeover.balances == .all {
      try checkWhole(closings, of: account)
      try takeBalances(of: account, &booking)
    }
    guard !closings.isEmpty || !booking.postings.isEmpty else {
      throw SteelyardError(
        .notAllowed, "There is nothing to take over.",
        remedy: "Name positions, or take all balances of an account that has some.",
        subject: .account(takeover.account.description))
    }
    return [.takenOver(takeover.liquidation, account, closings, takeover.balances, booking)]
  }

  /// Checks that a quantity closes some or all of a position, at a price that the instrument can have.
  func checkClosing(
    _ quantity: Amount, _ price: Amount, of account: AccountIndex, in index: InstrumentIndex
  ) throws(SteelyardError) {
    try checkTerms(quantity, price, of: index)
    let held = accounts[account.place].position(in: index)?.quantity ?? .zero
    guard quantity.isNegative == held.isNegative, quantity.magnitude <= held.magnitude else {
      throw SteelyardError(
        .notAllowed,
        "\(quantity) of \(instruments[index.place].listing.instrument) are to be closed; the "
          + "position is \(held).", remedy: "Close no more than is held, with its sign.",
        subject: .account(accounts[account.place].name.description))
    }
  }

  /// Checks that nothing is held once all of this is closed.
  private func checkWhole(
    _ closings: [ClosedPosition], of account: AccountIndex
  ) throws(SteelyardError) {
    let closed = Dictionary(uniqueKeysWithValues: closings.map { ($0.instrument, $0.quantity) })
    for held in accounts[account.place].positions where closed[held.instrument] != held.quantity {
      throw SteelyardError(
        .notAllowed,
        "The balances are taken over while \(held.quantity) of "
          + "\(instruments[held.instrument.place].listing.instrument) would not be, or not all.",
        remedy: "Take over every position with them, or leave the balances.",
        subject: .account(accounts[account.place].name.description))
    }
  }

  /// Moves what may leave the account to the fund and what it owes from the fund, as the trades leave it.
  ///
  /// What withdrawals hold stays: it is on its way out.
  private func takeBalances(
    of account: AccountIndex, _ booking: inout Booking
  ) throws(SteelyardError) {
    var left: [AssetIndex: Amount] = [:]
    for balance in accounts[account.place].balances { left[balance.asset] = balance.available }
    for posting in booking.postings where posting.account == account {
      left[posting.asset] = try (left[posting.asset] ?? .zero).adding(posting.amount)
    }
    for (asset, amount) in left.sorted(by: { $0.key < $1.key }) {
      booking.post(account, asset, -amount)
      booking.post(HouseAccount.insurance.index, asset, amount)
    }
  }
}
