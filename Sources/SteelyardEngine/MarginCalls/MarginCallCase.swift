public import SteelyardContracts

/// One account's margin state and what decides its next step: a state machine without a clock.
///
/// `observe` is handed every frame's figures and gives the events that follow; the caller journals
/// them. Replay calls `apply` with the same events and comes to the same state. Only how long an
/// account has been better (`calmSince`) is not journaled: after a restart it is counted anew, which
/// keeps a state a little longer and lets none escape.
public struct MarginCallCase: Sendable, Hashable {
  /// Whose.
  public let account: AccountName
  /// Where the account stands.
  public private(set) var state = MarginCallState.healthy
  /// Why it may not get worse for now.
  public private(set) var hold: MarginCallHold?
  /// When its owner was last told something.
  public private(set) var noticed: Timestamp?
  /// Since when every frame has been good enough to leave the state.
  public private(set) var calmSince: Timestamp?
  private var latest: Timestamp?

  /// A healthy account.
  public init(account: AccountName) { self.account = account }

  init(
    account: AccountName, state: MarginCallState, hold: MarginCallHold?, noticed: Timestamp?
  ) {
    self.account = account
    self.state = state
    self.hold = hold
    self.noticed = noticed
  }

  /// Takes over what an event left: replay.
  public mutating func apply(_ event: MarginCallEvent) {
    state = event.state
    hold = event.hold
    if event.isNotice { noticed = event.time }
    latest = event.time
    calmSince = nil
  }

  /// The events of a frame; none where nothing changed.
  ///
  /// Where the clock stepped back, the latest time seen counts.
  public mutating func observe(
    _ observation: MarginCallObservation, rules: MarginCallRules
  ) -> [MarginCallEvent] {
    let now = max(observation.time, latest ?? observation.time)
    latest = now
    let assessment = MarginCallAssessment(observation, rules: rules, at: now)
    var events: [MarginCallEvent] = []
    func event(_ kind: MarginCallEvent.Kind, in machine: MarginCallCase) -> MarginCallEvent {
      MarginCallEvent(
        account: account, time: now, kind: kind, state: machine.state, hold: machine.hold,
        observation: observation, rules: rules)
    }
    if let kind = changedHold(to: heldBack(by: assessment), at: now) {
      events.append(event(kind, in: self))
    }
    if let kind = changedCause(assessment, rules: rules, at: now) {
      noticed = now
      events.append(event(kind, in: self))
    }
    let next = nextState(assessment, rules: rules, at: now)
    if next != state {
      let from = state.name
      state = next
      calmSince = nil
      noticed = now
      // A hold belongs to the state it held; a better one has nothing to hold back.
      if state == .healthy { hold = nil }
      events.append(event(.transition(from: from), in: self))
      // A warning given on figures that are not trusted says so at once.
      if let kind = changedHold(to: heldBack(by: assessment), at: now) {
        events.append(event(kind, in: self))
      }
    } else if isReminderDue(rules, at: now) {
      noticed = now
      events.append(event(.reminder, in: self))
    }
    return events
  }

  /// Liquidation of the account has begun.
  ///
  /// - Throws: `notAllowed` unless the account was handed over.
  public mutating func beginLiquidation(
    _ observation: MarginCallObservation, rules: MarginCallRules
  ) throws(SteelyardError) -> MarginCallEvent {
    guard case .handedOver(let handOver) = state else {
      throw refused("Its liquidation can't begin", "Hand it over first.")
    }
    return moved(to: .inLiquidation(handOver), observation, rules)
  }

  /// Liquidation of the account has ended.
  ///
  /// An account that is still below maintenance margin is handed over again with the next frame.
  ///
  /// - Throws: `notAllowed` unless the account is in liquidation.
  public mutating func endLiquidation(
    _ observation: MarginCallObservation, rules: MarginCallRules
  ) throws(SteelyardError) -> MarginCallEvent {
    guard case .inLiquidation = state else {
      throw refused("Its liquidation can't end", "Begin it first.")
    }
    let now = max(observation.time, latest ?? observation.time)
    return moved(
      to: .recovering(until: now.advanced(bySeconds: rules.recoverySeconds)), observation, rules)
  }

  /// The next instant at which time alone may change the state: when to observe again at the latest.
  ///
  /// Nil where only figures can.
  public func nextInstant(rules: MarginCallRules) -> Timestamp? {
    var instants: [Timestamp] = []
    if hold == nil {
      if let deadline = state.deadline, latest.map({ $0 < deadline }) ?? true {
        instants.append(deadline)
      }
      if let noticed, isReminded, calmSince == nil {
        instants.append(noticed.advanced(bySeconds: rules.noticeIntervalSeconds))
      }
    }
    if case .recovering(let until) = state { instants.append(until) }
    if let calmSince { instants.append(calmSince.advanced(bySeconds: rules.calmSeconds)) }
    return instants.min()
  }

