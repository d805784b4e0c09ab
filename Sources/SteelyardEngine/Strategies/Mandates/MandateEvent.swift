public import SteelyardAllocation
public import SteelyardContracts

/// Something that happened to a mandate: a fact for the journal, which replay applies and decides nothing.
public struct MandateEvent: EngineFact {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// It was given, or changed.
    case set(StrategyMandate, version: Int)
    /// It was let loose from rehearsal.
    case released
    /// It was paused, by somebody or by itself.
    case paused(reason: String)
    /// Somebody let it go on.
    case resumed
    /// It is over.
    case ended
    /// It looked, and what it knows by that is worth keeping.
    case looked
    /// It looked and decided something.
    case decided(MandateDecision)
    /// Somebody said yes to a proposal.
    case approved(decision: Int)
    /// An approved proposal was held to the limits of now, and its orders follow.
    case ordered(MandateDecision)
    /// The engine refused an order of the decision.
    case legRefused(decision: Int, leg: Int, reason: String)
    /// What works of a decision is cancelled.
    case closing(decision: Int, reason: String)
    /// Every order of the decision has ended.
    case closed(decision: Int)
    /// A proposal will not be done.
    case dropped(decision: Int, reason: String)
    /// What was decided can't be carried out.
    case refused(reason: String)
    /// It opens nothing for now.
    case rested(MandateRest)
    /// What it rested for is over.
    case woke
  }

  /// What a look leaves besides what it decides.
  public struct Standing: Sendable, Hashable {
    /// Looks since the last event that counted any.
    public let looks: Int
    /// The budget of losses.
    public let epoch: DrawdownEpoch
    /// Money that came in or left, of which the epoch knows by now.
    public let transfers: [MandateTransfer]
    /// What the strategy wrote down, as JSON; nil where that is as before.
    public let memory: [UInt8]?
    /// Equity, in US dollars.
    public let equityUSD: Double

    package init(
      looks: Int, epoch: DrawdownEpoch, transfers: [MandateTransfer], memory: [UInt8]?,
      equityUSD: Double
    ) {
      self.looks = looks
      self.epoch = epoch
      self.transfers = transfers
      self.memory = memory
      self.equityUSD = equityUSD
    }
  }

  /// Whose account.
  public let account: AccountName
  /// The mandate's number: every one has its own, over all accounts.
  public let number: UInt64
  /// When.
  public let time: Timestamp
  /// Number of the risk frame that it stands on; 0 for what stands on none.
  public let frame: UInt64
  /// Who: a key's name, or the strategist.
  public let author: String
  /// What happened.
  public let kind: Kind
  /// What the look left; nil where it was none.
  public let standing: Standing?
  /// What happened, for people: one or two sentences.
  public let explanation: String

  package init(
    account: AccountName, number: UInt64, time: Timestamp, frame: UInt64, author: String,
    kind: Kind, standing: Standing? = nil, explanation: String
  ) {
    self.account = account
    self.number = number
    self.time = time
    self.frame = frame
    self.author = author
    self.kind = kind
    self.standing = standing
    self.explanation = explanation
  }
}

/// Money of one asset that came into an account (positive) or left it.
public struct MandateTransfer: Sendable, Hashable {
  /// Of what.
  public let asset: Currency
  /// How much.
  public let amount: Amount

  package init(asset: Currency, amount: Amount) {
    self.asset = asset
    self.amount = amount
  }
}

extension MandateEvent.Kind {
  /// The kinds by their stable names.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case set, released, paused, resumed, ended, looked, decided, approved, ordered
    case legRefused = "order_refused"
    case closing, closed, dropped, refused, rested, woke
  }

  /// The kind's name.
  public var name: Name {
    switch self {
    case .set: .set
    case .released: .released
    case .paused: .paused
    case .resumed: .resumed
    case .ended: .ended
    case .looked: .looked
    case .decided: .decided
    case .approved: .approved
    case .ordered: .ordered
    case .legRefused: .legRefused
    case .closing: .closing
    case .closed: .closed
    case .dropped: .dropped
    case .refused: .refused
    case .rested: .rested
    case .woke: .woke
    }
  }

  /// The decision that it is about; nil for what is about none.
  public var decision: Int? {
    switch self {
    case .decided(let decision), .ordered(let decision): decision.number
    case .approved(let number), .legRefused(let number, _, _), .closing(let number, _),
      .closed(let number), .dropped(let number, _):
      number
    case .set, .released, .paused, .resumed, .ended, .looked, .refused, .rested, .woke: nil
    }
  }
}
