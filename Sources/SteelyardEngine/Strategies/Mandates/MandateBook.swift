public import SteelyardContracts
public import SteelyardLedger

/// Every mandate, and whether any strategy may act: part of the engine's state.
public struct MandateBook: Sendable, Hashable {
  /// Most accounts with a mandate.
  public static let casesMax = 1000

  /// The latest mandate of each account that ever had one.
  public private(set) var cases: [AccountName: MandateCase] = [:]
  /// The largest number of a mandate.
  public private(set) var lastNumber: UInt64 = 0
  /// Who stopped all strategies; nil while they run.
  public private(set) var stop: MandateSwitch?
  /// Looks that were counted, of all mandates.
  public private(set) var lookCount: UInt64 = 0
  /// Decisions that were made, of all mandates.
  public private(set) var decisionCount: UInt64 = 0
  /// Orders that were placed for strategies.
  public private(set) var orderCount: UInt64 = 0
  /// Refusals: of orders, by the engine or the venue, and of decisions.
  public private(set) var refusalCount: UInt64 = 0
  /// What orders were decided for, in US dollars of notional.
  public private(set) var notionalUSD = 0.0
  /// Whose the orders are that work; follows from the cases.
  private var orders: [OrderIdentifier: AccountName] = [:]

  /// No mandates.
  public init() {}

  /// Whether there never was any, and nobody has stopped any.
  var isEmpty: Bool { cases.isEmpty && stop == nil }

  /// The mandate of an account; nil where it never had one.
  public func known(_ account: AccountName) -> MandateCase? { cases[account] }

  /// Whether an order is one of a strategy.
  public func owns(_ order: OrderIdentifier) -> Bool { orders[order] != nil }

  /// Why an event can't happen as things stand; nil where it can.
  package func objection(to event: MandateEvent) -> String? {
    let known = cases[event.account]
    if case .set(_, let version) = event.kind, known.map({ $0.phase == .ended }) ?? true {
      if known?.open != nil { return "orders of the mandate before still work" }
      if known == nil, cases.count >= MandateBook.casesMax {
        return "\(MandateBook.casesMax) accounts have a mandate already"
      }
      return event.number > lastNumber && version == 1 ? nil : "its number is used already"
    }
    guard let known else { return "the account has no mandate" }
    return known.objection(to: event)
  }

  /// Takes over an event.
  ///
  /// - Throws: `corruptData` for one that can't have happened.
  package mutating func apply(_ event: MandateEvent) throws(SteelyardError) {
    if let objection = objection(to: event) {
      throw SteelyardError(
        .corruptData,
        "Event \(event.kind.name.rawValue) of mandate \(event.number) can't have happened: \(objection).",
        remedy: "Check the journal with `steelyard ledger verify`.",
        subject: .account(event.account.description))
    }
    lookCount += UInt64(event.standing?.looks ?? 0)
    switch event.kind {
    case .set(let mandate, let version) where version == 1:
      lastNumber = event.number
      cases[event.account] = MandateCase(
        mandate, number: event.number, by: event.author, at: event.time)
      return
    case .decided(let decision):
      decisionCount += 1
      if decision.stage == .ordered { notionalUSD += decision.notionalUSD }
    case .ordered(let decision): notionalUSD += decision.notionalUSD
    case .legRefused, .refused: refusalCount += 1
    default: break
    }
    change(event.account) { $0.apply(event) }
  }

  /// Takes over that somebody stopped all strategies, or let them go on.
  package mutating func apply(_ change: MandateSwitch) {
    stop = change.position == .stopped ? change : nil
  }

  private mutating func change(_ account: AccountName, _ body: (inout MandateCase) -> Void) {
    // Taken out meanwhile, so that nothing of it is copied.
    guard var known = cases.removeValue(forKey: account) else { return }
    body(&known)
    cases[account] = known
  }

