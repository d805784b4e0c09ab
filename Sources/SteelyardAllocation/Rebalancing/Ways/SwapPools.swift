public import SteelyardContracts

/// The pools that coins may be swapped in, as a file states them.
public struct SwapPools: Codable, Sendable, Hashable {
  /// A pool of constant product between a coin and cash.
  public struct Pool: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The coin, such as ETH.
    public let coin: Currency
    /// What it is paid in, such as USDC.
    public let cash: Currency
    /// Coins in it, > 0.
    public let reserveCoin: Double
    /// Cash in it, > 0.
    public let reserveCash: Double
    /// Its fee, of what is paid in, from 0, below 1.
    public let fee: Double
    /// What a swap in it costs whatever its size, in US dollars; default: 0.
    public let gasUsd: Double?

    /// A pool from its parts; `check` looks at the numbers.
    public init(
      name: String, coin: Currency, cash: Currency, reserveCoin: Double, reserveCash: Double,
      fee: Double, gasUsd: Double?
    ) {
      self.name = name
      self.coin = coin
      self.cash = cash
      self.reserveCoin = reserveCoin
      self.reserveCash = reserveCash
      self.fee = fee
      self.gasUsd = gasUsd
    }
  }

  /// The pools.
  public let pools: [Pool]

  /// Pools from a list; `check` looks at their numbers.
  public init(pools: [Pool]) { self.pools = pools }

  /// Most pools of one coin: every subset of them is tried.
  public static let perCoinMax = 8

  /// Sees to it that the pools can be traded with.
  ///
  /// - Throws: `invalidInput` with the field for numbers out of range, a name that stands twice, or too many pools.
  public func check() throws(SteelyardError) {
    for (place, pool) in pools.enumerated() {
      func refusal(_ message: String, _ remedy: String, _ field: String) -> SteelyardError {
        SteelyardError(
          .invalidInput, message, remedy: remedy,
          subject: .place(file: "", row: nil, field: "pools[\(place)].\(field)"))
      }
      guard !pool.name.isEmpty, !pools[..<place].contains(where: { $0.name == pool.name }) else {
        throw refusal(
          "The name \"\(pool.name.prefix(40))\" is empty or stands twice.",
          "Give each pool a name of its own.", "name")
      }
      guard pool.coin != pool.cash else {
        throw refusal("\(pool.name) is of \(pool.coin) alone.", "Name two tokens.", "cash")
      }
      for (field, reserve) in [
        ("reserve_coin", pool.reserveCoin), ("reserve_cash", pool.reserveCash),
      ] where !(reserve > 0 && reserve.isFinite) {
        throw refusal("\(pool.name) holds \(reserve).", "Give a number above zero.", field)
      }
      guard pool.fee >= 0, pool.fee < 1 else {
        throw refusal("\(pool.name) has a fee of \(pool.fee).", "Give one from 0, below 1.", "fee")
      }
      guard (pool.gasUsd ?? 0) >= 0, (pool.gasUsd ?? 0).isFinite else {
        throw refusal(
          "\(pool.name) takes \(pool.gasUsd ?? 0) of gas.", "Give 0 or more.", "gas_usd")
      }
      guard pools.count(where: { $0.coin == pool.coin }) <= SwapPools.perCoinMax else {
        throw refusal(
          "\(pool.coin) has more than \(SwapPools.perCoinMax) pools.", "Name the largest.", "coin")
      }
    }
  }

  /// No pools.
  public static let none = SwapPools(pools: [])
}

extension SwapPools {
  /// What swapping so many coins against cash costs at the index, over the pools that are best.
  ///
  /// Coins bought are what arrives once gas is paid, so that the exposure is what was asked for.
  ///
  /// - Parameters:
  ///   - coins: Bought is positive.
  ///   - price: US dollars for a coin at the index; `cashPrice` for a unit of cash.
  /// - Throws: `limitExceeded` for more than the pools hold, `notApplicable` without a pool.
  func cost(
    of coins: Double, _ coin: Currency, for cash: Currency, price: Double, cashPrice: Double
  ) throws(SteelyardError) -> WayCost {
    let pools = pools.filter { $0.coin == coin && $0.cash == cash }
    guard !pools.isEmpty else {
      throw SteelyardError(
        .notApplicable, "No pool swaps \(coin) against \(cash).", remedy: "Name one with --pools.")
    }
    var cost = WayCost()
    guard coins != 0 else { return cost }
    let isBought = coins > 0
    var venues: [SwapVenue] = []
    for pool in pools {
      venues.append(
        try SwapVenue(
          name: pool.name,
          curve: try .pool(
            reserveIn: isBought ? pool.reserveCash : pool.reserveCoin,
            reserveOut: isBought ? pool.reserveCoin : pool.reserveCash, fee: pool.fee),
          fixedCost: (pool.gasUsd ?? 0) / (isBought ? price : cashPrice)))
    }
    let waiting = try SwapVenue.Waiting(volatility: 0, riskAversion: 0)
    let route =
      isBought
      ? try SwapPools.route(
        receiving: coins, of: pools.reduce(0) { $0 + $1.reserveCoin },
        near: coins * price / cashPrice, over: venues, waiting)
      : try SwapRoute(of: -coins, over: venues, waiting: waiting)
    let unit = isBought ? cashPrice : price
    cost.fee = route.legs.reduce(0) { $0 + $1.amount * pools[$1.venue].fee } * unit
    cost.gas = route.legs.reduce(0) { $0 + (pools[$1.venue].gasUsd ?? 0) }
    let total =
      isBought
      ? route.amount * cashPrice - coins * price
      : -coins * price - route.received * cashPrice
    cost.impact = total - cost.fee - cost.gas
    return cost
  }

  /// The route that brings so much, gas paid.
  private static func route(
    receiving coins: Double, of most: Double, near guess: Double, over venues: [SwapVenue],
    _ waiting: SwapVenue.Waiting
  ) throws(SteelyardError) -> SwapRoute {
    guard coins < most else {
      throw SteelyardError(
        .limitExceeded, "\(coins) are to be bought, and the pools hold \(most).",
        remedy: "Trade less, or name more pools.")
    }
    var low = 0.0
    var high = guess
    var route = try SwapRoute(of: high, over: venues, waiting: waiting)
    // Doubling 60 times goes beyond what any pool of doubles asks for all but its last coin.
    for _ in 0..<60 where route.received < coins {
      low = high
      high *= 2
      route = try SwapRoute(of: high, over: venues, waiting: waiting)
    }
    guard route.received >= coins else {
      throw SteelyardError(
        .limitExceeded, "The pools don't give \(coins) at any price.",
        remedy: "Trade less, or name more pools.")
    }
    // What a bisection finds brings at least what is asked, and at most a millionth of a millionth more.
    for _ in 0..<60 where high - low > 1e-13 * high {
      let middle = 0.5 * (low + high)
      let tried = try SwapRoute(of: middle, over: venues, waiting: waiting)
      if tried.received >= coins {
        high = middle
        route = tried
      } else {
        low = middle
      }
    }
    return route
  }
}
