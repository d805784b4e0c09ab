public import SteelyardContracts
public import SteelyardLedger

/// Every liquidation that runs, who waits for one, and whether any may trade: part of the engine's state.
public struct LiquidationBook: Sendable, Hashable {
  /// Those of clients that have begun and not ended.
  public private(set) var open: [AccountName: LiquidationCase] = [:]
  /// How many have begun; the last one's number is no smaller.
  public private(set) var begunCount: UInt64 = 0
  /// How many have ended.
  public private(set) var endedCount: UInt64 = 0
  /// Rounds that were decided.
  public private(set) var roundCount: UInt64 = 0
  /// Notional that was decided, in US dollars.
  public private(set) var notionalUSD = 0.0
  /// The largest number.
  public private(set) var lastNumber: UInt64 = 0
  /// What is spent of the window that runs.
  public private(set) var window = LiquidationWindow()
  /// How what the insurance fund took over is traded away.
  public private(set) var fund = FundReduction()
  /// Who stopped all of them; nil while they run.
  public private(set) var stop: LiquidationSwitch?
  /// Who stopped those of single accounts.
  public private(set) var stops: [AccountName: LiquidationSwitch] = [:]
  /// Accounts that are handed over and not in liquidation; follows from the margin calls.
  public private(set) var awaiting: Set<AccountName> = []
  /// Whose the orders are that work; follows from the open cases.
  private var orders: [OrderIdentifier: AccountName] = [:]
  /// Accounts of which something is on offer; follows from the open cases.
  private var offering: Set<AccountName> = []

  /// No liquidations.
  public init() {}

  /// Whether nothing was ever liquidated or stopped.
  var isEmpty: Bool {
    begunCount == 0 && stop == nil && stops.isEmpty && !hasFund
  }

  /// Whether anything of the fund was ever traded away, or was to be.
  var hasFund: Bool { fund.begunCount > 0 }

  /// The liquidation of an account, or the fund's course; nil where none runs.
  package func known(_ account: AccountName) -> LiquidationCase? {
    account == HouseAccount.insurance.name ? fund.course : open[account]
  }

  private mutating func change(
    _ account: AccountName, _ body: (inout LiquidationCase) -> Void
  ) {
    if account == HouseAccount.insurance.name {
      if var course = fund.course {
        fund.course = nil
        body(&course)
        fund.course = course
      }
    } else if var known = open.removeValue(forKey: account) {
      body(&known)
      open[account] = known
    }
  }

  /// Who stopped the liquidation of an account, or all; nil where it may trade.
  public func stop(of account: AccountName) -> LiquidationSwitch? { stop ?? stops[account] }

  /// Whether an order is one of a liquidation.
  public func owns(_ order: OrderIdentifier) -> Bool { orders[order] != nil }

  /// Why an event can't happen as things stand; nil where it can.
  package func objection(to event: LiquidationEvent) -> String? {
    guard case .begun = event.kind else {
      guard let known = known(event.account) else { return "the account is not in liquidation" }
      return known.objection(to: event)
    }
    if known(event.account) != nil { return "the account is in liquidation already" }
    return event.number > lastNumber ? nil : "its number is used already"
  }

  /// Takes over an event.
  ///
  /// - Throws: `corruptData` for one that can't have happened.
  package mutating func apply(_ event: LiquidationEvent) throws(SteelyardError) {
    if let objection = objection(to: event) {
      throw SteelyardError(
        .corruptData,
        "Event \(event.kind.name.rawValue) of liquidation \(event.number) can't have happened: \(objection).",
        remedy: "Check the journal with `steelyard ledger verify`.",
        subject: .account(event.account.description))
    }
    if event.account == HouseAccount.insurance.name { return applyToFund(event) }
    switch event.kind {
    case .begun(let policy):
      begunCount += 1
      lastNumber = event.number
      open[event.account] = LiquidationCase(
        account: event.account, number: event.number, begun: event.time, policy: policy)
    case .ended:
      endedCount += 1
      open[event.account] = nil
    case .decided(let round):
      roundCount += 1
      notionalUSD += round.notionalUSD
      window.spend(round.notionalUSD, inWindow: round.window)
      open[event.account]?.apply(event)
    case .legRefused, .stopping, .roundEnded, .held, .resumed, .auctionOpened, .auctionPriced,
      .auctionEnded:
      open[event.account]?.apply(event)
    }
    note(event.account)
  }

  private mutating func applyToFund(_ event: LiquidationEvent) {
    fund.apply(event)
    switch event.kind {
    case .begun: lastNumber = event.number
    case .decided(let round): window.spend(round.notionalUSD, inWindow: round.window)
    default: break
    }
  }

  /// Takes over that somebody stopped liquidations, or let them go on.
  package mutating func apply(_ change: LiquidationSwitch) {
    let stop = change.position == .stopped ? change : nil
    if let account = change.account { stops[account] = stop } else { self.stop = stop }
  }

  /// Takes note of a margin call's new state.
  mutating func take(_ state: MarginCallState, of account: AccountName) {
    if case .handedOver = state { awaiting.insert(account) } else { awaiting.remove(account) }
  }

  private mutating func note(_ account: AccountName) {
    if open[account]?.auction?.offer != nil {
      offering.insert(account)
    } else {
      offering.remove(account)
    }
  }

