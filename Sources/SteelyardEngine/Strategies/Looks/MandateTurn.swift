import SteelyardAllocation
import SteelyardContracts
import SteelyardLedger

/// One look of the strategist at every mandate, as commands in order.
struct MandateTurn {
  /// What is asked of the writer.
  struct Ask: Sendable {
    let account: AccountName
    let command: EngineCommand
    /// The leg that an order is; nil for everything else.
    var leg: Int?
  }

  /// What the strategist has seen of a mandate; a process that begins anew sees it again.
  struct Track: Sendable {
    /// Which mandate and version it is of.
    let number: UInt64
    let version: Int
    let past: StrategyPast
    /// When it is looked at again.
    var due: Timestamp
    /// Looks that are not journaled.
    var looks = 0
    /// The budget of losses as of the last look, where that is not journaled.
    var epoch: DrawdownEpoch?
    /// When an order's end was last asked for.
    var cancelled: [OrderIdentifier: Timestamp] = [:]
  }

  typealias Memory = [AccountName: Track]

  /// Microseconds after which the end of an order is asked for again that the venue did not end.
  static let patience: Int64 = 1_000_000
  /// Seconds after which it looks again where something kept it from deciding.
  private static let obstacleSeconds: Int64 = 5
  /// Looks after which they are counted in the journal in any case; in rehearsal every so many.
  private static let looksKept = 500
  private static let looksKeptInRehearsal = 10
  /// Share of the budget of losses by which its highest equity has to move to be journaled: what a restart may lose.
  private static let peakShare = 0.05
  /// Seconds after which the same advice, or the same cut, is told again.
  private static let repeatSeconds: Int64 = 86_400

  let engine: Engine
  let book: MandateBook
  let archive: (any PastArchive)?
  let now: Timestamp
  var memory: Memory
  var asks: [Ask] = []
  private var listed: [Instrument: ContractTerms]?

  init(
    _ engine: Engine, _ book: MandateBook, _ archive: (any PastArchive)?, at now: Timestamp,
    _ memory: Memory
  ) {
    self.engine = engine
    self.book = book
    self.archive = archive
    self.now = now
    self.memory = memory
  }

  var rules: StrategyRules { engine.configuration.rules.strategies }

  /// Everything that is to be done now.
  mutating func run() -> [Ask] {
    memory = memory.filter { book.cases[$0.key] != nil }
    for known in book.cases.values.sorted(by: { $0.number < $1.number }) {
      guard let view = try? engine.account(known.account) else { continue }
      go(on: known, view)
    }
    return asks
  }

  private mutating func go(on known: MandateCase, _ view: AccountView) {
    let isHalted = book.stop != nil || !known.isActive
    if let open = known.open { return goOn(with: open, known, view, isHalted: isHalted) }
    guard !isHalted else { return }
    if known.refusalCount >= known.mandate.pace.refusalsMax {
      let reason = "\(known.refusalCount) refusals one after another"
      return step(
        .paused(reason: reason), known, "Mandate \(known.number) pauses by itself: \(reason).")
    }
    guard let strategy = strategy(of: known) else { return }
    if memory[known.account]?.number != known.number
      || memory[known.account]?.version != known.version
    {
      guard let begun = begin(known) else { return }
      memory[known.account] = begun
    }
    guard let track = memory[known.account], now >= track.due else { return }
    look(strategy, known, view)
  }

  mutating func begin(_ known: MandateCase) -> Track? {
    let rows = archive?.rows(of: known.mandate.coins, before: now) ?? []
    guard let past = try? StrategyPast(known.mandate, rows, at: now) else { return nil }
    // A process that begins anew keeps the cadence; a mandate that was changed is looked at once.
    let next = known.lastLook.flatMap { last in
      last > known.set ? last.advanced(bySeconds: known.mandate.pace.cadenceSeconds) : nil
    }
    var track = Track(
      number: known.number, version: known.version, past: past, due: max(now, next ?? now))
    // Another version of the same goes on with the budget of losses that it has.
    if let earlier = memory[known.account], earlier.number == known.number {
      track.epoch = earlier.epoch
      track.looks = earlier.looks
    }
    return track
  }

  func strategy(of known: MandateCase) -> (any Strategy)? {
    try? rules.strategy(known.mandate.strategy, known.mandate.parameters)
  }

  // MARK: A look

  private mutating func look(
    _ strategy: any Strategy, _ known: MandateCase, _ view: AccountView
  ) {
    guard var track = memory[known.account] else { return }
    var look = MandateLook(
      engine, known, view, epoch: track.epoch, listed: listedTerms(), at: now)
    var past = track.past
    let result = look.run(strategy, &past, keep: { archive?.keep($0) }, instead: nil)
    track.looks += result.isAsked ? 1 : 0
    track = track.with(past)
    track.epoch = result.epoch ?? track.epoch
    let cadence = known.mandate.pace.cadenceSeconds
    let isSoft = result.rest == nil || result.rest == .past || result.epoch != nil
    track.due = now.advanced(
      bySeconds: isSoft ? cadence : min(cadence, MandateTurn.obstacleSeconds))
    memory[known.account] = track
    tell(result, known, track)
  }

