import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// The engine's decisions, one command after another, on the writer's thread.
struct EngineMachine: WriterMachine, Sendable {
  private(set) var state: EngineState
  private let rules: EngineRules
  private let published: Published
  private let snapshots: SnapshotKeeper?
  /// How often accounts have sent orders lately; not part of the state, as a restart forgives it.
  private var orderRates: [AccountName: OrderRateWindow] = [:]
  /// What is decided and not yet released.
  private var pending = Published.Change()
  /// Whether something of the insurance fund changed since the last release.
  private var isFundTouched = false
  private let beforeApplying: EventInspection

  /// - Parameters:
  ///   - snapshots: Where the state is kept now and then; nil where the journal keeps none.
  ///   - beforeApplying: Sees each event before it is applied; what it throws is a fault, for tests of one.
  init(
    _ state: EngineState, rules: EngineRules, published: Published, snapshots: SnapshotKeeper?,
    beforeApplying: @escaping EventInspection
  ) {
    self.beforeApplying = beforeApplying
    self.state = state
    self.rules = rules
    self.published = published
    self.snapshots = snapshots
  }

  mutating func execute(
    _ command: AuthoredCommand, position: Int64, at clock: Timestamp
  ) -> WriterDecision<EngineOutcome> {
    // A clock that steps back does not take the ledger along.
    let time = max(clock, state.time)
    do throws(SteelyardError) {
      let (events, refusal) = try decide(command, at: time)
      let outcome = EngineOutcome(events, before: state.ledger)
      // What would be done is told, and nothing of it is done.
      if case .waterfall(let ask) = command.command, ask.isDryRun {
        return WriterDecision(answer: .success(outcome), time: time, record: nil)
      }
      do throws(SteelyardError) {
        for event in events { try apply(event, at: time) }
      } catch {
        return .halted(by: error, command.author, at: time)
      }
      if !events.isEmpty {
        pending.records.append(
          PublishedRecord(
            position: position, time: time, author: command.author, outcome: outcome))
      }
      return WriterDecision(
        answer: refusal.map { .failure($0) } ?? .success(outcome), time: time,
        record: events.isEmpty
          ? nil : WriterRecord(command: command.bytes, outcome: outcome.bytes))
    } catch {
      return WriterDecision(answer: .failure(error), time: time, record: nil)
    }
  }

  mutating func release(through position: Int64) {
    pending.position = position
    pending.views.reserveCapacity(pending.touched.count)
    for account in pending.touched {
      // An average price out of range can't come from a trade that was booked.
      if let view = try? state.view(of: account, position: position) {
        pending.views.append(view)
      }
    }
    if isFundTouched {
      pending.fund = try? state.ledger.portfolio(of: HouseAccount.insurance.index)
      pending.fundOrders = state.fundOrders
      isFundTouched = false
    }
    published.release(pending, state)
    pending = Published.Change()
    snapshots?.offer(state, at: position)
  }

