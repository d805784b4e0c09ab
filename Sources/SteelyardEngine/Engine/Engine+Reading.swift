public import SteelyardContracts
public import SteelyardFeeds
import SteelyardLedger
public import SteelyardMargin

// What may be read from any thread.
extension Engine {
  /// The latest risk frame; nil before there is a market.
  public var frame: LiveFrame? { published.frame }
  /// The journal's last position that may be seen.
  public var position: Int64 { published.position }
  /// The last cycle; nil before the first.
  public var lastCycle: CycleReport? { published.lastCycle }
  /// Why the last cycle made no frame; nil where it did.
  public var cycleFailure: SteelyardError? { published.cycleFailure }
  /// How many accounts there are, the house's left out.
  public var accountCount: Int { published.accountCount }
  /// How accounts stand, by level and margin call; a walk over all of them.
  public var census: AccountCensus { published.census }
  /// Parameters in force and on their way.
  public var governance: ParameterGovernance { published.governance }
  /// Liquidations that run, and whether any may trade.
  public var liquidations: LiquidationBook { published.liquidations }
  /// What was done of the loss waterfall.
  public var waterfall: WaterfallBook { published.waterfall }
  /// What strategies may do, and how far they are.
  public var mandates: MandateBook { published.mandates }
  /// What the insurance fund holds: positions that it took over, balances and debts.
  public var fund: Portfolio? { published.fund }
  /// What the insurance fund holds and its live orders, of one state.
  var fundHolding: (portfolio: Portfolio, orders: [LedgerOrder])? { published.fundHolding }
  /// What the insurance fund has, owes and is worth on the latest frame.
  ///
  /// - Throws: `notAllowed` before there is a frame; `missingMarketData` for a part of it without a price.
  public func fundStanding() throws(SteelyardError) -> FundStanding {
    guard let frame, let fund else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    return try FundStanding(fund, on: frame)
  }
  /// Limits.
  public var limits: LimitBook { published.limits }
  /// What the ledger's numbers stand for.
  public var directory: LedgerDirectory { published.directory }
  /// How many entries its memories hold.
  public var memory: EngineMemory { published.memory }
  /// How many instruments its market board holds.
  public var boardInstrumentCount: Int { boards.read { $0.instrumentCount } }
  /// How many market updates were refused, and why the last one was.
  public var refusedUpdates: (count: UInt64, last: SteelyardError?) { boards.refusals }

  /// An account as it is committed.
  ///
  /// - Throws: `notFound` where there is none of that name.
  public func account(_ name: AccountName) throws(SteelyardError) -> AccountView {
    guard let view = published.view(of: name) else {
      throw SteelyardError(
        .notFound, "There is no account \(name).", remedy: "Open it, or correct the name.",
        subject: .account(name.description))
    }
    return view
  }

  /// Accounts by the ledger's number, from one of them, at most so many.
  public func accounts(from start: Int, limit: Int) -> [AccountView] {
    published.views(from: start, limit: limit)
  }

  /// The figures of an account as the last cycle left them; nil before its first.
  public func risk(of account: AccountView) -> AccountRisk? { published.risk(of: account.index) }

  /// The latest records after a position; nil where some are only in the journal any more.
  public func records(after position: Int64, limit: Int) -> [PublishedRecord]? {
    published.records.records(after: position, limit: limit)
  }

  /// Calls whenever there are more records, with the last position, on the writer's thread: return at once.
  public func listen(_ body: @escaping @Sendable (Int64) -> Void) -> Int {
    published.records.listen(body)
  }

  /// Ends a listener.
  public func unlisten(_ listener: Int) { published.records.unlisten(listener) }

  /// Calls whenever something has changed, on the thread that changes it: return at once.
  public func watch(_ body: @escaping @Sendable (EngineNotice) -> Void) -> Int {
    published.watch.add(body)
  }

  /// Ends a watcher.
  public func unwatch(_ watcher: Int) { published.watch.remove(watcher) }

  /// The order book of an instrument; nil where none is fed.
  public func book(of instrument: Instrument) -> OrderBook? {
    boards.read { $0.book(of: instrument) }
  }

  /// The terms of an instrument, where a feed gives them.
  public func terms(of instrument: Instrument) -> ContractTerms? {
    boards.read { $0.terms[instrument] }
  }
}

