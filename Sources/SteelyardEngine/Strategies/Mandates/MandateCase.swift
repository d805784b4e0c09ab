public import SteelyardAllocation
public import SteelyardContracts
package import SteelyardLedger

/// One account's mandate and how far it is: a state machine without a clock and without threads.
///
/// Events and what the ledger books make it what it is, on replay as at first.
public struct MandateCase: Sendable, Hashable {
  /// Decisions that are kept; older ones are in the journal.
  public static let decisionsKept = 16
  /// Instruments that a rehearsal may hold on paper.
  static let paperMax = 500

  /// How far it is let.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// It decides, and nothing follows.
    case rehearsal
    /// What it decides is told, proposed or carried out, by its level.
    case live
    /// It is over.
    case ended
  }

  /// Its number.
  public let number: UInt64
  /// The mandate as it stands.
  public private(set) var mandate: StrategyMandate
  /// How often it was given or changed.
  public private(set) var version: Int
  /// SHA-256 of the mandate's canonical bytes, in hexadecimal.
  public private(set) var digest: String
  /// Who gave it as it stands.
  public private(set) var author: String
  /// When.
  public private(set) var set: Timestamp
  /// How far it is let.
  public private(set) var phase: Phase
  /// Who let it loose; nil in rehearsal and where it had none.
  public private(set) var releasedBy: String?
  /// That it is paused; nil where it is not.
  public private(set) var pause: MandatePause?
  /// Why it opens nothing for now; nil where it may.
  public private(set) var rest: MandateRest?
  /// Looks that were counted.
  public private(set) var lookCount: UInt64 = 0
  /// When the last one was that is journaled.
  public private(set) var lastLook: Timestamp?
  /// Those of them in this rehearsal.
  public private(set) var rehearsalLooks = 0
  /// The budget of losses; nil before the first look.
  public private(set) var epoch: DrawdownEpoch?
  /// Equity at the last look that was journaled, in US dollars.
  public private(set) var equityUSD: Double?
  /// What the strategy wrote down, as JSON; empty before it wrote anything.
  public private(set) var memory: [UInt8] = []
  /// How many decisions were made.
  public private(set) var decisionCount = 0
  /// The latest of them, oldest first.
  public private(set) var decisions: [MandateDecision] = []
  /// What is spent of the window that runs.
  public private(set) var window = LiquidationWindow()
  /// Refusals since something was last filled or let go on.
  public private(set) var refusalCount = 0
  /// What a rehearsal holds on paper.
  public private(set) var paper: [PaperHolding] = []
  /// Money that came in or left, of which the epoch does not know yet.
  public private(set) var transfers: [Currency: Amount] = [:]
  /// Money that is on its way out.
  private var leaving: [WithdrawalIdentifier: MandateTransfer] = [:]

  /// The account.
  public var account: AccountName { mandate.account }

  /// A mandate that is given.
  init(_ mandate: StrategyMandate, number: UInt64, by author: String, at time: Timestamp) {
    self.number = number
    self.mandate = mandate
    version = 1
    digest = mandate.digest
    self.author = author
    set = time
    phase = mandate.level == .autonomous ? .rehearsal : .live
  }

  /// The decision of which something is still to come; nil for none.
  public var open: MandateDecision? { decisions.last.flatMap { $0.isOpen ? $0 : nil } }

  /// Whether it looks, as far as it is up to itself.
  public var isActive: Bool { phase != .ended && pause == nil }

  /// Orders that may still fill.
  var workingOrders: [OrderIdentifier] {
    (open?.legs ?? []).compactMap { $0.state == .working ? $0.order : nil }
  }

  /// Takes over an event that `objection(to:)` has nothing against.
  package mutating func apply(_ event: MandateEvent) {
    if let standing = event.standing { take(standing, at: event.time) }
    switch event.kind {
    case .set(let mandate, let next): change(to: mandate, next, event)
    case .released:
      phase = .live
      releasedBy = event.author
      // What was on paper is gone, and so is what it gained or lost.
      paper = []
      epoch = nil
      equityUSD = nil
    case .paused(let reason):
      pause = MandatePause(author: event.author, reason: reason, since: event.time)
    case .resumed:
      pause = nil
      refusalCount = 0
    case .ended: phase = .ended
    case .looked: break
    case .decided(let decision):
      decisionCount = decision.number
      decisions.append(decision)
      if decisions.count > MandateCase.decisionsKept { decisions.removeFirst() }
      if decision.stage == .ordered {
        window.spend(decision.notionalUSD, inWindow: decision.window)
      }
      if decision.stage == .rehearsed { rehearse(decision) }
    case .approved:
      changeOpen { decision in
        decision.stage = .approved
        decision.answeredBy = event.author
      }
    case .ordered(let ordered):
      window.spend(ordered.notionalUSD, inWindow: ordered.window)
      changeOpen { decision in
        let answeredBy = decision.answeredBy
        decision = ordered
        decision.answeredBy = answeredBy
      }
    case .legRefused(_, let leg, let reason):
      refusalCount += 1
      changeOpen { decision in
        decision.legs[leg].state = .refused
        decision.legs[leg].refusal = reason
      }
    case .closing(_, let reason):
      changeOpen { decision in
        decision.ending = reason
        for leg in decision.legs.indices where decision.legs[leg].state == .waiting {
          decision.legs[leg].state = .dropped
        }
      }
    case .closed: changeOpen { $0.stage = .done }
    case .dropped(_, let reason):
      changeOpen { decision in
        decision.stage = .dropped
        decision.ending = reason
        if decision.answeredBy == nil, event.author != Strategist.author {
          decision.answeredBy = event.author
        }
      }
    case .refused: refusalCount += 1
    case .rested(let rested): rest = rested
    case .woke: rest = nil
    }
  }

  private mutating func change(
    to new: StrategyMandate, _ next: Int, _ event: MandateEvent
  ) {
    // What only became narrower goes on as it was let loose; anything else begins with a rehearsal.
    let isNarrower = new.widening(of: mandate) == nil
    if new.strategy != mandate.strategy || new.parameters != mandate.parameters
      || new.coins != mandate.coins
    {
      memory = []
    }
    mandate = new
    version = next
    digest = new.digest
    author = event.author
    set = event.time
    if !isNarrower || phase == .rehearsal {
      phase = new.level == .autonomous ? .rehearsal : .live
      if !isNarrower { rehearsalLooks = 0 }
      releasedBy = nil
      paper = []
    }
  }

  private mutating func take(_ standing: MandateEvent.Standing, at time: Timestamp) {
    if standing.looks > 0 { lastLook = time }
    lookCount += UInt64(standing.looks)
    if phase == .rehearsal { rehearsalLooks += standing.looks }
    epoch = standing.epoch
    equityUSD = standing.equityUSD
    if let written = standing.memory { memory = written }
    for transfer in standing.transfers { add(-transfer.amount, of: transfer.asset) }
  }

  private mutating func rehearse(_ decision: MandateDecision) {
    for leg in decision.legs {
      if let place = paper.firstIndex(where: { $0.instrument == leg.instrument }) {
        paper[place].trade(leg.quantity, at: leg.mark)
      } else if paper.count < MandateCase.paperMax {
        var holding = PaperHolding(of: leg.instrument, at: leg.mark)
        holding.trade(leg.quantity, at: leg.mark)
        paper.append(holding)
      }
    }
  }

  private mutating func changeOpen(_ body: (inout MandateDecision) -> Void) {
    guard let last = decisions.indices.last, decisions[last].isOpen else { return }
    body(&decisions[last])
  }

  private mutating func add(_ amount: Amount, of asset: Currency) {
    let sum = Amount(units: (transfers[asset] ?? .zero).units &+ amount.units)
    transfers[asset] = sum.isZero ? nil : sum
  }
}