  private mutating func tell(_ result: MandateLook.Result, _ known: MandateCase, _ track: Track) {
    if let rest = result.rest {
      if known.rest?.reason != rest {
        step(
          .rested(MandateRest(reason: rest, since: now)), known,
          "Mandate \(known.number) rests (\(rest.rawValue)): \(result.restWhy).")
      }
    } else if known.rest != nil {
      step(.woke, known, "Mandate \(known.number) goes on: what it rested for is over.")
    }
    guard let standing = standing(result, known, track) else { return }
    if !result.legs.isEmpty || !result.cuts.isEmpty {
      let decision = decision(result, known)
      if isNews(decision, known) {
        return step(
          .decided(decision), known, explanation(decision, known, result), standing: standing)
      }
    }
    guard isWorthKeeping(standing, known, result) else { return }
    step(
      .looked, known,
      "Mandate \(known.number) looked \(MandateTurn.counted(standing.looks, "time")): equity is "
        + "\(usdText(standing.equityUSD)), "
        + "\(percentText(standing.epoch.drawdown)) below its highest.", standing: standing)
  }

  func standing(
    _ result: MandateLook.Result, _ known: MandateCase, _ track: Track
  ) -> MandateEvent.Standing? {
    guard let epoch = result.epoch, let equity = result.equityUSD else { return nil }
    return MandateEvent.Standing(
      looks: track.looks, epoch: epoch,
      transfers: known.transfers.sorted { $0.key < $1.key }.map {
        MandateTransfer(asset: $0.key, amount: $0.value)
      }, memory: result.memory, equityUSD: equity)
  }

  private func decision(_ result: MandateLook.Result, _ known: MandateCase) -> MandateDecision {
    let pace = known.mandate.pace
    let stage: MandateDecision.Stage
    var until = now
    if result.legs.isEmpty {
      stage = .cut
    } else if known.phase == .rehearsal {
      stage = .rehearsed
    } else {
      switch known.mandate.level {
      case .alert: stage = .told
      case .scripted:
        stage = .proposed
        until = now.advanced(bySeconds: pace.proposalSeconds)
      case .autonomous:
        stage = .ordered
        until = now.advanced(bySeconds: pace.orderSeconds)
      }
    }
    return MandateDecision(
      number: known.decisionCount + 1, version: known.version, time: now,
      frame: result.frame, isForced: result.isForced, why: result.why,
      cuts: result.cuts, legs: result.legs,
      window: LiquidationWindow.number(at: now, seconds: known.mandate.budget.windowSeconds),
      until: until, stage: stage)
  }

  /// Whether a decision is told: orders, proposals and rehearsals always are; the same advice or the same cut once a
  /// day.
  private func isNews(_ decision: MandateDecision, _ known: MandateCase) -> Bool {
    switch decision.stage {
    case .ordered, .proposed, .rehearsed: return true
    case .told, .cut, .approved, .done, .dropped: break
    }
    guard let last = known.decisions.last, last.stage == decision.stage,
      last.version == decision.version, last.isLike(decision),
      last.cuts.map(\.limit) == decision.cuts.map(\.limit)
    else { return true }
    return now >= last.time.advanced(bySeconds: MandateTurn.repeatSeconds)
  }

  private func explanation(
    _ decision: MandateDecision, _ known: MandateCase, _ result: MandateLook.Result
  ) -> String {
    let what =
      decision.legs.isEmpty
      ? "is left with nothing to trade"
      : "\(decision.stage.rawValue) \(MandateTurn.counted(decision.legs.count, "trade")) of "
        + usdText(decision.notionalUSD)
    let who = decision.isForced ? "its limits" : known.mandate.strategy
    let cut =
      decision.cuts.isEmpty
      ? ""
      : " Cut: " + decision.cuts.map { "\($0.limit): \($0.reason)" }.joined(separator: "; ")
        + "."
    return "Decision \(decision.number) of mandate \(known.number) by \(who) \(what)"
      + (decision.why.isEmpty ? "." : ": \(decision.why).") + cut
  }

  private func isWorthKeeping(
    _ standing: MandateEvent.Standing, _ known: MandateCase, _ result: MandateLook.Result
  ) -> Bool {
    if standing.memory != nil || !standing.transfers.isEmpty { return true }
    guard let before = known.epoch else { return true }
    let epoch = standing.epoch
    if epoch.start != before.start || epoch.isStopped != before.isStopped { return true }
    let budget = known.mandate.limits.drawdownMax * max(before.peak, 0)
    if abs(epoch.peak - before.peak) > MandateTurn.peakShare * budget { return true }
    if known.phase == .rehearsal {
      let looks = known.rehearsalLooks + standing.looks
      let isEnough =
        looks >= known.mandate.pace.rehearsalLooks
        && known.rehearsalLooks < known.mandate.pace.rehearsalLooks
      return isEnough || standing.looks >= MandateTurn.looksKeptInRehearsal
    }
    return standing.looks >= MandateTurn.looksKept
  }

  // MARK: Words

  /// So many of something: 1 trade, 2 trades.
  static func counted(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
  }

  mutating func step(
    _ kind: MandateEvent.Kind, _ known: MandateCase, _ explanation: String,
    standing: MandateEvent.Standing? = nil
  ) {
    let event = MandateEvent(
      account: known.account, number: known.number, time: now,
      frame: engine.frame?.number ?? 0, author: Strategist.author, kind: kind,
      standing: standing, explanation: explanation)
    asks.append(Ask(account: known.account, command: .mandate(.step(event))))
  }

  /// The terms of everything that the ledger lists, found once a turn.
  mutating func listedTerms() -> [Instrument: ContractTerms] {
    if let listed { return listed }
    var terms: [Instrument: ContractTerms] = [:]
    for entry in engine.directory.instruments where entry.status == .listed {
      terms[entry.listing.instrument] = entry.listing.terms
    }
    listed = terms
    return terms
  }
}

extension MandateTurn.Track {
  /// The same with a longer past.
  func with(_ past: StrategyPast) -> MandateTurn.Track {
    var track = MandateTurn.Track(number: number, version: version, past: past, due: due)
    track.looks = looks
    track.epoch = epoch
    track.cancelled = cancelled
    return track
  }
}
