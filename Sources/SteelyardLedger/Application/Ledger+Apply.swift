public import SteelyardContracts

extension Ledger {
  /// Books an event.
  ///
  /// It never refuses an event that `decide` made of this state.
  ///
  /// - Throws: `corruptData` for an event that does not fit the state or does not conserve; the ledger is then of
  ///   no more use, and is to be restored.
  public mutating func apply(_ event: LedgerEvent, at time: Timestamp) throws(SteelyardError) {
    guard time >= self.time else { throw unfit("its time is before that of the event before it") }
    self.time = time
    position += 1
    switch event {
    case .commandNamed(let account, let identifier, let digest):
      try check(account)
      accounts[account.place].memory.remember(
        .init(identifier: identifier, digest: digest, position: position, time: time))
    case .assetListed(let asset, let currency): try applyAsset(asset, currency)
    case .instrumentListed(let instrument, let listing, let venue, let settlement, let base):
      try applyInstrument(
        instrument,
        LedgerInstrument(listing: listing, venue: venue, settlement: settlement, base: base))
    case .accountOpened(let account, let name, let owner, let mode):
      guard account.place == accounts.count, accountIndices[name] == nil else {
        throw unfit("account \(name) is open or out of turn")
      }
      append(LedgerAccount(name: name, owner: owner, mode: mode))
    case .marginModeSet(let account, let mode):
      try check(account)
      accounts[account.place].mode = mode
    case .orderPlaced(let order): try applyPlaced(order)
    case .orderChanged(let order, let change): try applyChange(change, to: order)
    case .orderFilled(let order, let quantity, _, let booking):
      try book(booking)
      try applyFill(of: quantity, to: order)
    case .traded(_, _, _, let booking), .deposited(let booking), .transferred(let booking),
      .adjusted(let booking, _):
      try book(booking)
    case .liquidationFeeCharged, .takenOver, .deleveraged, .lossShared, .shareSold:
      try applyLiquidation(event)
    case .fundingPaid(let instrument, _, _, let booking):
      try check(instrument)
      try book(booking)
      instruments[instrument.place].fundedUntil = time
    case .interestAccrued(let asset, _, _, let booking):
      try check(asset)
      try book(booking)
      assets[asset.place].accruedUntil = time
    case .settled(let instrument, _, let kind, let booking):
      try check(instrument)
      try book(booking)
      if kind == .delivery {
        guard instruments[instrument.place].holders.isEmpty else {
          throw unfit("somebody still holds what was settled")
        }
        instruments[instrument.place].status = .settled
      }
    case .withdrawalRequested(let withdrawal): try applyRequest(withdrawal)
    case .withdrawalSent(let identifier, _, let booking):
      try release(identifier)
      try book(booking)
    case .withdrawalFailed(let identifier, _): try release(identifier)
    }
  }

  /// An error for an event that can't have happened to this state.
  func unfit(_ reason: String) -> SteelyardError { Ledger.unfit(reason, at: position) }

  /// The same where the ledger is not at hand.
  static func unfit(_ reason: String, at position: UInt64) -> SteelyardError {
    SteelyardError(
      .corruptData, "Event \(position) does not fit the ledger: \(reason).",
      remedy: "Restore the journal from a backup, or verify it with `steelyard ledger verify`.")
  }

  func check(_ account: AccountIndex) throws(SteelyardError) {
    guard account.rawValue >= 0, account.place < accounts.count else {
      throw unfit("there is no account \(account.rawValue)")
    }
  }

  func check(_ asset: AssetIndex) throws(SteelyardError) {
    guard asset.rawValue >= 0, asset.place < assets.count else {
      throw unfit("there is no asset \(asset.rawValue)")
    }
  }

  func check(_ instrument: InstrumentIndex) throws(SteelyardError) {
    guard instrument.rawValue >= 0, instrument.place < instruments.count else {
      throw unfit("there is no instrument \(instrument.rawValue)")
    }
  }

  private mutating func applyAsset(
    _ asset: AssetIndex, _ currency: Currency
  ) throws(SteelyardError) {
    guard asset.place == assets.count, assetIndices[currency] == nil else {
      throw unfit("asset \(currency) is listed or out of turn")
    }
    assetIndices[currency] = asset
    assets.append(LedgerAsset(currency: currency, accruedUntil: time))
  }

  private mutating func applyInstrument(
    _ index: InstrumentIndex, _ instrument: LedgerInstrument
  ) throws(SteelyardError) {
    try check(instrument.venue)
    try check(instrument.settlement)
    try check(instrument.base)
    let underlying = instrument.listing.instrument.underlying
    guard index.place == instruments.count,
      instrumentIndices[instrument.listing.instrument] == nil,
      assets[instrument.settlement.place].currency == underlying.settlement,
      assets[instrument.base.place].currency == underlying.base
    else { throw unfit("an instrument is listed, out of turn or of other assets") }
    instrumentIndices[instrument.listing.instrument] = index
    instruments.append(instrument)
  }

  private mutating func applyRequest(_ withdrawal: Withdrawal) throws(SteelyardError) {
    try check(withdrawal.account)
    try check(withdrawal.asset)
    guard withdrawal.identifier.rawValue == withdrawalsRequested + 1, withdrawal.amount > .zero
    else { throw unfit("a withdrawal is out of turn or of nothing") }
    withdrawalsRequested += 1
    withdrawals[withdrawal.identifier] = withdrawal
    try hold(withdrawal.amount, of: withdrawal.asset, in: withdrawal.account)
  }

  private mutating func release(_ identifier: WithdrawalIdentifier) throws(SteelyardError) {
    guard let withdrawal = withdrawals.removeValue(forKey: identifier) else {
      throw unfit("there is no withdrawal \(identifier)")
    }
    try hold(-withdrawal.amount, of: withdrawal.asset, in: withdrawal.account)
  }
}