// What the ledger books.
extension MandateCase {
  /// Whether a name is that of a leg that waits.
  package func waits(for name: StrategyOrderName) -> Bool {
    guard name.number == number, let open, open.number == name.decision, open.stage == .ordered,
      open.legs.indices.contains(name.leg)
    else { return false }
    return open.legs[name.leg].state == .waiting
  }

  /// Its order of a name was placed.
  package mutating func place(_ name: StrategyOrderName, as order: OrderIdentifier) {
    guard waits(for: name) else { return }
    changeOpen { decision in
      decision.legs[name.leg].order = order
      decision.legs[name.leg].state = .working
    }
  }

  /// Something of an order was filled.
  package mutating func fill(_ order: OrderIdentifier, _ quantity: Amount) {
    refusalCount = 0
    change(order) { leg in
      leg.filled = Amount(units: leg.filled.units + quantity.units)
      if leg.filled == leg.quantity { leg.state = .filled }
    }
  }

  /// An order has ended unfilled, or not wholly filled.
  package mutating func end(
    _ order: OrderIdentifier, as state: MandateLeg.State, reason: String
  ) {
    if state == .rejected { refusalCount += 1 }
    change(order) { leg in
      leg.state = state
      leg.refusal = reason
    }
  }

  private mutating func change(_ order: OrderIdentifier, _ body: (inout MandateLeg) -> Void) {
    changeOpen { decision in
      let place = decision.legs.firstIndex { $0.order == order && $0.state == .working }
      if let place { body(&decision.legs[place]) }
    }
  }

