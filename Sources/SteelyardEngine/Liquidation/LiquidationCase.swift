public import SteelyardContracts
package import SteelyardLedger
public import SteelyardLiquidation

/// One account's liquidation: a state machine without a clock and without threads.
///
/// Events and what the ledger books of its orders make it what it is, on replay as at first. `step(_:rules:)` says
/// what is to be done next; it changes nothing.
public struct LiquidationCase: Sendable, Hashable {
  /// Rounds that are kept; older ones are in the journal.
  public static let roundsKept = 32

  /// Whose.
  public let account: AccountName
  /// Its number: every liquidation has its own, over all accounts.
  public let number: UInt64
  /// When it began.
  public let begun: Timestamp
  /// The policy that it began under.
  public let policy: String
  /// Rounds that were decided.
  public private(set) var roundCount = 0
  /// The latest rounds, oldest first; the last one may be in course.
  public private(set) var rounds: [LiquidationRound] = []
  /// Why nothing is traded for now; nil while something may be.
  public private(set) var hold: LiquidationHold?
  /// Its latest auction, which may have ended; nil before the first.
  public internal(set) var auction: LiquidationAuction?
  /// Notional that its rounds were decided for, in US dollars.
  public private(set) var notionalUSD = 0.0

  /// A liquidation that begins.
  package init(account: AccountName, number: UInt64, begun: Timestamp, policy: String) {
    self.account = account
    self.number = number
    self.begun = begun
    self.policy = policy
  }

  /// The round in course; nil between two rounds.
  public var round: LiquidationRound? { rounds.last.flatMap { $0.ended == nil ? $0 : nil } }

  /// The auction that the policy is told of; nil where none runs, and none that ran goes on in what comes next.
  var course: LiquidationAuction? { auction.flatMap { $0.goesOn ? $0 : nil } }

  /// What the policy is told of what was done, and why the account was handed over; that an auction opened counts as a
  /// round, and so does each bid.
  ///
  /// - Parameter paidIn: What bidders paid in, in US dollars.
  public func progress(_ cause: LiquidationCause, paidIn: Amount = .zero) -> LiquidationProgress {
    LiquidationProgress(
      begun: course?.courseBegun ?? begun,
      roundCount: roundCount + (course.map { 1 + $0.bidCount } ?? 0),
      lastRound: rounds.last?.decided, paidIn: paidIn,
      insolventSince: course.flatMap { $0.kind == .insolvent ? $0.courseOpened : nil },
      cause: cause)
  }

  /// Orders that may still fill.
  var workingOrders: [OrderIdentifier] {
    (round?.legs ?? []).compactMap { $0.state == .working ? $0.order : nil }
  }

  /// Why an event can't happen to it as it stands; nil where it can.
  package func objection(to event: LiquidationEvent) -> String? {
    guard event.number == number else { return "it is about another liquidation" }
    switch event.kind {
    case .begun: return "it has begun already"
    case .decided(let decided):
      if round != nil { return "its round \(roundCount) is in course" }
      if isAuctioned { return "its auction runs" }
      guard decided.number == roundCount + 1, decided.ended == nil, decided.stop == nil else {
        return "round \(decided.number) does not follow round \(roundCount)"
      }
      guard (1...LiquidationRules.legsMax).contains(decided.legs.count),
        decided.legs.allSatisfy({ $0.state == .waiting && $0.order == nil && $0.filled.isZero })
      else { return "its legs are too many, or begun already" }
    case .legRefused(let leg, _):
      guard let round, round.legs.indices.contains(leg), round.legs[leg].state == .waiting else {
        return "no leg \(leg) waits"
      }
    case .stopping:
      guard let round, round.stop == nil else { return "no round is to be stopped" }
    case .roundEnded:
      guard let round, round.isOver else { return "no round is over" }
    case .held(let held):
      if round != nil { return "its round \(roundCount) is in course" }
      if let hold, hold.reason == held.reason, hold.until == held.until {
        return "it is held so already"
      }
    case .resumed: if hold == nil { return "nothing holds it" }
    case .ended:
      if round != nil { return "its round \(roundCount) is in course" }
      if isAuctioned { return "its auction runs" }
    case .auctionOpened(let opened):
      if round != nil { return "its round \(roundCount) is in course" }
      if isAuctioned { return "its auction runs already" }
      guard opened.follows(auction) else { return "the auction does not follow on the last one" }
    case .auctionPriced, .auctionEnded:
      guard isAuctioned else { return "no auction of it runs" }
    }
    return nil
  }

