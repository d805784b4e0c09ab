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
      // Money may reach the clearing account without any position that it comes from.
      guard posting.account != HouseAccount.clearing.index || isCleared(posting.asset) else {
        throw unfit("what it realises is not what the clearing account pays")
      }
    }
    for change in booking.changes {
      let place = change.instrument.place
      guard instruments[place].total.isZero else {
        throw unfit("its changes of \(instruments[place].listing.instrument) do not cancel")
      }
      guard !instruments[place].valuation.isFuture || isCleared(instruments[place].settlement)
      else {
        throw unfit("what it realises is not what the clearing account pays")
      }
    }
  }

  /// Adds to what withdrawals hold of a balance.
  mutating func hold(
    _ amount: Amount, of asset: AssetIndex, in account: AccountIndex
  ) throws(SteelyardError) {
    let place = balancePlace(of: asset, in: account)
    let held = try Self.sum(accounts[account.place].balances[place].held, amount, position)
    guard !held.isNegative else { throw unfit("less than nothing is held") }
    accounts[account.place].balances[place].held = held
    dropEmptyBalance(at: place, in: account)
  }

  private mutating func book(_ posting: Posting) throws(SteelyardError) {
    try check(posting.account)
    try check(posting.asset)
    let asset = posting.asset.place
    assets[asset].total = try Self.sum(assets[asset].total, posting.amount, position)
    let place = balancePlace(of: posting.asset, in: posting.account)
    let account = posting.account.place
    let amount = try Self.sum(
      accounts[account].balances[place].amount, posting.amount, position)
    accounts[account].balances[place].amount = amount
    if amount.isZero { dropEmptyBalance(at: place, in: posting.account) }
  }

  private mutating func book(_ change: PositionChange) throws(SteelyardError) {
    try check(change.account)
    try check(change.instrument)
    let instrument = change.instrument.place
    instruments[instrument].total = try Self.sum(
      instruments[instrument].total, change.quantity, position)
    if instruments[instrument].valuation.isFuture {
      let asset = instruments[instrument].settlement.place
      assets[asset].openCost = try Self.sum(assets[asset].openCost, change.cost, position)
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
    let quantity = try Self.sum(held.quantity, change.quantity, position)
    let cost = try Self.sum(held.cost, change.cost, position)
    guard quantity.isZero else {
      accounts[account].positions[place].quantity = quantity
      accounts[account].positions[place].cost = cost
      accounts[account].positions[place].realised = try Self.sum(
        held.realised, change.realised, position)
      return
    }
    guard cost.isZero else { throw unfit("a flat position has a cost") }
    accounts[account].positions.remove(at: place)
    dropHolder(at: Int(held.holderPlace), of: change.instrument)
  }

  /// Takes a holder out of an instrument's list; the last one takes the place.
  private mutating func dropHolder(
    at place: Int, of instrument: InstrumentIndex
  ) {
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
  ///
  /// A function of the amounts alone: as a method of the ledger each call would retain all of its lists.
  private static func sum(
    _ left: Amount, _ right: Amount, _ position: UInt64
  ) throws(SteelyardError) -> Amount {
    let (units, overflow) = left.units.addingReportingOverflow(right.units)
    guard !overflow, units != .min else { throw unfit("a sum is out of range", at: position) }
    return Amount(units: units)
  }
}