  private func refused(_ what: String, _ remedy: String) -> SteelyardError {
    SteelyardError(
      .notAllowed, "\(what): the account is \(state.name.rawValue).", remedy: remedy,
      subject: .account(account.description))
  }

  private mutating func moved(
    to next: MarginCallState, _ observation: MarginCallObservation, _ rules: MarginCallRules
  ) -> MarginCallEvent {
    let now = max(observation.time, latest ?? observation.time)
    let from = state.name
    latest = now
    state = next
    hold = nil
    calmSince = nil
    noticed = now
    return MarginCallEvent(
      account: account, time: now, kind: .transition(from: from), state: state, hold: nil,
      observation: observation, rules: rules)
  }
}

// Steps of `observe`, in its order.
extension MarginCallCase {
  /// Why the account, in its state, is held back by what was observed; nil where it is not.
  private func heldBack(by assessment: MarginCallAssessment) -> MarginCallHold.Reason? {
    switch state {
    case .healthy, .inLiquidation, .handedOver: return nil
    case .warned, .called, .recovering: break
    }
    if let reason = assessment.distrust { return reason }
    return assessment.handOver(of: state) != nil && !assessment.stableAgrees(to: state)
      ? .stablePriceDisagrees : nil
  }

  private mutating func changedHold(
    to reason: MarginCallHold.Reason?, at now: Timestamp
  ) -> MarginCallEvent.Kind? {
    guard reason != hold?.reason else { return nil }
    if let hold, hold.reason.stopsDeadline, case .called(let call) = state {
      let stood = now.microseconds - hold.since.microseconds
      state = .called(
        MarginCall(
          issued: call.issued,
          deadline: Timestamp(microseconds: call.deadline.microseconds + stood), cause: call.cause))
    }
    hold = reason.map { MarginCallHold(reason: $0, since: now) }
    return reason == nil ? .resumed : .held
  }

  /// Old parameters that would call as well end the excuse, with a full deadline from now at most.
  private mutating func changedCause(
    _ assessment: MarginCallAssessment, rules: MarginCallRules, at now: Timestamp
  ) -> MarginCallEvent.Kind? {
    guard case .called(let call) = state, call.cause == .parameters, hold == nil,
      assessment.isInCall, assessment.isInGrace, !assessment.callIsExcused
    else { return nil }
    state = .called(
      MarginCall(
        issued: call.issued,
        deadline: min(call.deadline, now.advanced(bySeconds: rules.deadlineSeconds)),
        cause: .market))
    return .causeChanged
  }

  private mutating func nextState(
    _ assessment: MarginCallAssessment, rules: MarginCallRules, at now: Timestamp
  ) -> MarginCallState {
    if let worse = worseState(assessment, rules: rules, at: now) {
      calmSince = nil
      return worse
    }
    // Nothing gets better on figures that leave something out.
    guard assessment.distrust != .incompleteFigures, let better = betterState(assessment, at: now)
    else {
      calmSince = nil
      return state
    }
    let since = calmSince ?? now
    calmSince = since
    return since.advanced(bySeconds: rules.calmSeconds) <= now ? better : state
  }

  private func worseState(
    _ assessment: MarginCallAssessment, rules: MarginCallRules, at now: Timestamp
  ) -> MarginCallState? {
    switch state {
    case .handedOver, .inLiquidation: return nil
    case .healthy, .warned, .called, .recovering: break
    }
    if assessment.distrust == nil {
      if let reason = assessment.handOver(of: state), assessment.stableAgrees(to: state) {
        return .handedOver(HandOver(at: now, reason: reason))
      }
      if assessment.isInCall, state.deadline == nil {
        return .called(assessment.call(rules: rules))
      }
    }
    return state == .healthy && assessment.isInWarning ? .warned : nil
  }

  /// The state to go to once the account has been good for long enough; nil where it is not good.
  private func betterState(
    _ assessment: MarginCallAssessment, at now: Timestamp
  ) -> MarginCallState? {
    let calmer: MarginCallState = assessment.isOutOfWarning ? .healthy : .warned
    switch state {
    case .healthy, .inLiquidation: return nil
    case .warned: return assessment.isOutOfWarning ? .healthy : nil
    case .called: return assessment.isOutOfCall ? calmer : nil
    case .handedOver: return assessment.isOutOfCall ? .recovering(until: now) : nil
    case .recovering(let until):
      return until <= now && assessment.isOutOfCall ? calmer : nil
    }
  }

  private var isReminded: Bool {
    switch state {
    case .warned, .called: true
    case .healthy, .handedOver, .inLiquidation, .recovering: false
    }
  }

  private func isReminderDue(_ rules: MarginCallRules, at now: Timestamp) -> Bool {
    // Who is better already is not reminded, though its state still waits for the calm to last.
    guard isReminded, hold == nil, calmSince == nil, let noticed else { return false }
    return noticed.advanced(bySeconds: rules.noticeIntervalSeconds) <= now
  }
}
