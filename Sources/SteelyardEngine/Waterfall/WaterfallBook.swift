public import SteelyardContracts
import SteelyardLedger

/// What was done of the waterfall: part of the engine's state, so that nothing of it is done twice.
///
/// Steps are known by their numbers, which only rise, and not by names that are forgotten.
public struct WaterfallBook: Sendable, Hashable {
  /// What was done in one liquidation that is not over.
  public struct Steps: EngineFact {
    /// The last step that was asked for and done.
    public internal(set) var sequence: UInt64 = 0
    /// The last round whose fee was charged; 0 before the first.
    public internal(set) var feeRound = 0
    /// What the takeover left the fund short of, in US dollars, ≥ 0; nil before the takeover.
    public internal(set) var deficitUSD: Double?
    /// How often orders were cancelled before positions in an instrument could be closed.
    public internal(set) var preparations: [Instrument: Int] = [:]
    /// Instruments whose position was deleveraged, as far as it could be.
    public internal(set) var deleveraged: Set<Instrument> = []
    /// Assets of which a loss was shared.
    public internal(set) var shared: Set<Currency> = []
    /// What was shared of them, in US dollars.
    public internal(set) var sharedUSD = 0.0
    /// What the policy itself charges for a round, in US dollars.
    public internal(set) var penalty: Penalty?

    /// What a policy charges for a round.
    public struct Penalty: Sendable, Hashable {
      /// The round.
      public let round: Int
      /// How much, ≥ 0.
      public let usd: Double
    }

    init() {}
  }

  /// What an account was last told of a deleveraging of its own.
  public struct Notice: EngineFact {
    /// When.
    public let time: Timestamp
    /// The liquidation that it was for; 0 for the house's own decision.
    public let liquidation: UInt64
    /// What was closed.
    public let instrument: Instrument
    /// At which price.
    public let price: Amount
    /// The mark at the time.
    public let mark: Amount
    /// How many stood in the queue.
    public let candidateCount: Int
    /// What it gave up, with its rank and the reason.
    public let share: DeleveragingFact.Share
  }

  /// By the number of a liquidation that is not over.
  public private(set) var steps: [UInt64: Steps] = [:]
  /// Steps that the house has asked for.
  public private(set) var houseCount: UInt64 = 0
  /// By account, the latest of each.
  public private(set) var notices: [AccountName: Notice] = [:]
  /// Deleveragings that closed something.
  public private(set) var deleveragingCount: UInt64 = 0
  /// What they closed, in US dollars at the index.
  public private(set) var deleveragedUSD = 0.0
  /// Losses that were shared.
  public private(set) var sharingCount: UInt64 = 0
  /// What clients paid of them, in US dollars.
  public private(set) var sharedUSD = 0.0

  /// Nothing was done.
  public init() {}

  /// What was journaled.
  init(
    steps: [UInt64: Steps], houseCount: UInt64, notices: [AccountName: Notice],
    deleveragingCount: UInt64, deleveragedUSD: Double, sharingCount: UInt64, sharedUSD: Double
  ) {
    self.steps = steps
    self.houseCount = houseCount
    self.notices = notices
    self.deleveragingCount = deleveragingCount
    self.deleveragedUSD = deleveragedUSD
    self.sharingCount = sharingCount
    self.sharedUSD = sharedUSD
  }

  /// Whether nothing was ever done that has to be remembered.
  var isEmpty: Bool { self == WaterfallBook() }

  /// The number of the next step of a liquidation; 0 names the house.
  public func nextSequence(of liquidation: UInt64) -> UInt64 {
    (liquidation == 0 ? houseCount : steps[liquidation]?.sequence ?? 0) + 1
  }

  /// Takes over an event.
  mutating func apply(_ event: WaterfallEvent) {
    let number = event.liquidation
    var done = steps[number] ?? Steps()
    if event.sequence > 0 {
      if number == 0 { houseCount = event.sequence } else { done.sequence = event.sequence }
    }
    switch event.kind {
    case .preparing(let instrument, _): done.preparations[instrument, default: 0] += 1
    case .deleveraged(let fact):
      done.deleveraged.insert(fact.instrument)
      guard !fact.shares.isEmpty else { break }
      deleveragingCount += 1
      deleveragedUSD += fact.notionalUSD
      for share in fact.shares {
        notices[share.account] = Notice(
          time: event.time, liquidation: number, instrument: fact.instrument, price: fact.price,
          mark: fact.mark, candidateCount: fact.candidateCount, share: share)
      }
    case .takenOver(let deficit): done.deficitUSD = deficit
    case .shared(let asset, _, let usd):
      done.shared.insert(asset)
      done.sharedUSD += usd
      sharingCount += 1
      sharedUSD += usd
    case .feeCharged(let round): done.feeRound = round
    case .penaltySet(let round, let usd):
      done.penalty = usd.map { Steps.Penalty(round: round, usd: $0) }
    }
    // The house's steps are known by their count alone, but for what it prepares.
    if number == 0, case .deleveraged(let fact) = event.kind {
      done.preparations[fact.instrument] = nil
      done.deleveraged.remove(fact.instrument)
    }
    if number == 0 { (done.shared, done.sharedUSD) = ([], 0) }
    steps[number] = number == 0 && done == Steps() ? nil : done
  }

  /// Forgets what was done in a liquidation that is over: its number is never used again.
  mutating func end(_ liquidation: UInt64) { steps[liquidation] = nil }
}