  /// What a command does: its events, and the refusal where they only say why not.
  private mutating func decide(
    _ authored: AuthoredCommand, at time: Timestamp
  ) throws(SteelyardError) -> ([EngineEvent], SteelyardError?) {
    switch authored.command {
    case .ledger(let command):
      if command.action.isPartOfLiquidation {
        return (try decideEnding(command, authored, at: time), nil)
      }
      return try decide(command, by: authored.author, at: time)
    case .marginCalls(let events):
      try checkEngine(authored)
      // What was seen on a state that has changed since is seen again in the next cycle.
      return (events.filter { state.isCurrent($0) }.map(EngineEvent.marginCall), nil)
    case .drawdowns(let events):
      try checkEngine(authored)
      return (events.map(EngineEvent.drawdown), nil)
    case .incidents(let events):
      try checkEngine(authored)
      return (
        events.filter { state.incidents.isNews($0) && isOfAccount($0) }
          .map(EngineEvent.incident), nil
      )
    case .adoptParameters(let model, let file):
      try checkFile(file, of: model, at: time)
      var governance = state.governance
      return (
        try governance.adopt(model: model, file: file, at: time).map(EngineEvent.governance), nil
      )
    case .proposeParameters(let proposal):
      try checkFile(proposal.file, of: proposal.model, at: time)
      var governance = state.governance
      let events = try governance.propose(
        model: proposal.model, file: proposal.file, hash: proposal.hash, by: authored.author,
        notBefore: proposal.notBefore, reason: proposal.reason, effect: proposal.effect, at: time,
        rules: rules.governance)
      return (events.map(EngineEvent.governance), nil)
    case .rollBackParameters(let model, let reason, let effect):
      var governance = state.governance
      let events = try governance.proposeRollback(
        model: model, by: authored.author, reason: reason, effect: effect, at: time,
        rules: rules.governance)
      return (events.map(EngineEvent.governance), nil)
    case .approveParameters(let change, let effect):
      var governance = state.governance
      let events = try governance.approve(
        change: change, by: authored.author, effect: effect, at: time, rules: rules.governance)
      return (events.map(EngineEvent.governance), nil)
    case .cancelParameters(let change, let reason):
      var governance = state.governance
      let events = try governance.cancel(
        change: change, by: authored.author, reason: reason, at: time)
      return (events.map(EngineEvent.governance), nil)
    case .advanceParameters:
      var governance = state.governance
      let events = try governance.advance(to: time, rules: rules.governance)
      return (events.map(EngineEvent.governance), nil)
    case .setLimits(let account, let limits, let reason):
      let event = try state.limits.change(
        of: account, to: limits, by: authored.author, reason: reason, at: time)
      return ([.limits(event)], nil)
    case .liquidation(let event, let call):
      let writer = LiquidationWriter(state: state, frame: published.frame, rules: rules)
      return (try writer.events(of: event, call: call, by: authored.author), nil)
    case .switchLiquidation(let account, let position, let reason):
      let change = try state.liquidationSwitch(
        of: account, to: position, by: authored.author, reason: reason, at: time)
      return ([.liquidationSwitch(change)], nil)
    case .waterfall(let ask):
      return (try waterfallWriter.events(of: ask, by: authored.author, at: time), nil)
    case .mandate(let ask):
      return (try mandateWriter.events(of: ask, by: authored.author, at: time), nil)
    }
  }

