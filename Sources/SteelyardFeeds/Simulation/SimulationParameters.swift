public import SteelyardContracts

/// What a simulated market is made of.
public struct SimulationParameters: Sendable, Hashable {
  /// The feed's name in every update.
  public var feed = "simulator"
  /// The coins.
  public var coins: [SimulatedCoin]
  /// Jumps that all coins make together.
  public var commonJumps: SimulatedJumps
  /// The grid of time on which everything moves, in seconds: a path is the same however it is stepped through.
  public var gridSeconds = 1
  /// Daily expiries ahead.
  public var dailyExpiries = 2
  /// Weekly expiries ahead, on Fridays.
  public var weeklyExpiries = 3
  /// Monthly expiries ahead, on the last Fridays of months.
  public var monthlyExpiries = 4
  /// Venues that state the indices.
  public var venues = ["alpha", "beta", "gamma", "delta", "epsilon"]
  /// Standard deviation of a venue's price around the true one, relative.
  public var venueNoise = 0.0001
  /// Half the quoted spread of an option at its usual volatility, in volatility points.
  public var spreadVolatilityPoints = 0.75
  /// Half the quoted spread of perpetuals and futures at their usual volatility, relative.
  public var spreadRelative = 0.00005
  /// What is quoted at the best price of a perpetual at its usual volatility, in USD.
  public var depthUSD = 500_000.0
  /// Levels a side of a perpetual's order book.
  public var bookLevels = 10
  /// Each step tells of every so-manieth option in turn; 1 for all of them.
  public var optionTurns = 1
  /// Trades an hour on each coin.
  public var tradesPerHour = 720.0

  /// BTC and ETH settled in coin, SOL in USDC: some 1,400 instruments.
  public static let threeCoins = SimulationParameters(
    coins: [
      SimulatedCoin(
        coin: .btc, priceUSD: 70_000, variance: 0.25, varianceMean: 0.22, reversionPerYear: 6,
        volatilityOfVariance: 1.3, varianceCorrelation: -0.3, marketLoading: 0.92,
        jumps: SimulatedJumps(perYear: 6, mean: 0, deviation: 0.03, varianceMean: 0.05),
        commonJumpLoading: 1, settlements: [.inverse], strikesPerSide: 15),
      SimulatedCoin(
        coin: .eth, priceUSD: 2_500, variance: 0.45, varianceMean: 0.40, reversionPerYear: 6,
        volatilityOfVariance: 1.8, varianceCorrelation: -0.3, marketLoading: 0.90,
        jumps: SimulatedJumps(perYear: 6, mean: 0, deviation: 0.04, varianceMean: 0.08),
        commonJumpLoading: 1.2, settlements: [.inverse], strikesPerSide: 15),
      SimulatedCoin(
        coin: .sol, priceUSD: 150, variance: 0.65, varianceMean: 0.60, reversionPerYear: 6,
        volatilityOfVariance: 2.2, varianceCorrelation: -0.2, marketLoading: 0.80,
        jumps: SimulatedJumps(perYear: 9, mean: 0, deviation: 0.05, varianceMean: 0.12),
        commonJumpLoading: 1.4, settlements: [.linear], strikesPerSide: 12),
    ],
    commonJumps: SimulatedJumps(perYear: 8, mean: -0.02, deviation: 0.04, varianceMean: 0.10))

  /// Parameters from their parts, all else as it stands above.
  public init(coins: [SimulatedCoin], commonJumps: SimulatedJumps) {
    self.coins = coins
    self.commonJumps = commonJumps
  }

  /// Throws `invalidInput`, with the parameter's name, where the parameters can't be.
  public func check() throws(SteelyardError) {
    func require(_ isFine: Bool, _ name: String, _ value: Any, _ range: String)
      throws(SteelyardError)
    {
      guard isFine else {
        throw SteelyardError(.invalidInput, "\(name) is \(value).", remedy: "Give \(range).")
      }
    }
    try require((1...20).contains(coins.count), "the number of coins", coins.count, "1 to 20")
    try require(
      Set(coins.map(\.coin)).count == coins.count, "coins", coins.map(\.coin), "each once")
    try require((1...3600).contains(gridSeconds), "gridSeconds", gridSeconds, "1 to 3600")
    try require(
      [dailyExpiries, weeklyExpiries, monthlyExpiries].allSatisfy { (0...24).contains($0) },
      "a number of expiries", [dailyExpiries, weeklyExpiries, monthlyExpiries], "0 to 24 each")
    try require(
      (1...50).contains(venues.count) && Set(venues).count == venues.count
        && venues.allSatisfy { (1...SourcePrice.venueLengthMax).contains($0.utf8.count) },
      "venues", venues, "1 to 50 names, each once")
    for (name, value) in [
      ("venueNoise", venueNoise), ("spreadVolatilityPoints", spreadVolatilityPoints),
      ("spreadRelative", spreadRelative), ("tradesPerHour", tradesPerHour), ("depthUSD", depthUSD),
    ] {
      try require(value >= 0 && value < 1e12, name, value, "a number not below zero")
    }
    try require((0...100).contains(bookLevels), "bookLevels", bookLevels, "0 to 100")
    try require((1...1000).contains(optionTurns), "optionTurns", optionTurns, "1 to 1000")
    try commonJumps.check("commonJumps")
    for coin in coins {
      try coin.jumps.check("\(coin.coin).jumps")
      let positive = [
        ("priceUSD", coin.priceUSD), ("variance", coin.variance),
        ("varianceMean", coin.varianceMean), ("reversionPerYear", coin.reversionPerYear),
      ]
      for (name, value) in positive {
        try require(
          value > 0 && value < 1e9, "\(coin.coin).\(name)", value, "a number above zero")
      }
      try require(
        coin.volatilityOfVariance >= 0 && coin.volatilityOfVariance < 100,
        "\(coin.coin).volatilityOfVariance", coin.volatilityOfVariance, "0 to 100")
      for (name, value) in [
        ("varianceCorrelation", coin.varianceCorrelation), ("marketLoading", coin.marketLoading),
      ] {
        try require(abs(value) < 1, "\(coin.coin).\(name)", value, "a number above -1 and below 1")
      }
      try require(
        abs(coin.commonJumpLoading) <= 10, "\(coin.coin).commonJumpLoading",
        coin.commonJumpLoading, "-10 to 10")
      try require(
        (1...100).contains(coin.strikesPerSide), "\(coin.coin).strikesPerSide",
        coin.strikesPerSide, "1 to 100")
      try require(!coin.settlements.isEmpty, "\(coin.coin).settlements", "empty", "one or both")
    }
  }
}

extension SimulatedJumps {
  fileprivate func check(_ name: String) throws(SteelyardError) {
    let isFine =
      (0...100_000).contains(perYear) && abs(mean) <= 2 && (0...2).contains(deviation)
      && (0...100).contains(varianceMean)
    guard isFine else {
      throw SteelyardError(
        .invalidInput, "\(name) is \(self).",
        remedy: "Give 0 to 100,000 a year, a mean within 2, a deviation of 0 to 2.")
    }
  }
}

extension Currency {
  /// Solana's coin.
  static let sol: Currency = {
    guard let sol = try? Currency("SOL") else { preconditionFailure("SOL is a code.") }
    return sol
  }()
}