  /// Takes over what the ledger has booked.
  ///
  /// - Parameter ledger: With the event booked.
  mutating func take(_ event: LedgerEvent, _ ledger: Ledger) {
    guard !cases.isEmpty else { return }
    switch event {
    case .orderPlaced(let placed):
      guard let label = placed.label, let name = StrategyOrderName(label) else { return }
      let account = ledger[placed.account].name
      guard cases[account]?.waits(for: name) ?? false else { return }
      orderCount += 1
      change(account) { $0.place(name, as: placed.identifier) }
      orders[placed.identifier] = account
    case .orderFilled(let order, let quantity, price: _, _):
      guard let account = orders[order] else { return }
      change(account) { $0.fill(order, quantity) }
      if ledger.orders[order] == nil { orders[order] = nil }
    case .orderChanged(let order, let change): take(change, of: order)
    case .deposited(let booking), .transferred(let booking), .adjusted(let booking, reason: _):
      for posting in booking.postings {
        let asset = ledger.assets[Int(posting.asset.rawValue)].currency
        change(ledger[posting.account].name) { $0.transferred(posting.amount, of: asset) }
      }
    case .withdrawalRequested(let withdrawal):
      let asset = ledger.assets[Int(withdrawal.asset.rawValue)].currency
      change(ledger[withdrawal.account].name) {
        $0.leave(
          MandateTransfer(asset: asset, amount: withdrawal.amount), as: withdrawal.identifier)
      }
    case .withdrawalSent(let withdrawal, reference: _, _): resolve(withdrawal, hasLeft: true)
    case .withdrawalFailed(let withdrawal, reason: _): resolve(withdrawal, hasLeft: false)
    default: return
    }
  }

  private mutating func take(_ change: OrderChange, of order: OrderIdentifier) {
    guard let account = orders[order] else { return }
    switch change {
    case .rejected(let reason):
      refusalCount += 1
      self.change(account) { $0.end(order, as: .rejected, reason: reason) }
    case .cancelled: self.change(account) { $0.end(order, as: .cancelled, reason: "") }
    case .expired: self.change(account) { $0.end(order, as: .cancelled, reason: "expired") }
    case .accepted, .amendRequested, .amended, .amendRefused, .cancelRequested, .cancelRefused,
      .overdue:
      return
    }
    orders[order] = nil
  }

  private mutating func resolve(_ withdrawal: WithdrawalIdentifier, hasLeft: Bool) {
    for account in cases.keys.sorted() {
      change(account) { $0.resolve(withdrawal, hasLeft: hasLeft) }
    }
  }
}

extension MandateBook {
  /// Writes all but what follows from the rest of the state.
  func write(to writer: inout ByteWriter) {
    writer.write(list: cases.values.sorted { $0.account < $1.account }) { $1.write(to: &$0) }
    writer.write(lastNumber)
    writer.write(optional: stop) { $1.write(to: &$0) }
    writer.write(lookCount)
    writer.write(decisionCount)
    writer.write(orderCount)
    writer.write(refusalCount)
    writer.write(notionalUSD)
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  init(reading reader: inout ByteReader) throws(SteelyardError) {
    for known in try reader.readList({ reader throws(SteelyardError) in
      try MandateCase(reading: &reader)
    }) {
      guard cases.updateValue(known, forKey: known.account) == nil else {
        throw reader.corrupt("an account has two mandates")
      }
      for order in known.workingOrders { orders[order] = known.account }
    }
    lastNumber = try reader.readUInt64()
    stop = try reader.readOptional { reader throws(SteelyardError) in
      try MandateSwitch(reading: &reader)
    }
    lookCount = try reader.readUInt64()
    decisionCount = try reader.readUInt64()
    orderCount = try reader.readUInt64()
    refusalCount = try reader.readUInt64()
    notionalUSD = try reader.readFinite()
    guard cases.values.allSatisfy({ $0.number >= 1 && $0.number <= lastNumber }) else {
      throw reader.corrupt("a mandate has a number that was never given")
    }
  }
}
