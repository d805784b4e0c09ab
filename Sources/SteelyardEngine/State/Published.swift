public import SteelyardContracts
import SteelyardLedger
public import SteelyardStore
import Synchronization

/// A record as streams tell it: one command's events, committed.
public struct PublishedRecord: Sendable, Hashable {
  /// Its place in the journal.
  public let position: Int64
  /// When it was decided.
  public let time: Timestamp
  /// Who asked.
  public let author: String
  /// What happened.
  public var events: [EngineEvent] { outcome.events }
  /// What happened, with whose the events are that do not say so themselves.
  public let outcome: EngineOutcome

  init(position: Int64, time: Timestamp, author: String, outcome: EngineOutcome) {
    self.position = position
    self.time = time
    self.author = author
    self.outcome = outcome
  }

  /// A record as it stands in the journal.
  ///
  /// - Throws: `corruptData` for one that can't be read.
  public init(_ record: JournalRecord) throws(SteelyardError) {
    self.init(
      position: record.position, time: record.time,
      author: try AuthoredCommand(bytes: record.command).author,
      outcome: try EngineOutcome(bytes: record.outcome))
  }
}

/// What every thread may read: what is committed, and what the last cycles said of it.
///
/// The writer releases changes after COMMIT, the risk loop frames and figures; readers take copies under a
/// lock that nobody holds for long.
final class Published: Sendable {
  /// What a batch of commands changed.
  struct Change: Sendable {
    var position: Int64 = 0
    var touched: Set<AccountIndex> = []
    var views: [AccountView] = []
    var listed: [Instrument] = []
    /// Of `listed` and what was listed before, what nobody can hold any more.
    var settled: [Instrument] = []
    var records: [PublishedRecord] = []
    /// What the insurance fund holds; nil where nothing of it changed.
    var fund: Portfolio?
    /// Its live orders, told with what it holds.
    var fundOrders: [LedgerOrder] = []

    var isEmpty: Bool { views.isEmpty && listed.isEmpty && records.isEmpty }
  }

  private struct Contents {
    var position: Int64 = 0
    var accounts = AccountDirectory()
    var governance = ParameterGovernance()
    var limits = LimitBook()
    var directory = LedgerDirectory()
    var orderCount = 0
    var incidents: [IncidentEvent.Subject: IncidentEvent] = [:]
    var liquidations = LiquidationBook()
    var waterfall = WaterfallBook()
    var mandates = MandateBook()
    var fund: Portfolio?
    var fundOrders: [LedgerOrder] = []
    var waiting = Waiting()
  }

  /// What the risk loop has not taken yet: of each account the latest alone, so that a long cycle lets nothing pile
  /// up beyond the accounts that there are.
  private struct Waiting {
    var change = Change()
    private var places: [Int: Int] = [:]

    mutating func add(_ new: Change, settled: some Sequence<Instrument>) {
      change.position = max(change.position, new.position)
      change.listed += new.listed
      change.settled += settled
      places.reserveCapacity(places.count + new.views.count)
      for view in new.views {
        if let place = places[view.index] {
          change.views[place] = view
        } else {
          places[view.index] = change.views.count
          change.views.append(view)
        }
      }
    }
  }

  private let contents = Mutex(Contents())
  private let latestFrame: Mutex<LiveFrame?> = Mutex(nil)
  private let table = Mutex(RiskTable())
  private let report: Mutex<CycleReport?> = Mutex(nil)
  private let failure: Mutex<SteelyardError?> = Mutex(nil)
  /// The last records, for streams.
  let records: RecordLog
  /// Who is told of changes.
  let watch = EngineWatch()
  /// Raised when there is something for the risk loop.
  let riskSignal = Signal()

  init(recordsKept: Int) { records = RecordLog(countMax: recordsKept) }

  /// The latest risk frame.
  var frame: LiveFrame? { latestFrame.withLock { $0 } }

  /// The journal's last position that is released.
  var position: Int64 { contents.withLock { $0.position } }

  /// Lets the state be seen that was found again from the journal.
  ///
  /// - Throws: `limitExceeded` where an average price leaves the exact range.
  func start(_ state: EngineState, position: Int64) throws(SteelyardError) {
    var change = Change()
    change.position = position
    for place in state.ledger.accounts.indices {
      let account = AccountIndex(rawValue: Int32(place))
      guard !state.ledger.accounts[place].isHouse else { continue }
      change.views.append(try state.view(of: account, position: position))
    }
    change.fund = try state.ledger.portfolio(of: HouseAccount.insurance.index)
    change.fundOrders = state.fundOrders
    change.listed = state.ledger.instruments.lazy.filter { $0.status == .listed }.map {
      $0.listing.instrument
    }
    release(change, state)
  }

  /// Lets a batch be seen.
  func release(_ change: Change, _ state: EngineState) {
    let settled = change.records.lazy.flatMap(\.settled)
    contents.withLock { contents in
      contents.position = max(contents.position, change.position)
      for view in change.views { contents.accounts.take(view) }
      contents.governance = state.governance
      contents.limits = state.limits
      contents.directory.take(state.ledger, settled: settled)
      contents.orderCount = state.ledger.orders.count
      contents.incidents = state.incidents.open
      contents.liquidations = state.liquidations
      contents.waterfall = state.waterfall
      contents.mandates = state.mandates
      if let fund = change.fund { (contents.fund, contents.fundOrders) = (fund, change.fundOrders) }
      // The log keeps the records; the risk loop needs none of them.
      contents.waiting.add(
        change, settled: settled.map { state.ledger[$0].listing.instrument })
    }
    if !change.views.isEmpty { watch.tell { .accounts(change.views.map(\.index)) } }
    records.append(change.records)
    if !change.isEmpty { riskSignal.raise() }
  }

