public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket

/// Accounts in one market, on frames that know everything that may be traded as well.
public struct RebalanceBook: Sendable {
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
  private let frames: RebalanceFrames
  /// Assets whose price moves: what contracts are written on, and what has a target.
  private let moving: Set<Currency>

  /// A book of accounts.
  ///
  /// - Parameters:
  ///   - frames: Of these accounts in this market.
  ///   - coins: Coins that count as exposure though no contract is written on them.
  ///   - perpetuals: Those that may be traded; what the market has no row or price of is left out.
  /// - Throws: `invalidInput` for a name that stands twice, `notApplicable` for an account without equity; what
  ///   margining throws.
  public init(
    _ accounts: [RebalanceAccount], _ frames: RebalanceFrames, in snapshot: MarketSnapshot,
    cash: Currency, coins: [Currency], perpetuals: [Instrument]
  ) throws(SteelyardError) {
    for (place, account) in accounts.enumerated()
    where accounts[..<place].contains(where: { $0.name == account.name }) {
      throw SteelyardError(
        .invalidInput, "Two accounts are called \(account.name).",
        remedy: "Give each a name of its own.", subject: .account(account.name))
    }
    self.accounts = accounts
    self.snapshot = snapshot
    self.cash = cash
    self.frames = frames
    self.perpetuals = perpetuals.filter { instrument in
      snapshot.observation(of: instrument) != nil
        && frames.universe.index(of: instrument).flatMap { frames.frames[0].prices[$0] } != nil
    }
    moving = snapshot.coins.union(coins).subtracting([cash, .usd])
    var figures: [AccountFigures] = []
    for (place, account) in accounts.enumerated() {
      let present = try RebalanceBook.figures(
        of: [account.portfolio], in: place, of: accounts, frames)[0]
      guard present.equity > 0 else {
        throw SteelyardError(
          .notApplicable,
          "The equity of \(account.name) is \(decimal(present.equity)) USD: nothing has a weight in it.",
          remedy: "Leave the account out, or close it with `steelyard liquidate`.",
          subject: .account(account.name))
      }
      figures.append(present)
    }
    self.figures = figures
  }

  /// Equity of all accounts.
  public var equity: Double { figures.reduce(0) { $0 + $1.equity } }

  /// The model's figures of an account that holds something else; one for each portfolio.
  ///
  /// Charges for size count what the other accounts hold as they are.
  ///
  /// - Throws: `limitExceeded` or `invalidInput` for what cannot be margined.
  public func figures(
    of portfolios: [Portfolio], in account: Int
  ) throws(SteelyardError) -> [AccountFigures] {
    try RebalanceBook.figures(of: portfolios, in: account, of: accounts, frames)
  }

  private static func figures(
    of portfolios: [Portfolio], in account: Int, of accounts: [RebalanceAccount],
    _ frames: RebalanceFrames
  ) throws(SteelyardError) -> [AccountFigures] {
    guard !portfolios.isEmpty else { return [] }
    let given = accounts[account]
    var batch = PortfolioBatch(universe: frames.universe)
    for portfolio in portfolios { try batch.add(portfolio, stated: given.stated) }
    for (place, other) in accounts.enumerated() where place != account {
      try batch.addBeside(other.portfolio)
    }
    let figures = given.model.figures(of: batch, in: frames.frames[account])
    return portfolios.indices.map { figures[$0] }
  }

  /// US dollars for a coin at the index.
  ///
  /// - Throws: `missingMarketData` where the market has no price of it.
  public func price(of coin: Currency) throws(SteelyardError) -> Double {
    try snapshot.priceUSD(of: coin)
  }

  /// US dollars of exposure that a unit of an instrument is, with its further sensitivities; nil without a price.
  func unit(_ instrument: Instrument, in account: Int) -> RebalanceUnit? {
    RebalanceUnit(instrument, in: frames.frames[account], frames.universe)
  }

  /// Why an account cannot hold an instrument under its model; nil where it can.
  func failure(of instrument: Instrument, in account: Int) -> SteelyardError? {
    frames.universe.index(of: instrument).flatMap { frames.frames[account].failures[$0] }
  }

  /// What holdings move with.
  ///
  /// Balances in a coin count at its price, and so does profit that a contract has made in coins; dollars and their
  /// tokens are cash and move with nothing.
  ///
  /// - Throws: `missingMarketData` for a balance without a price.
  public func exposure(
    of portfolio: Portfolio, in account: Int
  ) throws(SteelyardError) -> RebalanceExposure {
    var coins: [Currency: RebalanceExposure.Coin] = [:]
    for balance in portfolio.balances where !balance.amount.isZero && moving.contains(balance.asset)
    {
      let value = balance.amount.doubleValue * (try price(of: balance.asset))
      coins[balance.asset, default: .init(coin: balance.asset)].delta += value
      coins[balance.asset, default: .init(coin: balance.asset)].gross += abs(value)
    }
    for position in portfolio.positions {
      guard let unit = unit(position.instrument, in: account) else { continue }
      let coin = position.instrument.underlying.base
      let quantity = position.quantity.doubleValue
      var sum = coins[coin] ?? .init(coin: coin)
      sum.delta += quantity * unit.delta + unit.coinProfit(of: position)
      sum.gamma += quantity * unit.gamma
      sum.vega += quantity * unit.vega
      sum.theta += quantity * unit.theta
      sum.gross +=
        position.instrument.isOption && quantity > 0
        ? quantity * unit.price : abs(quantity) * unit.notional
      coins[coin] = sum
    }
    return RebalanceExposure(coins: coins.values.sorted { $0.coin < $1.coin })
  }
}
