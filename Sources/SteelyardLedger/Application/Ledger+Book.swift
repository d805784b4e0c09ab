import SteelyardContracts

extension Ledger {
  /// Books postings and position changes, and checks that each asset and instrument conserves.
  mutating func book(_ booking: Booking) throws(SteelyardError) {
    for posting in booking.postings { try book(posting) }
    for change in booking.changes { try book(change) }
    // The totals of what was touched say whether anything was made or lost; nothing else can have changed.
    for posting in booking.postings {
      guard assets[posting.asset.place].total.isZero else {
        throw unfit("its postings of \(assets[posting.asset.place].currency) do not cancel")
      }
    }
    for change in booking.changes {
      let instrument = instruments[change.instrument.place]
      guard instrument.total.isZero else {
        throw unfit("its changes of \(instrument.listing.instrument) do not cancel")
      }
      guard !instrument.valuation.isFuture || isCleared(instrument.settlement) else {
        throw unfit("what it realises is not what the clearing account pays")
      }
    }
  }

  /// Adds to what withdrawals hold of a balance.
  mutating func hold(
    _ amount: Amount, of asset: AssetIndex, in account: AccountIndex
  ) throws(SteelyardError) {
    let place = balancePlace(of: asset, in: account)
    let held = try sum(accounts[account.place].balances[place].held, amount)
    guard !held.isNegative else { throw unfit("less than nothing is held") }
    accounts[account.place].balances[place].held = held
    dropEmptyBalance(at: place, in: account)
  }

  private mutating func book(_ posting: Posting) throws(SteelyardError) {
    try check(posting.account)
    try check(posting.asset)
    assets[posting.asset.place].total = try sum(
      assets[posting.asset.place].total, posting.amount)
    let place = balancePlace(of: posting.asset, in: posting.account)
    let amount = try sum(
      accounts[posting.account.place].balances[place].amount, posting.amount)
    accounts[posting.account.place].balances[place].amount = amount
    if amount.isZero { dropEmptyBalance(at: place, in: posting.account) }
  }

  private mutating func book(_ change: PositionChange) throws(SteelyardError) {
    try check(change.account)
    try check(change.instrument)
    let instrument = change.instrument.place
    instruments[instrument].total = try sum(instruments[instrument].total, change.quantity)
    if instruments[instrument].valuation.isFuture {
      let asset = instruments[instrument].settlement.place
      assets[asset].openCost = try sum(assets[asset].openCost, change.cost)
    }
    let account = change.account.place
    let place = accounts[account].positionPlace(of: change.instrument)
    if place == accounts[account].positions.count
      || accounts[account].positions[place].instrument != change.instrument
    {
      var fresh = LedgerPosition(instrument: change.instrument)
      fresh.holderPlace = Int32(instruments[instrument].holders.count)
      instruments[instrument].holders.append(change.account)
      accounts[account].positions.insert(fresh, at: place)
    }
    let held = accounts[account].positions[place]
    let quantity = try sum(held.quantity, change.quantity)
    let cost = try sum(held.cost, change.cost)
    guard quantity.isZero else {
      accounts[account].positions[place].quantity = quantity
      accounts[account].positions[place].cost = cost
      accounts[account].positions[place].realised = try sum(held.realised, change.realised)
      return
    }
    guard cost.isZero else { throw unfit("a flat position has a cost") }
    accounts[account].positions.remove(at: place)
    try dropHolder(at: Int(held.holderPlace), of: change.instrument)
  }

  /// Takes a holder out of an instrument's list; the last one takes the place.
  private mutating func dropHolder(
    at place: Int, of instrument: InstrumentIndex
  ) throws(SteelyardError) {
    let last = instruments[instrument.place].holders.removeLast()
    guard place < instruments[instrument.place].holders.count else { return }
    instruments[instrument.place].holders[place] = last
    let position = accounts[last.place].positionPlace(of: instrument)
    accounts[last.place].positions[position].holderPlace = Int32(place)
  }

  private mutating func balancePlace(of asset: AssetIndex, in account: AccountIndex) -> Int {
    let place = accounts[account.place].balancePlace(of: asset)
    if place == accounts[account.place].balances.count
      || accounts[account.place].balances[place].asset != asset
    {
      accounts[account.place].balances.insert(LedgerBalance(asset: asset), at: place)
    }
    return place
  }

  private mutating func dropEmptyBalance(at place: Int, in account: AccountIndex) {
    let balance = accounts[account.place].balances[place]
    if balance.amount.isZero, balance.held.isZero {
      accounts[account.place].balances.remove(at: place)
    }
  }

  /// A sum that `decide` made sure of: past the range the event can't have been decided here.
  private func sum(_ left: Amount, _ right: Amount) throws(SteelyardError) -> Amount {
    let (units, overflow) = left.units.addingReportingOverflow(right.units)
    guard !overflow, units != .min else { throw unfit("a sum is out of range") }
    return Amount(units: units)
  }
}