  /// What a ledger command does: exact facts first, then margin, so that a refusal for margin is only
  /// journaled of what could have been done.
  private mutating func decide(
    _ command: LedgerCommand, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> ([EngineEvent], SteelyardError?) {
    if author == Liquidator.author, case .placeOrder(let ticket) = command.action {
      let writer = LiquidationWriter(state: state, frame: published.frame, rules: rules)
      return (try writer.events(of: command, placing: ticket, at: time), nil)
    }
    try state.checkNotLiquidations(command, by: author)
    try mandateWriter.check(command, by: author, at: time)
    let events = try state.ledger.decide(try state.filled(command, at: time), at: time)
    guard !events.isEmpty else { return ([], nil) }
    try state.checkFundOrders(beneath: events)
    var decisions: [EngineEvent] = []
    var requests = try state.admissions(of: command.action)
    if case .sellShare(let sale) = command.action {
      let writer = LiquidationWriter(state: state, frame: published.frame, rules: rules)
      requests += try writer.admissions(of: sale, doing: events)
    }
    for request in requests {
      let decision = decision(on: request, at: time)
      // Only why it was refused is journaled of what is not done.
      guard decision.isAdmitted else { return ([.admission(decision)], decision.refusal) }
      decisions.append(.admission(decision))
    }
    return (events.map(EngineEvent.ledger) + decisions, nil)
  }

  private mutating func decision(
    on request: AdmissionRequest, at time: Timestamp
  ) -> AdmissionDecision {
    let limits = state.limits.limits(of: request.account)
    let check = AdmissionCheck(
      frame: published.frame, call: state.call(of: request.account), limits: limits,
      drawdown: state.drawdowns[request.account]?.stage ?? .within,
      recentOrderCount: limits.orderRate.map { limit in
        orderRates[request.account]?.count(at: time, limit: limit) ?? 0
      } ?? 0)
    if case .order = request.kind, let limit = limits.orderRate {
      orderRates[request.account, default: OrderRateWindow()].record(at: time, limit: limit)
    }
    return check.decision(on: request)
  }

  private mutating func apply(_ event: EngineEvent, at time: Timestamp) throws(SteelyardError) {
    try beforeApplying(event)
    switch event {
    case .ledger(let event):
      // The order or withdrawal that an event ends is found only before it is applied.
      let touched = event.touched(in: state.ledger)
      try state.apply(.ledger(event), at: time)
      pending.touched.reserveCapacity(pending.touched.count + touched.count)
      if touched.contains(HouseAccount.insurance.index) { isFundTouched = true }
      for account in touched where !state.ledger.accounts[Int(account.rawValue)].isHouse {
        pending.touched.insert(account)
      }
      if case .instrumentListed(_, let listing, venue: _, settlement: _, base: _) = event {
        pending.listed.append(listing.instrument)
      }
    case .marginCall(let call):
      try state.apply(event, at: time)
      touch(call.account)
    case .drawdown(let drawdown):
      try state.apply(event, at: time)
      touch(drawdown.account)
    case .liquidation(let liquidation):
      try state.apply(event, at: time)
      touch(liquidation.account)
    case .admission, .governance, .limits, .incident, .liquidationSwitch, .waterfall, .mandate,
      .mandateSwitch:
      try state.apply(event, at: time)
    }
  }

  private mutating func touch(_ name: AccountName) {
    // Of the house there are no views.
    if !HouseAccount.owns(name), let account = state.ledger.index(of: name) {
      pending.touched.insert(account)
    }
  }

  /// Whether an incident's account, where it has one, is open.
  private func isOfAccount(_ event: IncidentEvent) -> Bool {
    event.account.map { state.ledger.index(of: $0) != nil } ?? true
  }

  private func checkEngine(_ authored: AuthoredCommand) throws(SteelyardError) {
    guard authored.author == AuthoredCommand.engine else {
      throw SteelyardError(
        .unauthorised, "Only the engine says what a risk cycle saw, and ends accounts.",
        remedy: "Leave margin calls and liquidations to it.")
    }
  }

  /// A fee, a takeover, a deleveraging or a sharing, as a command of the ledger.
  private func decideEnding(
    _ command: LedgerCommand, _ authored: AuthoredCommand, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    let writer = waterfallWriter
    let isOwn = authored.author == Liquidator.author
    if isOwn, writer.isDone(command.action) { return [] }
    try checkEnding(command.action, authored)
    if !isOwn { try state.checkNotLiquidations(command, by: authored.author) }
    let decided = try state.ledger.decide(command, at: time)
    try state.checkFundOrders(beneath: decided)
    let events = decided.map(EngineEvent.ledger)
    guard isOwn, !events.isEmpty, let mark = try writer.mark(command.action, at: time) else {
      return events
    }
    return events + [mark]
  }

  private var mandateWriter: MandateWriter {
    MandateWriter(state: state, frame: published.frame, rules: rules.strategies)
  }

  private var waterfallWriter: WaterfallWriter {
    WaterfallWriter(state: state, frame: published.frame, rules: rules) { [published] account in
      published.risk(of: Int(account.rawValue))?.figures.equity
    }
  }

  /// Only the engine ends accounts; the liquidator takes over what its own liquidation says is due.
  private func checkEnding(
    _ action: LedgerAction, _ authored: AuthoredCommand
  ) throws(SteelyardError) {
    guard authored.author == Liquidator.author else { return try checkEngine(authored) }
    let writer = LiquidationWriter(state: state, frame: published.frame, rules: rules)
    switch action {
    case .takeOver(let takeover): try writer.check(takeover)
    case .chargeLiquidationFee(let fee): try writer.check(fee)
    default: try checkEngine(authored)
    }
  }

  /// Refuses parameters and states that make no model beside what is in force.
  private func checkFile(
    _ file: [UInt8], of name: String, at time: Timestamp
  ) throws(SteelyardError) {
    _ = try state.governance.model(of: file, named: name, at: time, rules.models)
  }
}

/// What looks at an event before it is applied.
typealias EventInspection = @Sendable (EngineEvent) throws(SteelyardError) -> Void

extension WriterDecision {
  /// The end of a writer whose memory holds a part of what a command did.
  fileprivate static func halted(
    by error: SteelyardError, _ author: String, at time: Timestamp
  ) -> WriterDecision {
    let fault = SteelyardError(
      .unavailable,
      "What was decided for \(author) could not be applied; the engine has stopped.",
      remedy: "Start it again: everything acknowledged is in the journal. Report the fault.",
      subject: error.subject, cause: "\(error)")
    return WriterDecision(answer: .failure(fault), time: time, record: nil, fault: fault)
  }
}
