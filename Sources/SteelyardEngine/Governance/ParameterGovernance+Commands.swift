import SteelyardDigests
public import SteelyardContracts

extension ParameterGovernance {
  /// Starts a model with parameters that need no approval: what the service is configured with.
  ///
  /// - Throws: `conflict` where the model has parameters already, `invalidInput` for an empty or too
  ///   large file.
  public mutating func adopt(
    model: String, file: [UInt8], at now: Timestamp
  ) throws(SteelyardError) -> [GovernanceEvent] {
    guard versions[model] == nil else {
      throw SteelyardError(
        .conflict, "\(model) has parameters already.", remedy: "Propose a change of them.")
    }
    try check(name: model, "model")
    try check(file: file)
    return try applied([
      GovernanceEvent(
        time: now,
        kind: .adopted(
          ParameterVersion(
            model: model, number: 1, file: file, hash: SHA256Digest(of: file).description,
            since: now,
            change: nil, looseningShare: 0)))
    ])
  }

  /// Proposes new parameters.
  ///
  /// - Parameters:
  ///   - hash: SHA-256 of the file as the proposer knows it, 64 hexadecimal digits.
  ///   - notBefore: The time before which it must not come into force.
  ///   - effect: On every book, against the version in force.
  /// - Throws: `notFound` for a model without parameters, `conflict` where a change is open or the file
  ///   is in force, `invalidInput` where hash and file differ, `limitExceeded` where it would let off
  ///   more than any epoch may.
  public mutating func propose(
    model: String, file: [UInt8], hash: String, by proposer: String, notBefore: Timestamp,
    reason: String, effect: ParameterEffect, at now: Timestamp, rules: GovernanceRules
  ) throws(SteelyardError) -> [GovernanceEvent] {
    let current = try changeable(model, at: now)
    try check(file: file)
    guard SHA256Digest(of: file).description == hash.lowercased() else {
      throw SteelyardError(
        .invalidInput,
        "The file's SHA-256 is \(SHA256Digest(of: file).description), not \(hash.prefix(80)).",
        remedy: "Send the file that was hashed.")
    }
    guard file != current.file else {
      throw SteelyardError(
        .conflict, "The file is version \(current.number) of \(model), which is in force.",
        remedy: "Propose a file that differs.")
    }
    try checkLoosening(effect, rules)
    return try proposed(
      model: model, file: file, rollbackTo: nil, by: proposer, notBefore: notBefore,
      reason: reason, effect: effect, at: now)
  }

  /// Proposes to go back to the version before the one in force.
  ///
  /// It needs the same approvals, and neither notice nor delay: that version had both, and the grace
  /// period of margin calls protects whoever it asks for more.
  ///
  /// - Throws: `notFound` where nothing was replaced, `notAllowed` beyond the rollback window and for
  ///   what is a rollback itself, `conflict` where a change is open.
  public mutating func proposeRollback(
    model: String, by proposer: String, reason: String, effect: ParameterEffect,
    at now: Timestamp, rules: GovernanceRules
  ) throws(SteelyardError) -> [GovernanceEvent] {
    let current = try changeable(model, at: now)
    guard let target = replaced(model, at: now) else {
      throw SteelyardError(
        .notFound, "Version \(current.number) of \(model) replaced none.",
        remedy: "Propose a new file.")
    }
    if let number = current.change, changes[number - 1].rollbackTo != nil {
      throw SteelyardError(
        .notAllowed, "Version \(current.number) of \(model) came by a rollback.",
        remedy: "Propose the file as a change, with notice.")
    }
    guard now < current.since.advanced(bySeconds: rules.rollbackWindowSeconds) else {
      throw SteelyardError(
        .notAllowed,
        "Version \(current.number) of \(model) is in force since \(current.since), longer than the "
          + "\(rules.rollbackWindowSeconds) s in which it may be rolled back.",
        remedy: "Propose the earlier file as a change, with notice.")
    }
    return try proposed(
      model: model, file: target.file, rollbackTo: target.number, by: proposer, notBefore: now,
      reason: reason, effect: effect, at: now)
  }

