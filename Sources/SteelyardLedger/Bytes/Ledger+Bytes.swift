public import SteelyardDigests
public import SteelyardContracts

extension Ledger {
  /// The whole state, in one form only: lists by index, orders and withdrawals by number.
  ///
  /// Two ledgers have the same bytes if and only if they have the same state, whatever way they came to it.
  public var bytes: [UInt8] {
    var writer = ByteWriter(reserving: 1 << 16)
    writer.write(byte: JournalForm.current)
    writer.write(position)
    writer.write(time)
    writer.write(ordersPlaced)
    writer.write(withdrawalsRequested)
    writer.write(values: assets)
    writer.write(UInt64(accounts.count))
    for account in accounts { account.write(to: &writer) }
    writer.write(values: instruments)
    writer.write(UInt64(accounts.count))
    for account in accounts { account.writePositions(to: &writer) }
    writer.write(values: orders.keys.sorted().compactMap { orders[$0] })
    writer.write(values: withdrawals.keys.sorted().compactMap { withdrawals[$0] })
    return writer.bytes
  }

  /// The SHA-256 of `bytes`.
  public var stateHash: SHA256Digest { SHA256Digest(of: bytes) }

  /// The ledger of a snapshot's bytes.
  ///
  /// - Throws: `corruptData` for bytes that no ledger has, among them those of a state that does not conserve.
  public init(bytes: [UInt8]) throws(SteelyardError) {
    var reader = ByteReader(bytes)
    try JournalForm.check(&reader)
    self.init()
    let houseCount = accounts.count
    position = try reader.readUInt64()
    time = try reader.readTimestamp()
    ordersPlaced = try reader.readUInt64()
    withdrawalsRequested = try reader.readUInt64()
    guard max(position, ordersPlaced, withdrawalsRequested) < UInt64.max >> 1,
      time.microseconds >= 0
    else { throw reader.corrupt("a number is out of range") }
    for asset in try reader.readValues(LedgerAsset.self) {
      guard assetIndices[asset.currency] == nil, assets.count < Ledger.assetsMax,
        isPast(asset.accruedUntil)
      else { throw reader.corrupt("an asset is twice, or of a later time") }

      assetIndices[asset.currency] = AssetIndex(place: assets.count)
      assets.append(asset)
    }
    let accountCount = try reader.readUInt64()
    for place in 0..<accountCount {
      let account = try LedgerAccount(from: &reader)
      guard account.balances.allSatisfy({ $0.asset.place < assets.count && !$0.amount.isZero }),
        account.memory.remembered.allSatisfy({ isPast($0.time) })
      else { throw reader.corrupt("a balance is empty, of no asset, or of a later time") }
      guard place >= houseCount else {
        guard account.name == accounts[Int(place)].name else {
          throw reader.corrupt("an account of the house is missing")
        }
        accounts[Int(place)] = account
        continue
      }
      guard accountIndices[account.name] == nil, accounts.count < Ledger.accountsMax else {
        throw reader.corrupt("an account is twice, or there are too many")
      }
      append(account)
    }
    guard accountCount == accounts.count else { throw reader.corrupt("accounts are missing") }
    for instrument in try reader.readValues(LedgerInstrument.self) {
      try restore(instrument)
    }
    try restorePositions(from: &reader)
    for order in try reader.readValues(LedgerOrder.self) { try restore(order) }
    for withdrawal in try reader.readValues(Withdrawal.self) { try restore(withdrawal) }
    try reader.finish()
    try restoreTotals()
    // One state has one form: what is written otherwise was not written here.
    guard self.bytes == bytes else { throw reader.corrupt("it is not in its one form") }
  }

  /// Whether a time is one that the ledger has seen.
  private func isPast(_ instant: Timestamp) -> Bool {
    instant.microseconds >= 0 && instant <= time
  }

  private mutating func restore(_ instrument: LedgerInstrument) throws(SteelyardError) {
    let index = InstrumentIndex(place: instruments.count)
    try check(instrument.venue)
    try check(instrument.settlement)
    try check(instrument.base)
    let underlying = instrument.listing.instrument.underlying
    guard instrumentIndices[instrument.listing.instrument] == nil,
      assets[instrument.settlement.place].currency == underlying.settlement,
      assets[instrument.base.place].currency == underlying.base
    else { throw unfit("an instrument is twice or of other assets") }
    instrumentIndices[instrument.listing.instrument] = index
    instruments.append(instrument)
  }

  private mutating func restorePositions(
    from reader: inout ByteReader
  ) throws(SteelyardError) {
    guard try reader.readUInt64() == accounts.count else {
      throw reader.corrupt("positions of an account are missing")
    }
    for place in accounts.indices {
      for var position in try reader.readValues(LedgerPosition.self) {
        try check(position.instrument)
        guard !position.quantity.isZero,
          accounts[place].positions.last.map({ $0.instrument < position.instrument }) ?? true,
          instruments[position.instrument.place].status == .listed
        else { throw reader.corrupt("a position is empty or out of order") }
        let instrument = position.instrument.place
        position.holderPlace = Int32(instruments[instrument].holders.count)
        instruments[instrument].holders.append(AccountIndex(place: place))
        accounts[place].positions.append(position)
      }
    }
  }

  private mutating func restore(_ order: LedgerOrder) throws(SteelyardError) {
    try check(order.account)
    try check(order.instrument)
    guard (1...max(ordersPlaced, 1)).contains(order.identifier.rawValue),
      orders[order.identifier] == nil, !order.status.isFinal, !order.remaining.isZero,
      order.remaining.isNegative == order.quantity.isNegative
    else { throw unfit("an order is twice, finished or overfilled") }
    orders[order.identifier] = order
    accounts[order.account.place].orders.append(order.identifier)
  }

  private mutating func restore(_ withdrawal: Withdrawal) throws(SteelyardError) {
    try check(withdrawal.account)
    try check(withdrawal.asset)
    guard (1...max(withdrawalsRequested, 1)).contains(withdrawal.identifier.rawValue),
      withdrawals[withdrawal.identifier] == nil, withdrawal.amount > .zero
    else { throw unfit("a withdrawal is twice or of nothing") }
    withdrawals[withdrawal.identifier] = withdrawal
    try hold(withdrawal.amount, of: withdrawal.asset, in: withdrawal.account)
  }

  /// Counts what is kept event by event, and checks that all of it cancels.
  private mutating func restoreTotals() throws(SteelyardError) {
    for account in accounts {
      for position in account.positions {
        let instrument = instruments[position.instrument.place]
        guard instrument.valuation.isFuture else { continue }
        let asset = instrument.settlement.place
        let (units, overflow) = assets[asset].openCost.units.addingReportingOverflow(
          position.cost.units)
        guard !overflow, units != .min else { throw unfit("a sum is out of range") }
        assets[asset].openCost = Amount(units: units)
      }
    }
    guard imbalances().isEmpty else { throw unfit("its balances or positions do not cancel") }
  }
}
