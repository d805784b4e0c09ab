public import SteelyardContracts
package import SteelyardMargin

/// A step of an account's liquidation: a fact for the journal, which replay applies and decides nothing.
public struct LiquidationEvent: EngineFact {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// It began, under a policy.
    case begun(policy: String)
    /// A round was decided.
    case decided(LiquidationRound)
    /// The ledger refused an order of the round.
    case legRefused(leg: Int, reason: String)
    /// The rest of the round is cancelled.
    case stopping(LiquidationRound.Stop)
    /// Every order of the round has ended.
    case roundEnded
    /// Nothing is traded for now.
    case held(LiquidationHold)
    /// What held it is over.
    case resumed
    /// The account is out of liquidation.
    case ended
    /// An auction of the account opened.
    case auctionOpened(LiquidationAuction)
    /// The auction offers something else.
    case auctionPriced(AuctionOffer)
    /// The auction is over.
    case auctionEnded(LiquidationAuction.End)
  }

  /// Whose.
  public let account: AccountName
  /// The liquidation's number: every one has its own, over all accounts.
  public let number: UInt64
  /// When.
  public let time: Timestamp
  /// Number of the risk frame that it stands on.
  public let frame: UInt64
  /// What happened.
  public let kind: Kind
  /// The account's equity on that frame, in US dollars; nil where it is not known.
  public let equityUSD: Double?
  /// Its maintenance excess, in US dollars; nil where it is not known.
  public let maintenanceExcessUSD: Double?
  /// What happened, for people: one or two sentences.
  public let explanation: String

  package init(
    account: AccountName, number: UInt64, time: Timestamp, frame: UInt64, kind: Kind,
    figures: AccountFigures?, explanation: String
  ) {
    self.account = account
    self.number = number
    self.time = time
    self.frame = frame
    self.kind = kind
    func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    equityUSD = known(figures?.equity)
    maintenanceExcessUSD = known(figures?.maintenanceExcess)
    self.explanation = explanation
  }
}

extension LiquidationEvent.Kind {
  /// The kinds by their stable names.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case begun, decided
    case legRefused = "order_refused"
    case stopping
    case roundEnded = "round_ended"
    case held, resumed, ended
    case auctionOpened = "auction_opened"
    case auctionPriced = "auction_priced"
    case auctionEnded = "auction_ended"
  }

  /// The kind's name.
  public var name: Name {
    switch self {
    case .begun: .begun
    case .decided: .decided
    case .legRefused: .legRefused
    case .stopping: .stopping
    case .roundEnded: .roundEnded
    case .held: .held
    case .resumed: .resumed
    case .ended: .ended
    case .auctionOpened: .auctionOpened
    case .auctionPriced: .auctionPriced
    case .auctionEnded: .auctionEnded
    }
  }

  /// Whether everybody may know of it, but for whose it is: auctions are open to all.
  public var isPublic: Bool {
    switch self {
    case .auctionOpened, .auctionPriced, .auctionEnded: true
    case .begun, .decided, .legRefused, .stopping, .roundEnded, .held, .resumed, .ended: false
    }
  }
}