  /// What was released since the last call, for the risk loop.
  func takeChanges() -> [Change] {
    contents.withLock { contents in
      let change = contents.waiting.change
      contents.waiting = Waiting()
      return change.isEmpty && change.position == 0 ? [] : [change]
    }
  }

  /// How much is held in memory.
  var memory: EngineMemory {
    contents.withLock { contents in
      EngineMemory(
        records: records.count, accounts: contents.accounts.count, orders: contents.orderCount,
        instruments: contents.directory.instruments.count,
        settledInstruments: contents.directory.settledCount,
        waitingAccounts: contents.waiting.change.views.count)
    }
  }

  /// An account; nil where there is none of that name.
  func view(of name: AccountName) -> AccountView? {
    contents.withLock { $0.accounts[name] }
  }

  /// Every account, by number from `start`, at most so many.
  func views(from start: Int, limit: Int) -> [AccountView] {
    contents.withLock { contents in
      let views = contents.accounts.views
      guard start < views.count else { return [] }
      return views[max(0, start)...].lazy.compactMap { $0 }.prefix(limit).map { $0 }
    }
  }

  /// The accounts of an owner.
  func views(of owner: OwnerName) -> [AccountView] {
    contents.withLock { $0.accounts.views(of: owner) }
  }

  /// How many accounts stand at each level and in each state of a margin call, counted in steps, so that nobody waits
  /// long.
  var census: AccountCensus {
    var census = AccountCensus()
    var next = 0
    while true {
      let calls = contents.withLock { contents in
        let views = contents.accounts.views
        return views[min(next, views.count)...].prefix(Published.censusStep).map { $0?.call.name }
      }
      guard !calls.isEmpty else { return census }
      table.withLock { table in
        for (offset, call) in calls.enumerated() {
          guard let call else { continue }
          census.calls[call, default: 0] += 1
          census.levels[table[next + offset]?.level, default: 0] += 1
        }
      }
      next += calls.count
    }
  }

  /// Accounts that are counted under one lock.
  private static let censusStep = 4096

  /// How many accounts there are, the house's left out.
  var accountCount: Int { contents.withLock { $0.accounts.count } }

  /// Parameters in force and on their way.
  var governance: ParameterGovernance { contents.withLock { $0.governance } }
  /// Incidents that have begun and not ended.
  var openIncidents: [IncidentEvent.Subject: IncidentEvent] {
    contents.withLock { $0.incidents }
  }
  /// Liquidations that run.
  var liquidations: LiquidationBook { contents.withLock { $0.liquidations } }
  /// What was done of the loss waterfall.
  var waterfall: WaterfallBook { contents.withLock { $0.waterfall } }
  /// What strategies may do, and how far they are.
  var mandates: MandateBook { contents.withLock { $0.mandates } }
  /// What the insurance fund holds.
  var fund: Portfolio? { contents.withLock { $0.fund } }
  /// What the insurance fund holds, and its live orders, of one state; nil before there is one.
  var fundHolding: (portfolio: Portfolio, orders: [LedgerOrder])? {
    contents.withLock { contents in contents.fund.map { ($0, contents.fundOrders) } }
  }
  /// Limits.
  var limits: LimitBook { contents.withLock { $0.limits } }
  /// What the ledger's numbers stand for.
  var directory: LedgerDirectory { contents.withLock { $0.directory } }

  /// The figures of an account; nil before its first cycle.
  func risk(of index: Int) -> AccountRisk? { table.withLock { $0[index] } }

  /// The figures of several accounts; nil for one before its first cycle.
  func risks(of indices: some Sequence<Int>) -> [AccountRisk?] {
    table.withLock { table in indices.map { table[$0] } }
  }

  /// The last cycle.
  var lastCycle: CycleReport? { report.withLock { $0 } }

  /// Lets a frame be seen, before the accounts are evaluated in it: admissions stand on the latest prices.
  func release(_ frame: LiveFrame) {
    latestFrame.withLock { $0 = frame }
    watch.tell { .frame }
  }

  /// Lets figures be seen.
  func release(_ risks: some Collection<(index: Int, risk: AccountRisk)>) {
    table.withLock { table in
      for (index, risk) in risks { table.set(risk, at: index) }
    }
    watch.tell { .figures(risks.map(\.0)) }
  }

  /// Tells how a cycle went.
  func release(_ cycle: CycleReport) {
    report.withLock { $0 = cycle }
    failure.withLock { $0 = nil }
    watch.tell { .cycle(cycle) }
  }

  /// Tells why the last cycle made no frame.
  func report(_ error: SteelyardError) { failure.withLock { $0 = error } }

  /// Why the last cycle made no frame; nil where it did.
  var cycleFailure: SteelyardError? { failure.withLock { $0 } }
}
