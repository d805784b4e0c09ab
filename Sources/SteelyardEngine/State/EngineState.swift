import SteelyardDigests
public import SteelyardContracts
public import SteelyardLedger

/// Everything that the writer decides on: what the journal's events make, and nothing else.
public struct EngineState: Sendable {
  /// Accounts, balances, positions, orders.
  public internal(set) var ledger = Ledger()
  /// Margin calls, of every account that has had one.
  public internal(set) var calls: [AccountName: MarginCallCase] = [:]
  /// Drawdowns, of every account with a budget.
  public internal(set) var drawdowns: [AccountName: DrawdownWatch] = [:]
  /// Parameters in force and on their way.
  public internal(set) var governance = ParameterGovernance()
  /// Limits.
  public internal(set) var limits = LimitBook()
  /// Incidents that have begun and not ended.
  public internal(set) var incidents = IncidentBook()
  /// Liquidations that run, and whether any may trade.
  public internal(set) var liquidations = LiquidationBook()
  /// What was done of the loss waterfall.
  public internal(set) var waterfall = WaterfallBook()
  /// What strategies may do, and how far they are.
  public internal(set) var mandates = MandateBook()
  /// The largest number of a risk frame that a fact names.
  public internal(set) var frame: UInt64 = 0
  /// The time of the last record.
  public internal(set) var time = Timestamp(microseconds: 0)

  /// The accounts of each owner, in the order they were opened; follows from the ledger.
  var accountsOfOwner: [OwnerName: [AccountIndex]] = [:]

  /// A state before the first record.
  public init() {}

  /// The margin call's state of an account.
  public func call(of account: AccountName) -> MarginCallState {
    calls[account]?.state ?? .healthy
  }

  /// Whether an account's call is still in the state that an event leaves.
  func isCurrent(_ event: MarginCallEvent) -> Bool {
    guard ledger.index(of: event.account) != nil else { return false }
    let held = call(of: event.account)
    if case .transition(let from) = event.kind { return held.name == from }
    return held.name == event.state.name
  }

  /// Books what a record's command did.
  ///
  /// - Throws: `corruptData` for an event that can't have happened to this state.
  public mutating func apply(_ event: EngineEvent, at time: Timestamp) throws(SteelyardError) {
    self.time = max(self.time, time)
    switch event {
    case .ledger(let event):
      try ledger.apply(event, at: time)
      if case .accountOpened(let account, _, let owner, mode: _) = event {
        accountsOfOwner[owner, default: []].append(account)
      }
      liquidations.take(event, ledger)
      mandates.take(event, ledger)
    case .admission(let decision): frame = max(frame, decision.frame)
    case .marginCall(let event):
      calls[event.account, default: MarginCallCase(account: event.account)].apply(event)
      liquidations.take(event.state, of: event.account)
      frame = max(frame, event.frame)
    case .drawdown(let event):
      drawdowns[event.account, default: DrawdownWatch(account: event.account)].apply(event)
      frame = max(frame, event.frame)
    case .governance(let event): try governance.apply(event)
    case .limits(let event): limits.apply(event)
    case .incident(let event):
      incidents.apply(event)
      frame = max(frame, event.frame)
    case .liquidation(let event):
      try liquidations.apply(event)
      if case .ended = event.kind { waterfall.end(event.number) }
      frame = max(frame, event.frame)
    case .liquidationSwitch(let change): liquidations.apply(change)
    case .waterfall(let event):
      waterfall.apply(event)
      frame = max(frame, event.frame)
    case .mandate(let event):
      try mandates.apply(event)
      frame = max(frame, event.frame)
    case .mandateSwitch(let change): mandates.apply(change)
    }
  }
}

extension EngineState {
  /// Without and with incidents, with liquidations besides, with what others paid for them, with auctions, and with the
  /// fund's own trades: the first is still written where there are none, so that a state that earlier versions could have
  /// keeps its hash.
  private enum Form: UInt8 {
    case plain = 1
    case withIncidents = 2
    case withLiquidations = 3
    case withWaterfall = 4
    case withAuctions = 12
    case withBoth = 13
    case withFund = 19
    case withFundAndWaterfall = 20
    case withFundAndAuctions = 28
    case withAll = 29

