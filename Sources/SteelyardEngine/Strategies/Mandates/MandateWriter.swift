import SteelyardAllocation
import SteelyardContracts
import SteelyardLedger

/// What the writer makes of commands about mandates, in its turn: it holds them against what is committed and against
/// the latest frame, and decides nothing of its own.
struct MandateWriter {
  let state: EngineState
  let frame: LiveFrame?
  let rules: StrategyRules

  /// Longest reason, in bytes of UTF-8.
  static let reasonLengthMax = 1024

  var book: MandateBook { state.mandates }

  /// The events of a command.
  ///
  /// - Throws: `unauthorised` for a step of anybody but the strategist; `notFound` for an account or mandate that
  ///   there is not; `notAllowed` and `limitExceeded` for what the mandate does not allow; `conflict` for what the
  ///   state has moved past; `invalidInput` for a mandate or reason that can't be.
  func events(
    of ask: MandateAsk, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    if case .step(let event) = ask { return try step(event, by: author, at: time) }
    guard author != Strategist.author else {
      throw SteelyardError(
        .unauthorised, "Only people give and change mandates.", remedy: "Use a key.")
    }
    if case .switchAll(let position, let reason) = ask {
      try check(reason)
      guard (book.stop != nil) != (position == .stopped) else {
        throw SteelyardError(
          .conflict,
          position == .stopped
            ? "It is so already: \(book.stop?.explanation ?? "")" : "Nobody has stopped them.",
          remedy: "Leave it as it is.", subject: .call)
      }
      return [
        .mandateSwitch(
          MandateSwitch(position: position, author: author, reason: reason, time: time))
      ]
    }
    let event = try event(of: ask, by: author, at: time)
    if let objection = book.objection(to: event) {
      throw SteelyardError(
        .conflict, "That can't be done: \(objection).", remedy: "Look at the mandate again.",
        subject: .account(event.account.description))
    }
    return [.mandate(event)]
  }