  /// Money came in or left that the strategy has nothing to do with.
  mutating func transferred(_ amount: Amount, of asset: Currency) { add(amount, of: asset) }

  /// Money is held to leave.
  mutating func leave(_ transfer: MandateTransfer, as withdrawal: WithdrawalIdentifier) {
    leaving[withdrawal] = transfer
    add(-transfer.amount, of: transfer.asset)
  }

  /// A withdrawal left, or its money is free again.
  mutating func resolve(_ withdrawal: WithdrawalIdentifier, hasLeft: Bool) {
    guard let transfer = leaving.removeValue(forKey: withdrawal), !hasLeft else { return }
    add(transfer.amount, of: transfer.asset)
  }
}

extension MandateCase: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(number)
    mandate.write(to: &writer)
    writer.write(version)
    writer.write(author)
    writer.write(set)
    writer.write(named: phase)
    writer.write(optional: releasedBy) { $0.write($1) }
    writer.write(optional: pause) { $1.write(to: &$0) }
    writer.write(optional: rest) { $1.write(to: &$0) }
    writer.write(lookCount)
    writer.write(optional: lastLook) { $0.write($1) }
    writer.write(rehearsalLooks)
    writer.write(optional: epoch) { $0.write(epoch: $1) }
    writer.write(optional: equityUSD) { $0.write($1) }
    writer.write(memory)
    writer.write(decisionCount)
    writer.write(list: decisions) { $1.write(to: &$0) }
    writer.write(window.number)
    writer.write(window.spentUSD)
    writer.write(refusalCount)
    writer.write(list: paper) { $1.write(to: &$0) }
    writer.write(list: transfers.sorted { $0.key < $1.key }) {
      MandateTransfer(asset: $1.key, amount: $1.value).write(to: &$0)
    }
    writer.write(list: leaving.sorted { $0.key.rawValue < $1.key.rawValue }) {
      $0.write($1.key.rawValue)
      $1.value.write(to: &$0)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    number = try reader.readUInt64()
    mandate = try StrategyMandate(reading: &reader)
    version = try reader.readInt()
    digest = mandate.digest
    author = try reader.readString()
    set = try reader.readTimestamp()
    phase = try reader.readNamed(Phase.self)
    releasedBy = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readString()
    }
    pause = try reader.readOptional { reader throws(SteelyardError) in
      try MandatePause(reading: &reader)
    }
    rest = try reader.readOptional { reader throws(SteelyardError) in
      try MandateRest(reading: &reader)
    }
    lookCount = try reader.readUInt64()
    lastLook = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
    rehearsalLooks = try reader.readInt()
    epoch = try reader.readOptional { reader throws(SteelyardError) in try reader.readEpoch() }
    equityUSD = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readFinite()
    }
    memory = try reader.readBytes()
    decisionCount = try reader.readInt()
    decisions = try reader.readList { reader throws(SteelyardError) in
      try MandateDecision(reading: &reader)
    }
    window = LiquidationWindow(
      number: try reader.readInt64(), spentUSD: try reader.readFinite())
    refusalCount = try reader.readInt()
    paper = try reader.readList { reader throws(SteelyardError) in
      try PaperHolding(reading: &reader)
    }
    let moved = try reader.readList { reader throws(SteelyardError) in
      try MandateTransfer(reading: &reader)
    }
    let held = try reader.readList { reader throws(SteelyardError) in
      (
        WithdrawalIdentifier(rawValue: try reader.readUInt64()),
        try MandateTransfer(reading: &reader)
      )
    }
    guard zip(moved, moved.dropFirst()).allSatisfy({ $0.asset < $1.asset }),
      moved.allSatisfy({ !$0.amount.isZero }),
      zip(held, held.dropFirst()).allSatisfy({ $0.0.rawValue < $1.0.rawValue })
    else { throw reader.corrupt("a mandate's transfers are out of order") }
    for transfer in moved { transfers[transfer.asset] = transfer.amount }
    for (withdrawal, transfer) in held { leaving[withdrawal] = transfer }
    guard version > 0, decisions.dropLast().allSatisfy({ !$0.isOpen }),
      decisions.last?.number ?? 0 == decisionCount
    else { throw reader.corrupt("a mandate's decisions are not in order") }
  }
}
