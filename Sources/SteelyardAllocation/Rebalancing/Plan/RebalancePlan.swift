public import SteelyardContracts
public import SteelyardMargin

/// What brings a portfolio back to its targets.
///
/// How far it has drifted, what is traded, which way and in which order, and how all accounts stand before and after.
/// It plans only.
public struct RebalancePlan: Sendable {
  /// How an account stands.
  public struct Standing: Sendable {
    /// The model's figures.
    public let figures: AccountFigures
    /// What its holdings move with.
    public let exposure: RebalanceExposure
  }

  /// A limit that cut what an account wanted.
  public struct Cut: Sendable, Hashable {
    /// The account, as an index.
    public let account: Int
    /// The coins that were to be traded.
    public let coins: [Currency]
    /// The level of the limits.
    public let level: RiskLimits.Level
    /// The share of it that is left, 0 to 1.
    public let share: Double
    /// Why, in words with numbers.
    public let reason: String
  }

  /// Something that was wanted and is not worth or not able to be traded.
  public struct Left: Sendable, Hashable {
    /// The account, as an index.
    public let account: Int
    /// The coin.
    public let coin: Currency
    /// What was wanted, in US dollars.
    public let wantedUSD: Double
    /// Why it is left, a sentence.
    public let reason: String
    /// Whether it is less than a lot or the least trade.
    public let isTooSmall: Bool
  }

  /// An order of an account, in its place in the sequence.
  public struct Step: Sendable, Hashable {
    /// The account, as an index.
    public let account: Int
    /// The trade, as an index.
    public let trade: Int
    /// How much, exact, in units of the instrument or in coins; bought is positive.
    public let quantity: Amount
    /// Whether it only makes a holding smaller.
    public let isReducing: Bool
    /// The account's initial excess once it is done, at costs no lower than those of the plan, in US dollars.
    public let excess: Double
  }

  /// Accounts whose weights are looked at together, and what was found.
  public struct Group: Sendable {
    /// The accounts, as indices.
    public let accounts: [Int]
    /// Their equity together.
    public let equity: Double
    /// How far they have drifted.
    public let drift: Drift
    /// Weights after the trades; shape `[coin]`.
    public internal(set) var after: [Double]
  }

  /// The accounts in their market.
  public let book: RebalanceBook
  /// What was asked.
  public let request: RebalanceRequest
  /// The share of targets and limits that the drawdown leaves.
  public let riskShare: Double
  /// What each group drifted by.
  public let groups: [Group]
  /// What is done, coin by coin; coins without a trade are not among them.
  public let trades: [CoinTrade]
  /// The orders, those of one account after each other.
  public let steps: [Step]
  /// What limits cut.
  public let cuts: [Cut]
  /// What is left.
  public let left: [Left]
  /// Each account as it is.
  public let before: [Standing]
  /// Each account after all trades, costs paid.
  public let after: [Standing]
  /// Weights of coins that are held and have no target, all accounts together: they are left as they are.
  public let untargeted: [(coin: Currency, weight: Double)]

  /// All costs.
  public var cost: WayCost { trades.reduce(WayCost()) { $0 + $1.cost } }
  /// What netting saves.
  public var saving: Double { trades.reduce(0) { $0 + $1.saving } }
  /// What trades, in US dollars without signs: in the market, and between accounts.
  public var turnover: (market: Double, crossed: Double) {
    var sum = (market: 0.0, crossed: 0.0)
    for trade in trades {
      guard let lotUSD = trade.chosen?.lotUSD else { continue }
      for part in trade.parts {
        sum.market += abs(Double(part.market)) * lotUSD
        sum.crossed += Double(max(0, part.crossed)) * lotUSD
      }
    }
    return sum
  }
  /// Whether any rule asks for a trade.
  public var asksForTrades: Bool { groups.contains { $0.drift.asksForTrades } }
  /// Whether all that the rules ask for is done, but for lots and trades that are too small.
  public var isWhole: Bool { cuts.isEmpty && left.allSatisfy(\.isTooSmall) }
}