    init(liquidations: LiquidationBook, waterfall: WaterfallBook, incidents: IncidentBook) {
      self =
        switch (waterfall.isEmpty, liquidations.hasAuctions, liquidations.hasFund) {
        case (false, true, true): .withAll
        case (false, false, true): .withFundAndWaterfall
        case (true, true, true): .withFundAndAuctions
        case (true, false, true): .withFund
        case (false, true, false): .withBoth
        case (false, false, false): .withWaterfall
        case (true, true, false): .withAuctions
        case (true, false, false):
          !liquidations.isEmpty
            ? .withLiquidations : incidents.open.isEmpty ? .plain : .withIncidents
        }
    }

    var hasLiquidations: Bool { rawValue >= Form.withLiquidations.rawValue }
    var hasFund: Bool { rawValue >= Form.withFund.rawValue }
    var hasAuctions: Bool {
      switch self {
      case .withAuctions, .withBoth, .withFundAndAuctions, .withAll: true
      default: false
      }
    }
    var hasWaterfall: Bool {
      switch self {
      case .withWaterfall, .withBoth, .withFundAndWaterfall, .withAll: true
      default: false
      }
    }
  }

  /// Added to the form of a state with mandates.
  private static let withMandates: UInt8 = 64

  /// The whole state as bytes: a snapshot of the journal.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    let form = Form(liquidations: liquidations, waterfall: waterfall, incidents: incidents)
    writer.write(byte: form.rawValue | (mandates.isEmpty ? 0 : EngineState.withMandates))
    writer.write(time)
    writer.write(frame)
    writer.write(ledger.bytes)
    writer.write(list: calls.values.sorted { $0.account < $1.account }) { $1.write(to: &$0) }
    writer.write(list: drawdowns.values.sorted { $0.account < $1.account }) { $1.write(to: &$0) }
    governance.write(to: &writer)
    limits.write(to: &writer)
    if form != .plain { incidents.write(to: &writer) }
    if form.hasLiquidations { liquidations.write(to: &writer) }
    if form.hasAuctions { liquidations.writeAuctions(to: &writer) }
    if form.hasWaterfall { waterfall.write(to: &writer) }
    if form.hasFund { liquidations.fund.write(to: &writer) }
    if !mandates.isEmpty { mandates.write(to: &writer) }
    return writer.bytes
  }

  /// Reads a snapshot.
  ///
  /// - Throws: `corruptData` for anything that `bytes` does not write.
  public init(bytes: [UInt8]) throws(SteelyardError) {
    var reader = ByteReader(bytes)
    let byte = try reader.readByte()
    guard let form = Form(rawValue: byte & ~EngineState.withMandates) else {
      throw reader.corrupt("a snapshot has a form that this version does not know")
    }
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    ledger = try Ledger(bytes: try reader.readBytes())
    for call in try reader.readList({ reader throws(SteelyardError) in
      try MarginCallCase(reading: &reader)
    }) { calls[call.account] = call }
    for watch in try reader.readList({ reader throws(SteelyardError) in
      try DrawdownWatch(reading: &reader)
    }) { drawdowns[watch.account] = watch }
    governance = try ParameterGovernance(reading: &reader)
    limits = try LimitBook(reading: &reader)
    if form != .plain { incidents = try IncidentBook(reading: &reader) }
    if form.hasLiquidations { liquidations = try LiquidationBook(reading: &reader) }
    if form.hasAuctions { try liquidations.readAuctions(&reader) }
    if form.hasWaterfall { waterfall = try WaterfallBook(reading: &reader) }
    if form.hasFund { try liquidations.readFund(&reader) }
    if byte & EngineState.withMandates != 0 {
      mandates = try MandateBook(reading: &reader)
      guard !mandates.isEmpty else { throw reader.corrupt("a snapshot has mandates of nobody") }
    }
    // Each state has one form, so that it has one hash.
    guard
      form == Form(liquidations: liquidations, waterfall: waterfall, incidents: incidents)
    else { throw reader.corrupt("a snapshot has another form than what it holds") }
    for call in calls.values { liquidations.take(call.state, of: call.account) }
    try reader.finish()
    for place in ledger.accounts.indices {
      accountsOfOwner[ledger.accounts[place].owner, default: []].append(
        AccountIndex(rawValue: Int32(place)))
    }
  }

  /// SHA-256 of `bytes`, in hexadecimal: the same on every machine that has replayed the same journal.
  public var hash: String { SHA256Digest(of: bytes).description }
}
