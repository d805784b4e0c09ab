public import SteelyardAllocation
public import SteelyardContracts
import SteelyardLedger

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
  public internal(set) var mandate: StrategyMandate
  /// How often it was given or changed.
  public internal(set) var version: Int
  /// SHA-256 of the mandate's canonical bytes, in hexadecimal.
  public internal(set) var digest: String
  /// Who gave it as it stands.
  public internal(set) var author: String
  /// When.
  public internal(set) var set: Timestamp
  /// How far it is let.
  public internal(set) var phase: Phase
  /// Who let it loose; nil in rehearsal and where it had none.
  public internal(set) var releasedBy: String?
  /// That it is paused; nil where it is not.
  public internal(set) var pause: MandatePause?
  /// Why it opens nothing for now; nil where it may.
  public internal(set) var rest: MandateRest?
  /// Looks that were counted.
  public internal(set) var lookCount: UInt64 = 0
  /// When the last one was that is journaled.
  public internal(set) var lastLook: Timestamp?
  /// Those of them in this rehearsal.
  public internal(set) var rehearsalLooks = 0
  /// The budget of losses; nil before the first look.
  public internal(set) var epoch: DrawdownEpoch?
  /// Equity at the last look that was journaled, in US dollars.
  public internal(set) var equityUSD: Double?
  /// What the strategy wrote down, as JSON; empty before it wrote anything.
  public internal(set) var memory: [UInt8] = []
  /// How many decisions were made.
  public internal(set) var decisionCount = 0
  /// The latest of them, oldest first.
  public internal(set) var decisions: [MandateDecision] = []
  /// What is spent of the window that runs.
  public internal(set) var window = LiquidationWindow()
  /// Refusals since something was last filled or let go on.
  public internal(set) var refusalCount = 0
  /// What a rehearsal holds on paper.
  public internal(set) var paper: [PaperHolding] = []
  /// Money that came in or left, of which the epoch does not know yet.
  public internal(set) var transfers: [Currency: Amount] = [:]
  /// Money that is on its way out.
  var leaving: [WithdrawalIdentifier: MandateTransfer] = [:]

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

  mutating func changeOpen(_ body: (inout MandateDecision) -> Void) {
    guard let last = decisions.indices.last, decisions[last].isOpen else { return }
    body(&decisions[last])
  }

  mutating func add(_ amount: Amount, of asset: Currency) {
    let sum = Amount(units: (transfers[asset] ?? .zero).units &+ amount.units)
    transfers[asset] = sum.isZero ? nil : sum
  }
}
