import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin

/// One look of the liquidator at everything that is to be done, as commands in the fair order.
struct LiquidationTurn {
  /// What is asked of the writer.
  struct Ask: Sendable {
    let account: AccountName
    let command: EngineCommand
    /// The leg that an order is; nil for everything else.
    var leg: Int?
  }

  /// What the liquidator has looked at before.
  struct Memory: Sendable {
    /// Where each account's position in the journal and frame stood when its policy was last asked whether it is well.
    var asked: [AccountName: [UInt64]] = [:]
    /// When the takeover of an account was last asked for.
    var takenOver: [AccountName: Timestamp] = [:]
    /// The step of the waterfall of an account that was last asked for.
    var waterfall: [AccountName: Waterfall] = [:]
    /// When an order's end was last asked for.
    var cancelled: [OrderIdentifier: Timestamp] = [:]
  }

  /// Microseconds after which the end of an order is asked for again that the venue did not end.
  private static let patience: Int64 = 1_000_000
  /// Seconds after which a policy is asked again that gave nothing that could be done.
  static let noDecisionSeconds: Int64 = 5

  let engine: Engine
  /// Nil where none is run.
  let policy: (any LiquidationPolicy)?
  let book: LiquidationBook
  let now: Timestamp
  var memory: Memory
  var asks: [Ask] = []
  var spentUSD: Double
  private var lastNumber: UInt64
  var listed: [Instrument: ContractTerms]?

  init(
    _ engine: Engine, policy: (any LiquidationPolicy)?, book: LiquidationBook, at now: Timestamp,
    _ memory: Memory
  ) {
    self.engine = engine
    self.policy = policy
    self.book = book
    self.now = now
    self.memory = memory
    spentUSD = book.window.spentUSD(
      at: now, seconds: engine.configuration.rules.liquidations.windowSeconds)
    lastNumber = book.lastNumber
  }

  var rules: LiquidationRules { engine.configuration.rules.liquidations }

  /// Everything that is to be done now.
  mutating func run() -> [Ask] {
    memory.asked = memory.asked.filter { book.open[$0.key] != nil }
    memory.takenOver = memory.takenOver.filter { book.open[$0.key] != nil }
    memory.waterfall = memory.waterfall.filter { book.open[$0.key] != nil }
    memory.cancelled = memory.cancelled.filter {
      now.microseconds - $0.value.microseconds < LiquidationTurn.patience
    }
    var looks: [LiquidationLook] = []
    let waiting = policy == nil ? [] : book.awaiting
    for name in Set(book.open.keys).union(waiting) {
      guard let view = try? engine.account(name) else { continue }
      let isStopped = policy == nil || book.stop(of: name) != nil
      looks.append(
        LiquidationLook(view, book.open[name], isStopped: isStopped, engine: engine, at: now))
    }
    for look in looks.sorted(by: { $0.order < $1.order }) {
      if let known = book.open[look.view.name] { go(on: known, look) } else { begin(look) }
    }
    reduceFund(beside: looks)
    return asks
  }

  private mutating func begin(_ look: LiquidationLook) {
    guard let policy, look.obstacle == nil, let observation = look.observation else { return }
    var call = look.view.callCase
    guard
      let transition = try? call.beginLiquidation(
        observation, rules: engine.configuration.rules.marginCalls)
    else { return }
    let number = nextNumber()
    let figures = observation.figures
    tell(
      .begun(policy: policy.name), look, number: number, call: transition,
      "Liquidation \(number) begins under \(policy.name): equity is \(usdText(figures.equity)), maintenance "
        + "excess \(usdText(figures.maintenanceExcess)); working orders are cancelled first.")
  }

  private mutating func go(on known: LiquidationCase, _ look: LiquidationLook) {
    let sight = LiquidationSight(
      now: now, orders: look.view.orders.map(\.order), obstacle: look.obstacle)
    switch known.step(sight, rules: rules) {
    case .wait:
      // What was taken over leaves an account that looks well: who pays comes before its end.
      if owesNothingMore(known, look), !endsAtTarget(known, look) { takeOver(known, look) }
    case .cancel(let orders):
      cancel(orders, of: known.account)
    case .place(let legs):
      guard !endsAtTarget(known, look) else { return }
      for leg in legs { place(leg, of: known) }
    case .tell(let kind):
      if case .roundEnded = kind { charge(known, look) }
      tell(kind, look, number: known.number, explanation(of: kind, known))
    case .ask: ask(known, look)
    }
  }

