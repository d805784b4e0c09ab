import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// The incidents as the risk loop watches them: it sees what is so, the writer decides what is news.
struct IncidentWatch: Sendable {
  /// What is seen of a subject that has an incident, or may have one soon.
  private struct Seen {
    /// Whether it is so.
    var isSo: Bool
    /// Since when it is, or is not any more.
    var since: Timestamp
    var explanation: String
    /// When it was last proposed; what is not booked a while later is proposed again.
    var proposedAt: Timestamp?
  }

  /// Seconds after which a proposal that came to nothing is made again.
  private static let patienceSeconds: Int64 = 10

  private let rules: IncidentRules
  private var seen: [IncidentEvent.Subject: Seen] = [:]
  /// Accounts whose limits are to be looked at, by the ledger's number.
  private var due: Set<Int> = []
  /// Where the last look at limits stopped.
  private var next = 0

  /// A watch that goes on from the journal.
  init(_ state: EngineState, rules: IncidentRules) {
    self.rules = rules
    for event in state.incidents.open.values where event.subject.name != .takeOver {
      seen[event.subject] = Seen(isSo: true, since: event.since, explanation: event.explanation)
    }
  }

  /// What follows from how oracles and feeds stand.
  mutating func proposals(
    of board: BoardSnapshot, frame: UInt64, at now: Timestamp, _ published: Published
  ) -> [IncidentEvent] {
    for (underlying, standing) in board.standings {
      let name = underlying.description
      let reasons = standing.reasons.map { $0.rawValue.replacing("_", with: " ") }
      take(.oracle(name), standing.state == .halted, at: now) {
        "The oracle of \(name) is halted"
          + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))")
          + ": its last price is held, and orders that add risk, withdrawals and liquidations of it wait."
      }
    }
    for (feed, report) in board.feeds {
      take(.feed(feed), report.state != .live, at: now) {
        "The feed \(feed) is \(report.state.rawValue)"
          + (report.reason.isEmpty ? "." : ": \(report.reason.prefix(200)).")
      }
    }
    // An underlying that the board has let go is not halted any more.
    for case .oracle(let name) in seen.keys
    where !board.standings.keys.contains(where: { $0.description == name }) {
      take(.oracle(name), false, at: now) { "" }
    }
    return events(published.openIncidents, frame: frame, at: now)
  }

  /// What follows from how accounts stand beside their limits.
  ///
  /// - Parameters:
  ///   - evaluated: Accounts with new figures.
  ///   - view: An account as the cycle saw it.
  mutating func proposals(
    of evaluated: RiskEvaluation.Results, in frame: LiveFrame, limits: LimitBook,
    at now: Timestamp, _ published: Published, view: (Int) -> AccountView?
  ) -> [IncidentEvent] {
    let hasOpen = seen.keys.contains { $0.name == .limit }
    guard limits.watchesExposure || hasOpen else {
      due.removeAll()
      return []
    }
    let open = Set(
      seen.keys.compactMap { subject in
        if case .limit(let name, _) = subject { name } else { nil }
      })
    // Only those with limits, or with an incident that may be over: of most books they are few.
    for account in evaluated {
      guard let name = view(account.index)?.name,
        limits.limits(of: name).watchesExposure || open.contains(name)
      else { continue }
      due.insert(account.index)
    }
    for index in takeDue() {
      guard let view = view(index) else { continue }
      let breaches = breaches(of: view, in: frame, limits: limits, published.risk(of: index))
      for kind in LimitBreach.Kind.allCases {
        let own = breaches.filter { $0.kind == kind }
        take(.limit(view.name, kind), !own.isEmpty, at: now) {
          "\(view.name) is beyond its limits. " + own.map(\.message).joined(separator: " ")
        }
      }
    }
    return events(published.openIncidents, frame: frame.number, at: now)
  }

  /// Some of the accounts that are due, in turn.
  private mutating func takeDue() -> [Int] {
    guard due.count > rules.accountsPerCycle else {
      defer { due.removeAll(keepingCapacity: true) }
      return due.sorted()
    }
    let sorted = due.sorted()
    let start = sorted.firstIndex { $0 >= next } ?? 0
    let taken = (0..<rules.accountsPerCycle).map { sorted[(start + $0) % sorted.count] }
    due.subtract(taken)
    next = (taken.last ?? 0) + 1
    return taken
  }

  private func breaches(
    of view: AccountView, in frame: LiveFrame, limits: LimitBook, _ risk: AccountRisk?
  ) -> [LimitBreach] {
    let own = limits.limits(of: view.name)
    guard own.watchesExposure, let slot = frame[view.mode] else { return [] }
    let exposure = slot.exposure(of: view.portfolio, frame, equityUSD: risk?.figures.equity)
    return own.breaches(of: exposure)
  }

  /// Takes note of whether something is so.
  private mutating func take(
    _ subject: IncidentEvent.Subject, _ isSo: Bool, at now: Timestamp, _ explanation: () -> String
  ) {
    guard var known = seen[subject] else {
      if isSo { seen[subject] = Seen(isSo: true, since: now, explanation: explanation()) }
      return
    }
    if isSo { known.explanation = explanation() }
    if isSo != known.isSo {
      (known.isSo, known.since, known.proposedAt) = (isSo, now, nil)
    }
    seen[subject] = known
  }

  /// What has been so, or over, for long enough, and is not what the journal says.
  private mutating func events(
    _ open: [IncidentEvent.Subject: IncidentEvent], frame: UInt64, at now: Timestamp
  ) -> [IncidentEvent] {
    // What did not last long enough to begin, and what has ended, is forgotten.
    seen = seen.filter { $0.value.isSo || open[$0.key] != nil }
    var events: [IncidentEvent] = []
    for (subject, entry) in seen where entry.isSo != (open[subject] != nil) {
      let seconds = entry.isSo ? seconds(before: subject) : rules.overSeconds
      guard entry.since.advanced(bySeconds: seconds) <= now else { continue }
      if let proposedAt = entry.proposedAt,
        now < proposedAt.advanced(bySeconds: IncidentWatch.patienceSeconds)
      {
        continue
      }
      events.append(
        IncidentEvent(
          subject: subject, kind: entry.isSo ? .began : .ended, time: now, since: entry.since,
          frame: frame, explanation: entry.isSo ? entry.explanation : "Over: " + entry.explanation))
      seen[subject]?.proposedAt = now
    }
    return events.sorted { $0.subject.bytes.lexicographicallyPrecedes($1.subject.bytes) }
  }

  private func seconds(before subject: IncidentEvent.Subject) -> Int64 {
    switch subject {
    case .limit: rules.limitSeconds
    case .oracle: rules.oracleSeconds
    case .feed: rules.feedSeconds
    // Who liquidates says that at once, and not a watch.
    case .takeOver: 0
    }
  }
}
