public import SteelyardContracts

/// What a strategy does next, and why.
public struct StrategyDecision<Memory: Codable & Sendable>: Sendable {
  /// Trades that belong together: a limit that cuts one that takes on risk cuts all of those alike, so that a hedged
  /// pair
  /// stays one.
  public let trades: [StrategyTrade]
  /// Liquidity that is provided to pools or taken back.
  public let liquidity: [LiquidityChange]
  /// What the strategy expects to earn on what it opens, a year, as a share of it; nil where it states none.
  public let expectedReturn: Double?
  /// What it writes down.
  public let memory: Memory

  /// A decision from its parts.
  public init(
    _ trades: [StrategyTrade], liquidity: [LiquidityChange] = [], expectedReturn: Double? = nil,
    memory: Memory
  ) {
    self.trades = trades
    self.liquidity = liquidity
    self.expectedReturn = expectedReturn
    self.memory = memory
  }
}

/// One trade that a strategy asks for.
public struct StrategyTrade: Sendable, Hashable, Codable {
  /// What it is for.
  public enum Purpose: String, Sendable, Hashable, Codable, CaseIterable {
    /// It opens or enlarges what the strategy earns with.
    case entry
    /// It closes it, or makes it smaller.
    case exit
    /// It keeps the book at the risk that is wanted.
    case hedge
    /// It insures against the far tail.
    case tailHedge = "tail_hedge"
    /// It replaces what expires.
    case roll
    /// A limit asked for it, and no strategy.
    case limit
    /// The account was below its maintenance margin.
    case liquidation
  }

  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; bought is positive, sold negative; never zero.
  public let quantity: Amount
  /// What it is for.
  public let purpose: Purpose
  /// Why, in a sentence with its numbers.
  public let reason: String

  /// A trade from its parts.
  ///
  /// - Precondition: The quantity is not zero.
  public init(
    instrument: Instrument, quantity: Amount, purpose: Purpose, reason: String
  ) {
    precondition(!quantity.isZero, "a trade of nothing")
    self.instrument = instrument
    self.quantity = quantity
    self.purpose = purpose
    self.reason = reason
  }
}

/// Liquidity that a strategy provides to a pool of a coin against dollars, or takes back.
public struct LiquidityChange: Sendable, Hashable, Codable {
  /// What is done.
  public enum Action: Sendable, Hashable, Codable {
    /// So many US dollars go in between two prices; infinity as the upper one is left out as nil.
    case provide(valueUSD: Double, lower: Double, upper: Double?)
    /// All that is in the pool comes back.
    case withdraw
  }

  /// The coin of the pool.
  public let coin: Currency
  /// What is done.
  public let action: Action
  /// Why, in a sentence with its numbers.
  public let reason: String

  /// A change from its parts.
  public init(coin: Currency, _ action: Action, reason: String) {
    self.coin = coin
    self.action = action
    self.reason = reason
  }
}