  /// Asks for the end of orders of which it was not asked for lately.
  mutating func cancel(_ orders: [OrderIdentifier], of account: AccountName) {
    for order in orders where memory.cancelled[order] == nil {
      memory.cancelled[order] = now
      asks.append(
        Ask(
          account: account, command: .ledger(LedgerCommand(.cancelOrder(order, of: account)))))
    }
  }

  /// The number of a liquidation that begins now.
  mutating func nextNumber() -> UInt64 {
    lastNumber += 1
    return lastNumber
  }

  /// Asks for the fee of a round that is over.
  private mutating func charge(_ known: LiquidationCase, _ look: LiquidationLook) {
    guard let round = known.round, let frame = engine.frame,
      let fee = RoundFee(
        of: round, rules, frame, look.view.mode,
        penalty: engine.waterfall.steps[known.number]?.penalty)
    else { return }
    asks.append(
      Ask(
        account: known.account,
        command: .ledger(fee.command(of: known, round: round.number))))
  }

  mutating func place(_ leg: Int, of known: LiquidationCase) {
    guard let round = known.round else { return }
    let name = LiquidationOrderName(number: known.number, round: round.number, leg: leg)
    let ticket = round.legs[leg].ticket(of: known.account, named: name)
    asks.append(
      Ask(
        account: known.account,
        command: .ledger(LedgerCommand(.placeOrder(ticket), identifier: name.identifier)),
        leg: leg))
  }

  /// Ends the round, or the liquidation between two rounds, where the policy says that the account is well: after each
  /// fill, deposit and move of the market it is asked anew.
  private mutating func endsAtTarget(_ known: LiquidationCase, _ look: LiquidationLook) -> Bool {
    guard look.mayBeWell, known.round.map({ $0.stop == nil }) ?? look.view.orders.isEmpty else {
      return false
    }
    let standing = [UInt64(clamping: look.view.position), look.frame]
    guard memory.asked[known.account] != standing else { return false }
    memory.asked[known.account] = standing
    guard let decision = try? ending(known, look) else { return false }
    if known.isAuctioned {
      endAuction(auctionEnd(decision.action, look), known, look, decision.reason)
    } else if known.round == nil {
      end(known, look, decision.reason)
    } else {
      tell(
        .stopping(.targetReached), look, number: known.number,
        "The rest of round \(known.roundCount) is cancelled: \(decision.reason)")
    }
    return true
  }

  mutating func tell(
    _ kind: LiquidationEvent.Kind, _ look: LiquidationLook, number: UInt64,
    call: MarginCallEvent? = nil, _ explanation: String
  ) {
    let event = LiquidationEvent(
      account: look.view.name, number: number, time: now, frame: look.frame, kind: kind,
      figures: look.observation?.figures, explanation: explanation)
    asks.append(Ask(account: look.view.name, command: .liquidation(event, call: call)))
  }

  /// What is said of a step that follows from the case alone.
  func explanation(of kind: LiquidationEvent.Kind, _ known: LiquidationCase) -> String {
    switch kind {
    case .stopping(.timeOver):
      return "The rest of round \(known.roundCount) is cancelled: its time is over."
    case .stopping(.frozen):
      return "The rest of round \(known.roundCount) is cancelled: a price is not to be trusted."
    case .stopping(.stopped):
      return "The rest of round \(known.roundCount) is cancelled: liquidations are stopped."
    case .roundEnded:
      let filled = known.round?.legs.count { $0.state == .filled } ?? 0
      return
        "Round \(known.roundCount) is over: \(filled) of \(known.round?.legs.count ?? 0) orders are filled whole."
    case .held(let hold):
      switch hold.reason {
      case .stopped:
        return book.stop(of: known.account)?.explanation ?? "The service runs no liquidations."
      case .oracleHalted: return "A price that the account stands on is halted; nothing is decided."
      case .stablePriceDisagrees:
        return "A price is degraded, and the stable prices do not agree; nothing is decided."
      default: return "The account can't be evaluated on the latest frame; nothing is decided."
      }
    case .auctionEnded:
      let auction = known.auction
      return
        "The \(auction?.kind.rawValue ?? "") auction of liquidation \(known.number) is over after "
        + "\(auction?.bidCount ?? 0) bids: the last one took as much as might be had."
    case .resumed: return "What held liquidation \(known.number) is over."
    default: return "Liquidation \(known.number) goes on."
    }
  }
}