  /// Consents to a change; with the last consent that is needed its time is set.
  ///
  /// - Parameter effect: Measured anew, so that the approver sees today's books.
  /// - Throws: `notFound`, `unauthorised` for the proposer, `conflict` for a second consent of one
  ///   principal, `notAllowed` where the change does not wait for approvals, `limitExceeded` where by
  ///   today's effect it would let off more than any epoch may.
  public mutating func approve(
    change number: Int, by principal: String, effect: ParameterEffect, at now: Timestamp,
    rules: GovernanceRules
  ) throws(SteelyardError) -> [GovernanceEvent] {
    let change = try found(number)
    try check(name: principal, "principal")
    guard change.status == .proposed,
      now < change.proposedAt.advanced(bySeconds: rules.proposalLifeSeconds)
    else {
      throw SteelyardError(
        .notAllowed,
        "Change \(number) does not wait for approvals: it is \(change.status.rawValue) "
          + "and was proposed at \(change.proposedAt).",
        remedy: "Propose it again.")
    }
    guard principal != change.proposer else {
      throw SteelyardError(
        .unauthorised, "\(principal) proposed change \(number).",
        remedy: "Let somebody else approve it.")
    }
    guard !change.approvals.contains(where: { $0.principal == principal }) else {
      throw SteelyardError(
        .conflict, "\(principal) has approved change \(number) already.",
        remedy: "Let somebody else approve it.")
    }
    if change.rollbackTo == nil { try checkLoosening(effect, rules) }
    let approval = ParameterChange.Approval(principal: principal, time: now, effect: effect)
    var events = try applied([
      GovernanceEvent(time: now, kind: .approved(change: number, approval))
    ])
    if changes[number - 1].approvals.count >= rules.approvalsNeeded {
      let approved = changes[number - 1]
      events += try applied([
        GovernanceEvent(
          time: now,
          kind: .scheduled(
            change: number, effectiveAt: effectiveTime(of: approved, at: now, rules: rules),
            isLoosening: approved.looseningShare > rules.looseningShareMin))
      ])
    }
    return events
  }

  /// Takes a change back before it is in force; anyone who may propose or approve may.
  ///
  /// - Throws: `notFound`, `notAllowed` where it is not open.
  public mutating func cancel(
    change number: Int, by principal: String, reason: String, at now: Timestamp
  ) throws(SteelyardError) -> [GovernanceEvent] {
    let change = try found(number)
    try check(name: principal, "principal")
    try check(reason: reason)
    guard change.status.isOpen else {
      throw SteelyardError(
        .notAllowed, "Change \(number) is \(change.status.rawValue).",
        remedy: change.status == .inForce ? "Roll it back." : "Nothing is left to cancel.")
    }
    return try applied([
      GovernanceEvent(
        time: now, kind: .cancelled(change: number, by: principal, reason: reason))
    ])
  }

  /// Lets time pass: proposals expire, scheduled changes come into force.
  ///
  /// A version is in force from the moment of this call and not from its scheduled time, because no
  /// figure before stood on it.
  public mutating func advance(
    to now: Timestamp, rules: GovernanceRules
  ) throws(SteelyardError) -> [GovernanceEvent] {
    var events: [GovernanceEvent] = []
    for change in changes {
      switch change.status {
      case .proposed
      where change.proposedAt.advanced(bySeconds: rules.proposalLifeSeconds) <= now:
        events += try applied([
          GovernanceEvent(time: now, kind: .expired(change: change.number))
        ])
      case .scheduled where change.effectiveAt.map({ $0 <= now }) ?? false:
        let last = versions[change.model]?.last
        // A clock that stepped back must not put a version before the one it replaces.
        let version = ParameterVersion(
          model: change.model, number: (last?.number ?? 0) + 1, file: change.file,
          hash: change.hash, since: max(now, last?.since ?? now), change: change.number,
          looseningShare: change.looseningShare)
        events += try applied([GovernanceEvent(time: now, kind: .cameIntoForce(version))])
      case .proposed, .scheduled, .inForce, .superseded, .rolledBack, .cancelled, .expired: break
      }
    }
    return events
  }
}

