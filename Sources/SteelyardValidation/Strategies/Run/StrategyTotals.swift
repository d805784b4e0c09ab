/// What a strategy's money went to and came from, in US dollars; costs are positive.
public struct StrategyTotals: Sendable, Hashable, Codable {
  /// Fees of venues.
  public var fees = 0.0
  /// Half the spread of every fill.
  public var spread = 0.0
  /// What trades moved their own prices by.
  public var impact = 0.0
  /// What liquidations were charged besides.
  public var liquidationFees = 0.0
  /// What debts cost less what money at hand earned.
  public var interest = 0.0
  /// Funding that was received, less what was paid.
  public var funding = 0.0
  /// Fees that pools brought.
  public var poolFees = 0.0
  /// What was lost below nothing and is owed by nobody any more.
  public var badDebt = 0.0
  /// What changed hands, in US dollars of the underlying.
  public var turnover = 0.0
  /// Fills.
  public var fills = 0
  /// Times the account fell below its initial margin.
  public var marginCalls = 0
  /// Liquidations.
  public var liquidations = 0
  /// Decisions that a limit cut or refused.
  public var cuts = 0

  /// Nothing yet.
  public init() {}

  /// All that trading cost.
  public var costs: Double { fees + spread + impact + liquidationFees }

  /// What is left of a change of equity once money that came and went otherwise is taken out: the gain by prices, at
  /// marks.
  public func priceGain(ofChange change: Double) -> Double {
    change + costs + interest - funding - poolFees - badDebt
  }
}

/// One thing that happened in a backtest.
public struct StrategyEvent: Sendable, Hashable, Codable {
  /// What kind.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A trade that was done.
    case fill
    /// Liquidity that went into a pool or came back.
    case pool
    /// A limit that cut or refused.
    case limit
    /// Something that settled at its expiry.
    case settlement
    /// The account fell below its initial margin.
    case marginCall = "margin_call"
    /// It fell below its maintenance margin.
    case liquidation
  }

  /// Its row.
  public let row: Int
  /// What kind.
  public let kind: Kind
  /// What of: an instrument, a coin, a limit.
  public let subject: String
  /// How much; 0 where nothing changed hands.
  public let quantity: Double
  /// At which price, in US dollars; 0 where there was none.
  public let price: Double
  /// Why.
  public let reason: String
}
