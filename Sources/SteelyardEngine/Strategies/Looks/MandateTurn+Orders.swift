import SteelyardAllocation
import SteelyardContracts
import SteelyardLedger

// A decision in course: a proposal that waits, an approval that is carried out, orders that work.
extension MandateTurn {
  mutating func goOn(
    with open: MandateDecision, _ known: MandateCase, _ view: AccountView, isHalted: Bool
  ) {
    let obstacle = MandateLook.obstacle(known, view, engine.frame, rules, at: now)
    let halt =
      isHalted
      ? book.stop.map { "strategies were stopped: \($0.reason)" }
        ?? known.pause.map { "the mandate was paused: \($0.reason)" } ?? "the mandate is over"
      : obstacle.flatMap { $0.reason == .market && open.stage != .ordered ? nil : $0.why }
    switch open.stage {
    case .proposed:
      if let why = halt ?? (now >= open.until ? "nobody answered in time" : nil) {
        drop(open, known, why)
      }
    case .approved:
      if let why = halt ?? (now >= open.until ? "its time was over before it was done" : nil) {
        drop(open, known, why)
      } else if obstacle == nil {
        carryOut(open, known, view)
      }
    case .ordered: order(open, known, view, halt)
    case .cut, .told, .rehearsed, .done, .dropped: break
    }
  }

  private mutating func drop(_ open: MandateDecision, _ known: MandateCase, _ why: String) {
    step(
      .dropped(decision: open.number, reason: why), known,
      "Decision \(open.number) of mandate \(known.number) will not be done: \(why).")
  }

  /// Holds an approved proposal to the limits of now.
  private mutating func carryOut(
    _ open: MandateDecision, _ known: MandateCase, _ view: AccountView
  ) {
    guard let strategy = strategy(of: known), open.version == known.version else {
      return drop(open, known, "the mandate has changed since")
    }
    if memory[known.account]?.version != known.version, let begun = begin(known) {
      memory[known.account] = begun
    }
    guard var track = memory[known.account] else { return }
    var look = MandateLook(
      engine, known, view, epoch: track.epoch, listed: listedTerms(), at: now)
    var past = track.past
    let wanted = open.legs.map {
      StrategyTrade(
        instrument: $0.instrument, quantity: $0.quantity, purpose: $0.purpose, reason: $0.reason)
    }
    let result = look.run(strategy, &past, keep: { archive?.keep($0) }, instead: wanted)
    track = track.with(past)
    memory[known.account] = track
    guard !result.legs.isEmpty, result.isForced == open.isForced,
      let standing = standing(result, known, track), let epoch = result.epoch
    else {
      let why =
        result.cuts.first.map { "\($0.limit): \($0.reason)" } ?? result.restWhy
      return drop(
        open, known,
        "nothing is left of it within the limits of now" + (why.isEmpty ? "" : ": \(why)"))
    }
    memory[known.account]?.epoch = epoch
    var ordered = MandateDecision(
      number: open.number, version: open.version, time: open.time,
      frame: result.frame, isForced: open.isForced, why: open.why,
      cuts: open.cuts + result.cuts, legs: result.legs,
      window: LiquidationWindow.number(at: now, seconds: known.mandate.budget.windowSeconds),
      until: now.advanced(bySeconds: known.mandate.pace.orderSeconds), stage: .ordered)
    ordered.answeredBy = open.answeredBy
    step(
      .ordered(ordered), known,
      "Decision \(open.number) of mandate \(known.number), approved by \(open.answeredBy ?? "somebody"), "
        + "is carried out: \(MandateTurn.counted(ordered.legs.count, "order")) of "
        + "\(usdText(ordered.notionalUSD)).",
      standing: standing)
  }

  private mutating func order(
    _ open: MandateDecision, _ known: MandateCase, _ view: AccountView, _ halt: String?
  ) {
    guard !open.legs.allSatisfy(\.hasEnded) else {
      let filled = open.legs.count { $0.state == .filled }
      return step(
        .closed(decision: open.number), known,
        "Decision \(open.number) of mandate \(known.number) is done, filled whole: \(filled) of "
          + MandateTurn.counted(open.legs.count, "order") + ".")
    }
    let broken = open.legs.firstIndex { $0.state == .refused || $0.state == .rejected }
    let why =
      halt ?? (now >= open.until ? "its time is over" : nil)
      ?? broken.map { "order \($0 + 1) was refused: \(open.legs[$0].refusal)" }
    if let why, open.ending == nil {
      return step(
        .closing(decision: open.number, reason: why), known,
        "What works of decision \(open.number) of mandate \(known.number) is cancelled: \(why).")
    }
    if open.ending != nil { return cancel(open, known, view) }
    for (place, leg) in open.legs.enumerated() where leg.state == .waiting {
      let name = StrategyOrderName(number: known.number, decision: open.number, leg: place)
      asks.append(
        Ask(
          account: known.account,
          command: .ledger(
            LedgerCommand(
              .placeOrder(leg.ticket(of: known.account, named: name)), identifier: name.identifier)),
          leg: place))
    }
  }

  private mutating func cancel(
    _ open: MandateDecision, _ known: MandateCase, _ view: AccountView
  ) {
    var cancelled = memory[known.account]?.cancelled ?? [:]
    cancelled = cancelled.filter {
      now.microseconds - $0.value.microseconds < MandateTurn.patience
    }
    for leg in open.legs where leg.state == .working {
      guard let order = leg.order, cancelled[order] == nil,
        let live = view.orders.first(where: { $0.order.identifier == order }),
        live.order.request != .cancel
      else { continue }
      cancelled[order] = now
      asks.append(
        Ask(
          account: known.account,
          command: .ledger(LedgerCommand(.cancelOrder(order, of: known.account)))))
    }
    memory[known.account]?.cancelled = cancelled
  }
}
