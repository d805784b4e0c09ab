public import SteelyardContracts
import SteelyardPricing

/// An asset that can be placed: a coin, a staked token or a share of a pool, with what it is worth now and after moves.
public struct PlaceableAsset: Codable, Sendable, Hashable {
  /// A share of a pool, by its two coins.
  public struct Pool: Codable, Sendable, Hashable {
    /// A position between two prices.
    public struct Range: Codable, Sendable, Hashable {
      /// The lowest price of coin 0 in coin 1, ≥ 0.
      public let lower: Double
      /// The highest.
      public let upper: Double
      /// L in whole coins: sqrt(coin 0 x coin 1).
      public let liquidity: Double
    }

    /// A pool of constant product; the asset is one of its tokens.
    public struct Reserves: Codable, Sendable, Hashable {
      /// Of coin 0.
      public let reserve0: Double
      /// Of coin 1.
      public let reserve1: Double
      /// How many tokens there are.
      public let supply: Double
    }

    /// The first coin, as scenarios name it.
    public let coin0: String
    /// The second coin.
    public let coin1: String
    /// The price of coin 0 in US dollars.
    public let price0: Double
    /// The price of coin 1.
    public let price1: Double
    /// A range, or else `reserves`.
    public let range: Range?
    /// Reserves, or else `range`.
    public let reserves: Reserves?
    /// Moves of each coin, down and up, over which the worst is its haircut where a venue states none; 0 to 1.
    public let haircutMove: Double

    func collateral() throws(SteelyardError) -> PoolCollateral {
      switch (range, reserves) {
      case (let range?, nil):
        return try PoolCollateral(
          PoolShare(lower: range.lower, upper: range.upper, liquidity: range.liquidity),
          price0: price0, price1: price1)
      case (nil, let reserves?):
        return try PoolCollateral(
          reserve0: reserves.reserve0, reserve1: reserves.reserve1, supply: reserves.supply,
          price0: price0, price1: price1)
      default:
        throw SteelyardError(
          .invalidInput, "A pool has neither or both of range and reserves.",
          remedy: "Give range for a position between two prices, or reserves for a token of a pool."
        )
      }
    }
  }

  /// Its name.
  public let name: String
  /// The price of the coin in US dollars: of the asset itself, or of the coin staked; none for a pool.
  public let price: Double?
  /// The coin whose moves it follows; default: its name.
  public let coin: String?
  /// What a unit's worth earns a year where it is held freely, default 0; what is placed for less costs the difference.
  public let referenceRate: Double?
  /// For a staked token.
  public let staking: StakedCollateral?
  /// For a share of a pool.
  public let pool: Pool?

  /// A coin.
  public init(
    name: String, price: Double?, coin: String? = nil, referenceRate: Double? = nil,
    staking: StakedCollateral? = nil, pool: Pool? = nil
  ) {
    self.name = name
    self.price = price
    self.coin = coin
    self.referenceRate = referenceRate
    self.staking = staking
    self.pool = pool
  }

  /// What one unit is worth in US dollars.
  ///
  /// - Throws: `invalidInput` for a price, a stake or a pool that can't be.
  public func valueUSD() throws(SteelyardError) -> Double {
    if let pool {
      guard price == nil, staking == nil else {
        throw refusal("has a pool and a price or a stake", "a pool alone")
      }
      let value = try pool.collateral().value
      guard value > 0, value.isFinite else {
        throw refusal("is a pool worth \(value)", "liquidity")
      }
      return value
    }
    guard let price, price > 0, price.isFinite else {
      throw refusal("has no price above 0", "the price of its coin in US dollars")
    }
    guard let staking else { return price }
    try staking.check()
    return staking.value(coinPrice: price)
  }

  /// What it is worth after moves, over what it is worth now: the move of its own name, or else of what it is made of.
  func relativeValue(after moves: [String: Double]) throws(SteelyardError) -> Double {
    if let own = moves[name] { return 1 + own }
    if let pool {
      return try pool.collateral().relativeValue(
        move0: moves[pool.coin0] ?? 0, move1: moves[pool.coin1] ?? 0)
    }
    return 1 + (moves[coin ?? name] ?? 0)
  }

  /// The haircut that follows from what it is, where a venue states none.
  func ownHaircut() throws(SteelyardError) -> Double {
    if let pool {
      guard (0..<1).contains(pool.haircutMove) else {
        throw refusal("has a haircut move of \(pool.haircutMove)", "one from 0, below 1")
      }
      let moves = -pool.haircutMove...pool.haircutMove
      return try pool.collateral().haircut(moves0: moves, moves1: moves)
    }
    if let staking { return staking.haircut }
    throw refusal("has no haircut of its own", "a haircut where it is accepted")
  }

  private func refusal(_ what: String, _ wanted: String) -> SteelyardError {
    SteelyardError(.invalidInput, "The asset \(name) \(what).", remedy: "Give \(wanted).")
  }
}