// What is computed for a reader, on the latest frame and the account as it is committed.
extension Engine {
  /// One account on one frame, to be explained or changed in thought.
  public struct Question: Sendable {
    /// The account.
    public let view: AccountView
    /// What margin sees of it.
    public let holding: AccountHolding
    /// What its owner holds in other accounts.
    public let others: [Portfolio]
    /// The frame.
    public let frame: LiveFrame
    /// The model and its frame.
    public let slot: LiveFrame.Slot
    /// The account's figures on this frame and holding where the last cycle has made them.
    let known: AccountFigures?
    /// Accounts that were asked about before.
    let standings: StandingShelf
    /// Figures that questions have found before.
    let knownFigures: KnownFigures
  }

  /// An account and what its figures stand on now.
  ///
  /// - Throws: `notFound` where there is none of that name; `notAllowed` before there is a risk frame;
  ///   `missingMarketData` where the frame does not have an instrument yet that is held or ordered.
  public func question(of name: AccountName) throws(SteelyardError) -> Question {
    let view = try account(name)
    let holding = view.holding
    guard let frame, let slot = frame[view.mode] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.",
        subject: .account(name.description))
    }
    let others = published.views(of: view.owner).filter { $0.name != name }.map(\.portfolio)
    try frame.universe.requireCovering([holding.portfolio] + others, orders: holding.orders)
    let risk = published.risk(of: view.index)
    let isCurrent =
      risk?.basis == .exact && risk?.frame == frame.number
      && risk?.position ?? -1 >= view.position
    let known =
      isCurrent
      ? risk?.figures : knownFigures.figures(of: view.index, at: view.position, on: frame.number)
    // What others of the owner hold moves charges by size, and is not known to be the same.
    return Question(
      view: view, holding: holding, others: others, frame: frame, slot: slot,
      known: others.isEmpty ? known : nil, standings: standings, knownFigures: knownFigures)
  }
}

extension Engine.Question {
  /// The account's figures with everything that led to them.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  public func explanation() throws(SteelyardError) -> MarginExplanation {
    let batch = try batch()
    return slot.model.explanation(of: 0, in: batch, frame: slot.frame)
  }

  /// The figures alone of what `result(of:)` explains: before, after the trades, and what no fills of the orders
  /// can exceed.
  ///
  /// - Throws: What `WhatIf.result` throws.
  public func figures(of whatIf: WhatIf) throws(SteelyardError) -> SupposedFigures {
    try frame.universe.requireCovering([], orders: whatIf.orders, trades: whatIf.trades)
    let (standing, before) = try standing()
    let found = try slot.model.figures(
      of: holding.portfolio, supposing: whatIf.trades, orders: holding.orders + whatIf.orders,
      beside: others, before: known ?? before, near: standing, in: slot.frame, of: frame.universe)
    if known == nil, before == nil, others.isEmpty {
      knownFigures.keep(found.before, of: view.index, at: view.position, on: frame.number)
    }
    return found
  }

  /// The account with its sums as it was last asked about on this frame, or made now; and its figures where it
  /// is the same still.
  private func standing() throws(SteelyardError) -> (AccountStanding?, AccountFigures?) {
    guard slot.model.keepsStandings else { return (nil, nil) }
    if let kept = standings.kept(view.index, on: frame.number) {
      // What others of the owner hold moves charges by size, and is not known to be the same.
      let isSame = kept.position == view.position && others.isEmpty
      return (kept.standing, isSame ? kept.standing.figures : nil)
    }
    let made = slot.model.standing(of: 0, in: try batch(), frame: slot.frame)
    if let made {
      standings.keep(
        StandingShelf.Kept(standing: made, position: view.position), of: view.index,
        on: frame.number)
    }
    return (made, made?.figures)
  }

  /// The account and what its owner holds besides, over the frame's universe.
  func batch() throws(SteelyardError) -> PortfolioBatch {
    let batch = try PortfolioBatch(holding.portfolio, beside: others, over: frame.universe)
    try batch.requireCovered(by: slot.frame)
    return batch
  }

  /// The account's figures, as the model has them.
  ///
  /// - Throws: `limitExceeded` where the universe is full.
  func figures() throws(SteelyardError) -> AccountFigures {
    if let known { return known }
    return slot.model.figures(of: try batch(), in: slot.frame)[0]
  }

  /// What trades and orders would do, beside the orders that work already.
  ///
  /// - Throws: What `WhatIf.result` throws.
  public func result(of whatIf: WhatIf) throws(SteelyardError) -> WhatIfResult {
    try frame.universe.requireCovering([], orders: whatIf.orders, trades: whatIf.trades)
    let whole = try WhatIf(trades: whatIf.trades, orders: holding.orders + whatIf.orders)
    return try whole.result(
      for: holding.portfolio, stated: [], beside: others, model: slot.model, in: slot.frame,
      of: frame.universe)
  }
}
