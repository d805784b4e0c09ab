public import SteelyardContracts
public import SteelyardMargin

/// A policy run to its end on paper: what it would do with an account, round by round, and what that costs.
///
/// The market stands still but for what the account's own trades do to it: costs and impact are those of a plan, all trades
/// taken together, so that many small rounds are not cheaper than one. Marks stay; what the impact takes from all that is
/// left is paid from the account. Penalties of a policy take the place of the stated liquidation fee. In an auction the bidder
/// comes in the first second at which the discount pays for closing what is bought.
public struct PolicyRehearsal: Sendable {
  /// How it ends.
  public enum Ending: Sendable, Hashable {
    /// The policy has nothing more to do.
    case restored
    /// The rest is taken over.
    case takenOver(LiquidationDecision.TakeOverReason)
    /// Rounds ran out, or a step could not be carried out.
    case unfinished(String)
  }

  /// One round.
  public struct Round: Sendable {
    /// Seconds since the liquidation began.
    public let seconds: Double
    /// What was decided.
    public let decision: LiquidationDecision
    /// The account's figures after it, in US dollars.
    public let after: AccountFigures
    /// What it cost beyond the rounds before, in US dollars.
    public let cost: TradingCost
    /// What the account gave to bidders or whoever paid its debt back, in US dollars.
    public let discount: Double
  }

  /// The policy.
  public let policy: String
  /// The figures before.
  public let start: AccountFigures
  /// The rounds that were carried out; pauses are not among them.
  public let rounds: [Round]
  /// How it ends.
  public let ending: Ending
  /// What the permanent part of the impact takes from all that is left, in US dollars.
  public let impactLoss: Double
  /// What is left.
  public let portfolio: Portfolio

  /// The figures at the end.
  public var end: AccountFigures { rounds.last?.after ?? start }
  /// What all trades cost.
  public var cost: TradingCost { rounds.reduce(.zero) { $0 + $1.cost } }
  /// What bidders and repayers got.
  public var discount: Double { rounds.reduce(0) { $0 + $1.discount } }
  /// What the account loses by its liquidation, in US dollars.
  public var price: Double { cost.total + discount + impactLoss }
  /// Seconds from the beginning to the last round.
  public var seconds: Double { rounds.last?.seconds ?? 0 }

  /// Most rounds.
  public static let roundsMax = 2_000

  /// Runs a policy.
  ///
  /// - Parameters:
  ///   - account: As it stands, its orders cancelled.
  ///   - settings: What trading costs.
  ///   - cause: Why the account is liquidated, and with it what it is to reach.
  /// - Throws: What the policy and plans throw.
  public init(
    of policy: any LiquidationPolicy, on account: LiquidationAccount, in market: LiquidationMarket,
    _ settings: PlanSettings, cause: LiquidationCause = .belowMaintenance,
    roundsMax: Int = PolicyRehearsal.roundsMax
  ) throws(SteelyardError) {
    var rehearsed = RehearsedAccount(account, market, settings)
    var progress = LiquidationProgress(begun: market.time, cause: cause)
    let policy = TargetPolicy(policy)
    var now = market.time
    var rounds: [Round] = []
    var ending = Ending.unfinished("It has not come to an end in \(roundsMax) rounds.")
    var pauses = 0
    rehearsal: while rounds.count < roundsMax, pauses < 4 * roundsMax {
      let decision = try policy.decision(
        for: rehearsed.account, in: market.at(now), progress)
      let before = rehearsed.spent
      switch decision.action {
      case .end:
        ending = .restored
        break rehearsal
      case .takeOver(let reason):
        ending = .takenOver(reason)
        break rehearsal
      case .wait(let until):
        pauses += 1
        now = max(until, Timestamp(microseconds: now.microseconds + 1))
        continue rehearsal
      case .trade(let trades):
        try rehearsed.trade(trades, penaltyUSD: decision.penaltyUSD)
        progress.addRound(at: now)
      case .repayment(let offer):
        try rehearsed.repay(offer)
        progress.addRound(at: now)
      case .auction:
        let bidder = try AuctionBidder(rehearsed.account, market, settings)
        guard let sale = try bidder.sale(by: policy, from: now, progress) else {
          ending = .unfinished("Nobody would bid.")
          break rehearsal
        }
        now = sale.time
        try rehearsed.sell(sale)
        progress = sale.progress
      }
      rounds.append(
        Round(
          seconds: Double(now.microseconds - market.time.microseconds) / 1e6, decision: decision,
          after: rehearsed.account.figures, cost: rehearsed.spent.cost - before.cost,
          discount: rehearsed.spent.discount - before.discount))
    }
    self.policy = policy.name
    start = account.figures
    self.rounds = rounds
    self.ending = ending
    impactLoss = rehearsed.spent.impactLoss
    portfolio = rehearsed.account.portfolio
  }
}
