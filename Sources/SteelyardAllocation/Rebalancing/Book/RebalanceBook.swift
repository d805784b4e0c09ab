public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket
public import SteelyardPricing

/// Accounts in one market, on frames that know everything that may be traded as well.
public struct RebalanceBook: Sendable {
  /// Most accounts.
  public static let accountsMax = 64

  /// The accounts.
  public let accounts: [RebalanceAccount]
  /// The market.
  public let snapshot: MarketSnapshot
  /// What spot and pools are paid in.
  public let cash: Currency
  /// Perpetuals that may be traded.
  public let perpetuals: [Instrument]
  /// The figures of each account as it is.
  public let figures: [AccountFigures]
  let universe: InstrumentUniverse
  private let frames: [RiskFrame]
  /// Assets whose price moves: what contracts are written on, and what has a target.
  private let moving: Set<Currency>

  /// A book of accounts.
  ///
  /// - Parameters:
  ///   - perpetuals: Those that may be traded; what the market has no row of is left out.
  ///   - surfaces: Fitted surfaces, where a model or an option without a mark needs one.
  ///   - coins: Coins that count as exposure though no contract is written on them.
  /// - Throws: `invalidInput` for no account or a name that stands twice, `limitExceeded` beyond `accountsMax`,
  ///   `notApplicable` for an account without equity; what a model's frame throws.
  public init(
    _ accounts: [RebalanceAccount], in snapshot: MarketSnapshot, cash: Currency,
    coins: [Currency], perpetuals: [Instrument], surfaces: [Underlying: VolatilitySurface], level: KernelLevel
  ) throws(SteelyardError) {
    guard (1...RebalanceBook.accountsMax).contains(accounts.count) else {
      throw SteelyardError(
        .limitExceeded, "There are \(accounts.count) accounts.",
        remedy: "Give 1 to \(RebalanceBook.accountsMax).")
    }
    for (place, account) in accounts.enumerated()
    where accounts[..<place].contains(where: { $0.name == account.name }) {
      throw SteelyardError(
        .invalidInput, "Two accounts are called \(account.name).",
        remedy: "Give each a name of its own.", subject: .account(account.name))
    }
    var universe = InstrumentUniverse()
    for account in accounts {
      for position in account.portfolio.positions { _ = try universe.add(position.instrument) }
    }
    let listed = perpetuals.filter { snapshot.observation(of: $0) != nil }
    for instrument in listed { _ = try universe.add(instrument) }
    let kept = snapshot.keeping(Set(universe.instruments))
    var frames: [RiskFrame] = []
    var figures: [AccountFigures] = []
    for account in accounts {
      let frame = try account.model.frame(
        number: 1, of: universe, in: kept, surfaces: surfaces, level: level)
      let batch = try PortfolioBatch(account.portfolio, stated: account.stated, over: universe)
      let present = account.model.figures(of: batch, in: frame)[0]
      guard present.equity > 0 else {
        throw SteelyardError(
          .notApplicable,
          "The equity of \(account.name) is \(decimal(present.equity)) USD: nothing has a weight in it.",
          remedy: "Leave the account out, or close it with `steelyard liquidate`.",
          subject: .account(account.name))
      }
      frames.append(frame)
      figures.append(present)
    }
    self.accounts = accounts
    self.snapshot = snapshot
    self.cash = cash
    self.perpetuals = listed.filter { instrument in
      universe.index(of: instrument).flatMap { frames[0].prices[$0] } != nil
    }
    self.figures = figures
    self.universe = universe
    self.frames = frames
    moving = snapshot.coins.union(coins).subtracting([cash, .usd])
  }

  /// Equity of all accounts.
  public var equity: Double { figures.reduce(0) { $0 + $1.equity } }

  /// The model's figures of an account that holds something else; one for each portfolio.
  ///
  /// - Throws: `limitExceeded` or `invalidInput` for what cannot be margined.
  public func figures(
    of portfolios: [Portfolio], in account: Int
  ) throws(SteelyardError) -> [AccountFigures] {
    guard !portfolios.isEmpty else { return [] }
    let given = accounts[account]
    var batch = PortfolioBatch(universe: universe)
    for portfolio in portfolios { try batch.add(portfolio, stated: given.stated) }
    let figures = given.model.figures(of: batch, in: frames[account])
    return portfolios.indices.map { figures[$0] }
  }

  /// US dollars for a coin at the index.
  ///
  /// - Throws: `missingMarketData` where the market has no price of it.
  public func price(of coin: Currency) throws(SteelyardError) -> Double {
    try snapshot.priceUSD(of: coin)
  }

  /// US dollars of exposure that a unit of an instrument is, with its further sensitivities; nil without a price.
  func unit(_ instrument: Instrument, in account: Int) -> BookUnit? {
    BookUnit(instrument, in: frames[account], universe)
  }

  /// What holdings move with.
  ///
  /// Balances in a coin count at its price; dollars and their tokens are cash and move with nothing.
  ///
  /// - Throws: `missingMarketData` for a balance without a price.
  public func exposure(
    of portfolio: Portfolio, in account: Int
  ) throws(SteelyardError) -> BookExposure {
    var coins: [Currency: BookExposure.Coin] = [:]
    for balance in portfolio.balances where !balance.amount.isZero && moving.contains(balance.asset) {
      let value = balance.amount.doubleValue * (try price(of: balance.asset))
      coins[balance.asset, default: .init(coin: balance.asset)].delta += value
      coins[balance.asset, default: .init(coin: balance.asset)].gross += abs(value)
    }
    for position in portfolio.positions {
      guard let unit = unit(position.instrument, in: account) else { continue }
      let coin = position.instrument.underlying.base
      let quantity = position.quantity.doubleValue
      var sum = coins[coin] ?? .init(coin: coin)
      sum.delta += quantity * unit.delta
      sum.gamma += quantity * unit.gamma
      sum.vega += quantity * unit.vega
      sum.theta += quantity * unit.theta
      sum.gross +=
        position.instrument.isOption && quantity > 0
        ? quantity * unit.price : abs(quantity) * unit.notional
      coins[coin] = sum
    }
    return BookExposure(coins: coins.values.sorted { $0.coin < $1.coin })
  }
}