extension ParameterGovernance {
  /// The earliest time that notice, delay, the proposer's wish and the epoch's budget permit.
  private func effectiveTime(
    of change: ParameterChange, at now: Timestamp, rules: GovernanceRules
  ) -> Timestamp {
    if change.rollbackTo != nil { return now }
    let isLoosening = change.looseningShare > rules.looseningShareMin
    let delay = isLoosening ? rules.looseningDelaySeconds : rules.noticeSeconds
    let earliest = max(change.notBefore, now.advanced(bySeconds: delay))
    guard change.looseningShare > 0 else { return earliest }
    // What came earlier leaves the window in its order of time; the first moment with room is enough.
    let past = versions[change.model] ?? []
    let leaves = past.map { $0.since.advanced(bySeconds: rules.epochSeconds) }.filter {
      $0 > earliest
    }
    for candidate in [earliest] + leaves {
      let used = past.filter { $0.since.advanced(bySeconds: rules.epochSeconds) > candidate }
        .reduce(0) { $0 + $1.looseningShare }
      // A share is a sum of measured numbers; its last bits must not cost a week.
      if used + change.looseningShare <= rules.looseningSharePerEpochMax + 1e-12 {
        return candidate
      }
    }
    return leaves.max() ?? earliest
  }

  private mutating func proposed(
    model: String, file: [UInt8], rollbackTo: Int?, by proposer: String, notBefore: Timestamp,
    reason: String, effect: ParameterEffect, at now: Timestamp
  ) throws(SteelyardError) -> [GovernanceEvent] {
    try check(name: proposer, "principal")
    try check(reason: reason)
    return try applied([
      GovernanceEvent(
        time: now,
        kind: .proposed(
          ParameterChange(
            number: changes.count + 1, model: model, file: file, rollbackTo: rollbackTo,
            proposer: proposer, proposedAt: now, notBefore: notBefore, reason: reason,
            effect: effect)))
    ])
  }

  private mutating func applied(
    _ events: [GovernanceEvent]
  ) throws(SteelyardError) -> [GovernanceEvent] {
    for event in events { try apply(event) }
    return events
  }

  /// The version in force of a model that has no open change.
  private func changeable(
    _ model: String, at now: Timestamp
  ) throws(SteelyardError) -> ParameterVersion {
    guard let current = inForce(model, at: now) else {
      throw SteelyardError(
        .notFound, "No parameters of \"\(model.prefix(Self.nameLengthMax))\" are in force.",
        remedy: "Name one of \(versions.keys.sorted().joined(separator: ", ")).")
    }
    if let open = open(model) {
      throw SteelyardError(
        .conflict, "Change \(open.number) of \(model) is \(open.status.rawValue).",
        remedy: "Wait until it is in force, or cancel it.")
    }
    return current
  }

  private func found(_ number: Int) throws(SteelyardError) -> ParameterChange {
    guard changes.indices.contains(number - 1) else {
      throw SteelyardError(
        .notFound, "There is no change \(number).", remedy: "Name one of \(changes.count) changes.")
    }
    return changes[number - 1]
  }

  private func checkLoosening(
    _ effect: ParameterEffect, _ rules: GovernanceRules
  ) throws(SteelyardError) {
    guard effect.largestFallShare <= rules.looseningSharePerEpochMax else {
      throw SteelyardError(
        .limitExceeded,
        "The change lets off up to \(percentText(effect.largestFallShare)) of a requirement; "
          + "\(percentText(rules.looseningSharePerEpochMax)) may be let off within "
          + "\(rules.epochSeconds / 86_400) days.",
        remedy: "Split it into smaller steps, one an epoch.")
    }
  }

  private func check(file: [UInt8]) throws(SteelyardError) {
    guard (1...Self.fileSizeMax).contains(file.count) else {
      throw SteelyardError(
        .invalidInput, "A parameter file has \(file.count) bytes.",
        remedy: "Send a file of 1 to \(Self.fileSizeMax) bytes.")
    }
  }

  private func check(name: String, _ what: String) throws(SteelyardError) {
    guard (1...Self.nameLengthMax).contains(name.utf8.count) else {
      throw SteelyardError(
        .invalidInput, "A \(what)'s name has \(name.utf8.count) bytes.",
        remedy: "Give 1 to \(Self.nameLengthMax) bytes.")
    }
  }

  private func check(reason: String) throws(SteelyardError) {
    guard (1...100 * Self.nameLengthMax).contains(reason.utf8.count) else {
      throw SteelyardError(
        .invalidInput, "The reason has \(reason.utf8.count) bytes.",
        remedy: "Say why in 1 to \(100 * Self.nameLengthMax) bytes.")
    }
  }
}