  /// Whether an auction of it runs.
  public var isAuctioned: Bool { auction?.isOpen ?? false }

  /// Takes over an event that `objection(to:)` has nothing against.
  package mutating func apply(_ event: LiquidationEvent) {
    let last = rounds.count - 1
    switch event.kind {
    case .begun, .ended: break
    case .decided(let round):
      hold = nil
      roundCount = round.number
      notionalUSD += round.notionalUSD
      rounds.append(round)
      if rounds.count > LiquidationCase.roundsKept { rounds.removeFirst() }
    case .legRefused(let leg, let reason):
      rounds[last].legs[leg].state = .refused
      rounds[last].legs[leg].reason = reason
    case .stopping(let stop):
      rounds[last].stop = stop
      for leg in rounds[last].legs.indices where rounds[last].legs[leg].state == .waiting {
        rounds[last].legs[leg].state = .dropped
      }
    case .roundEnded: rounds[last].ended = event.time
    case .held(let held):
      hold = held
      auction?.withdraw()
    case .resumed:
      if let hold, isAuctioned { auction?.pause(since: hold.since, until: event.time) }
      hold = nil
    case .auctionOpened(let opened):
      hold = nil
      auction = opened
    case .auctionPriced(let offer):
      hold = nil
      auction?.price(offer)
    case .auctionEnded(let end): auction?.end(end)
    }
  }
}

// What the ledger books of its orders.
extension LiquidationCase {
  /// Whether a name is that of a leg that waits.
  package func waits(for name: LiquidationOrderName) -> Bool {
    guard name.number == number, let round, round.number == name.round,
      round.legs.indices.contains(name.leg)
    else { return false }
    return round.legs[name.leg].state == .waiting
  }

  /// Its order of a name was placed.
  package mutating func place(_ name: LiquidationOrderName, as order: OrderIdentifier) {
    guard waits(for: name) else { return }
    rounds[rounds.count - 1].legs[name.leg].order = order
    rounds[rounds.count - 1].legs[name.leg].state = .working
  }

  /// Something of an order was filled.
  package mutating func fill(_ order: OrderIdentifier, _ quantity: Amount) {
    change(order) { leg in
      leg.filled = Amount(units: leg.filled.units + quantity.units)
      if leg.filled == leg.quantity { leg.state = .filled }
    }
  }

  /// An order has ended unfilled, or not wholly filled.
  package mutating func end(
    _ order: OrderIdentifier, as state: LiquidationLeg.State, reason: String
  ) {
    change(order) { leg in
      leg.state = state
      leg.reason = reason
    }
  }

  private mutating func change(_ order: OrderIdentifier, _ body: (inout LiquidationLeg) -> Void) {
    guard let last = rounds.indices.last,
      let leg = rounds[last].legs.firstIndex(where: { $0.order == order && $0.state == .working })
    else { return }
    body(&rounds[last].legs[leg])
  }
}

extension LiquidationCase: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(number)
    writer.write(begun)
    writer.write(policy)
    writer.write(roundCount)
    writer.write(list: rounds) { $1.write(to: &$0) }
    writer.write(optional: hold) { $1.write(to: &$0) }
    writer.write(notionalUSD)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    number = try reader.readUInt64()
    begun = try reader.readTimestamp()
    policy = try reader.readString()
    roundCount = try reader.readInt()
    rounds = try reader.readList { reader throws(SteelyardError) in
      try LiquidationRound(reading: &reader)
    }
    hold = try reader.readOptional { reader throws(SteelyardError) in
      try LiquidationHold(reading: &reader)
    }
    notionalUSD = try reader.readFinite()
    guard rounds.dropLast().allSatisfy({ $0.ended != nil }), rounds.last?.number ?? 0 == roundCount
    else { throw reader.corrupt("a liquidation's rounds are not in order") }
  }
}