  /// What an auction offers is of an account as it was: once something is booked for it nothing is on offer until it is
  /// priced again.
  private mutating func withdrawOffers(touchedBy event: LedgerEvent, _ ledger: Ledger) {
    guard !offering.isEmpty, let booking = event.booking else { return }
    for account in offering.sorted() {
      guard let index = ledger.index(of: account), booking.accounts.contains(index) else {
        continue
      }
      if case .shareSold(let sold, _) = event, sold.account == index {
        open[account]?.auction?.take(sold)
      } else {
        open[account]?.auction?.withdraw()
      }
      note(account)
    }
  }

  /// Takes over what the ledger has booked.
  ///
  /// - Parameter ledger: With the event booked.
  mutating func take(_ event: LedgerEvent, _ ledger: Ledger) {
    guard !open.isEmpty || fund.course != nil else { return }
    withdrawOffers(touchedBy: event, ledger)
    switch event {
    case .orderPlaced(let placed):
      guard let label = placed.label, let name = LiquidationOrderName(label) else { return }
      let account = ledger[placed.account].name
      guard known(account)?.waits(for: name) ?? false else { return }
      change(account) { $0.place(name, as: placed.identifier) }
      orders[placed.identifier] = account
    case .orderFilled(let order, let quantity, price: _, _):
      guard let account = orders[order] else { return }
      self.change(account) { $0.fill(order, quantity) }
      if ledger.orders[order] == nil { orders[order] = nil }
    case .orderChanged(let order, let change):
      guard let account = orders[order] else { return }
      switch change {
      case .rejected(let reason):
        self.change(account) { $0.end(order, as: .rejected, reason: reason) }
      case .cancelled: self.change(account) { $0.end(order, as: .cancelled, reason: "") }
      case .expired: self.change(account) { $0.end(order, as: .cancelled, reason: "expired") }
      case .accepted, .amendRequested, .amended, .amendRefused, .cancelRequested, .cancelRefused,
        .overdue:
        return
      }
      orders[order] = nil
    default: return
    }
  }
}

extension LiquidationBook {
  /// Writes all but what follows from the rest of the state.
  func write(to writer: inout ByteWriter) {
    writer.write(list: open.values.sorted { $0.account < $1.account }) { $1.write(to: &$0) }
    writer.write(begunCount)
    writer.write(endedCount)
    writer.write(roundCount)
    writer.write(notionalUSD)
    writer.write(lastNumber)
    writer.write(window.number)
    writer.write(window.spentUSD)
    writer.write(optional: stop) { $1.write(to: &$0) }
    writer.write(list: stops.sorted { $0.key < $1.key }) { $1.value.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  init(reading reader: inout ByteReader) throws(SteelyardError) {
    let cases = try reader.readList { reader throws(SteelyardError) in
      try LiquidationCase(reading: &reader)
    }
    for known in cases {
      guard open.updateValue(known, forKey: known.account) == nil else {
        throw reader.corrupt("an account is in liquidation twice")
      }
      for order in known.workingOrders { orders[order] = known.account }
    }
    begunCount = try reader.readUInt64()
    endedCount = try reader.readUInt64()
    roundCount = try reader.readUInt64()
    notionalUSD = try reader.readFinite()
    lastNumber = try reader.readUInt64()
    window = LiquidationWindow(
      number: try reader.readInt64(), spentUSD: try reader.readFinite())
    stop = try reader.readOptional { reader throws(SteelyardError) in
      try LiquidationSwitch(reading: &reader)
    }
    let changes = try reader.readList { reader throws(SteelyardError) in
      try LiquidationSwitch(reading: &reader)
    }
    for change in changes {
      guard let account = change.account, change.position == .stopped, stops[account] == nil else {
        throw reader.corrupt("a stop is of no account, or of one twice")
      }
      stops[account] = change
    }
  }
}

// The fund is written apart, so that states in which nothing of it was traded away keep their bytes.
extension LiquidationBook {
  /// Reads what the fund's part wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  mutating func readFund(_ reader: inout ByteReader) throws(SteelyardError) {
    fund = try FundReduction(reading: &reader)
    for order in fund.course?.workingOrders ?? [] {
      orders[order] = HouseAccount.insurance.name
    }
  }
}

// Auctions are written apart, so that states without any keep their bytes.
extension LiquidationBook {
  /// Whether an open case has had an auction.
  var hasAuctions: Bool { open.values.contains { $0.auction != nil } }

  /// Writes the auctions of the open cases.
  func writeAuctions(to writer: inout ByteWriter) {
    let cases = open.values.filter { $0.auction != nil }.sorted { $0.account < $1.account }
    writer.write(list: cases) { writer, known in
      writer.write(known.account)
      known.auction?.write(to: &writer)
    }
  }

  /// Reads what `writeAuctions(to:)` wrote, behind the cases.
  ///
  /// - Throws: `corruptData` for anything else.
  mutating func readAuctions(_ reader: inout ByteReader) throws(SteelyardError) {
    let auctions = try reader.readList { reader throws(SteelyardError) in
      (try reader.readAccountName(), try LiquidationAuction(reading: &reader))
    }
    for (account, auction) in auctions {
      guard open[account] != nil, open[account]?.auction == nil else {
        throw reader.corrupt("an auction is of no liquidation, or of one twice")
      }
      open[account]?.auction = auction
      note(account)
    }
  }
}