  private func event(
    of ask: MandateAsk, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> MandateEvent {
    func event(
      _ known: MandateCase, _ kind: MandateEvent.Kind, _ what: String, _ reason: String
    ) throws(SteelyardError) -> MandateEvent {
      try check(reason)
      return MandateEvent(
        account: known.account, number: known.number, time: time, frame: frame?.number ?? 0,
        author: author, kind: kind, explanation: "\(what) by \(author): \(reason)")
    }
    switch ask {
    case .set(let mandate, let power, let reason):
      return try set(mandate, power, reason, by: author, at: time)
    case .release(let account, let digest, let waivesLooks, let reason):
      let known = try known(account)
      try checkRelease(known, digest, waivesLooks, at: time)
      return try event(
        known, .released,
        "Mandate \(known.number) (\(known.mandate.strategy)) was let loose after \(known.rehearsalLooks) looks",
        reason)
    case .pause(let account, let reason):
      let known = try known(account)
      return try event(
        known, .paused(reason: reason), "Mandate \(known.number) was paused", reason)
    case .resume(let account, let reason):
      let known = try known(account)
      return try event(known, .resumed, "Mandate \(known.number) may go on", reason)
    case .end(let account, let reason):
      let known = try known(account)
      return try event(known, .ended, "Mandate \(known.number) was ended", reason)
    case .approve(let account, let decision, let reason):
      let known = try known(account)
      try checkAnswer(known, decision, at: time)
      return try event(
        known, .approved(decision: decision),
        "Decision \(decision) of mandate \(known.number) was approved", reason)
    case .reject(let account, let decision, let reason):
      let known = try known(account)
      try checkAnswer(known, decision, at: time)
      return try event(
        known, .dropped(decision: decision, reason: reason),
        "Decision \(decision) of mandate \(known.number) was rejected", reason)
    case .switchAll, .step: preconditionFailure("They are done before.")
    }
  }

  private func set(
    _ mandate: StrategyMandate, _ power: MandateAsk.Power, _ reason: String, by author: String,
    at time: Timestamp
  ) throws(SteelyardError) -> MandateEvent {
    try check(reason)
    let subject = SteelyardError.Subject.account(mandate.account.description)
    guard let index = state.ledger.index(of: mandate.account), !state.ledger[index].isHouse else {
      throw SteelyardError(
        .notFound, "There is no account \(mandate.account).", remedy: "Correct the name.",
        subject: subject)
    }
    guard mandate.expiry > time else {
      throw SteelyardError(
        .invalidInput, "The mandate ends at \(mandate.expiry), which is past.",
        remedy: "Give a later time.",
        subject: .place(file: "mandate", row: nil, field: "expiry"))
    }
    _ = try rules.strategy(mandate.strategy, mandate.parameters)
    let before = book.known(mandate.account).flatMap { $0.phase == .ended ? nil : $0 }
    if power == .narrowing {
      guard let before else {
        throw SteelyardError(
          .unauthorised, "The account has no mandate, and only the house gives one.",
          remedy: "Ask the house.", subject: subject)
      }
      if let field = mandate.widening(of: before.mandate) {
        throw SteelyardError(
          .unauthorised,
          "The account's own key may only narrow the mandate, and \(field) would be another or a wider one.",
          remedy: "Narrow it, or ask the house.", subject: subject)
      }
    }
    guard before?.digest != mandate.digest else {
      throw SteelyardError(
        .conflict, "The mandate stands so already, as version \(before?.version ?? 0).",
        remedy: "Leave it as it is.", subject: subject)
    }
    let number = before?.number ?? book.lastNumber + 1
    let version = (before?.version ?? 0) + 1
    return MandateEvent(
      account: mandate.account, number: number, time: time, frame: frame?.number ?? 0,
      author: author, kind: .set(mandate, version: version),
      explanation: "Mandate \(number) (\(mandate.strategy), \(mandate.level.rawValue)) for "
        + "\(mandate.account), version \(version), digest \(mandate.digest.prefix(16)), by "
        + "\(author): \(reason)")
  }

  private func checkRelease(
    _ known: MandateCase, _ digest: String, _ waivesLooks: Bool, at time: Timestamp
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.account(known.account.description)
    guard digest == known.digest else {
      throw SteelyardError(
        .conflict, "The mandate's digest is \(known.digest), not \(digest.prefix(80)).",
        remedy: "Look at the mandate again, and name what you let loose.", subject: subject)
    }
    guard waivesLooks || known.rehearsalLooks >= known.mandate.pace.rehearsalLooks else {
      throw SteelyardError(
        .notAllowed,
        "It has rehearsed \(known.rehearsalLooks) of \(known.mandate.pace.rehearsalLooks) looks.",
        remedy: "Wait, or waive the rest.", subject: subject)
    }
    try checkTime(known, time)
  }

  private func checkAnswer(
    _ known: MandateCase, _ decision: Int, at time: Timestamp
  ) throws(SteelyardError) {
    guard let open = known.open, open.number == decision, open.stage == .proposed else {
      throw SteelyardError(
        .conflict, "Decision \(decision) waits for no answer.",
        remedy: "Look at the proposals that wait.",
        subject: .account(known.account.description))
    }
    guard time < open.until else {
      throw SteelyardError(
        .conflict, "The answer to decision \(decision) is too late: it waited until \(open.until).",
        remedy: "Wait for the next proposal.", subject: .account(known.account.description))
    }
  }

  private func known(_ account: AccountName) throws(SteelyardError) -> MandateCase {
    guard let known = book.known(account) else {
      throw SteelyardError(
        .notFound, "The account \(account) has no mandate.", remedy: "Give it one first.",
        subject: .account(account.description))
    }
    return known
  }

  func checkTime(_ known: MandateCase, _ time: Timestamp) throws(SteelyardError) {
    guard time < known.mandate.expiry else {
      throw SteelyardError(
        .notAllowed, "The mandate ended at \(known.mandate.expiry).", remedy: "Give a new one.",
        subject: .account(known.account.description))
    }
  }

  private func check(_ reason: String) throws(SteelyardError) {
    guard !reason.allSatisfy(\.isWhitespace), reason.utf8.count <= MandateWriter.reasonLengthMax
    else {
      throw SteelyardError(
        .invalidInput,
        "The reason has no words, or more than \(MandateWriter.reasonLengthMax) bytes.",
        remedy: "Say in a sentence why.")
    }
  }
}
