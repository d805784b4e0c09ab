public import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// What the insurance fund has, owes and is worth, on one frame.
public struct FundStanding: Sendable, Hashable {
  /// What it holds: positions that it took over, balances and debts.
  public let portfolio: Portfolio
  /// Number of the risk frame.
  public let frame: UInt64
  /// All balances less all debts, in US dollars, without haircuts.
  public let moneyUSD: Double
  /// The same with its positions at the marks.
  public let worthUSD: Double
  /// What it owes, by asset, each amount > 0.
  public let owed: [AssetBalance]
  /// The size of each position at the index, in US dollars, ≥ 0.
  public let notionalUSD: [Instrument: Double]
  /// Units of each asset in US dollars.
  let prices: [Currency: Double]

  /// Values a fund.
  ///
  /// - Throws: `notAllowed` before there is a frame of any model; `missingMarketData` for an asset or position without a
  ///   price.
  init(_ portfolio: Portfolio, on frame: LiveFrame) throws(SteelyardError) {
    guard let slot = frame[.cross] ?? frame[.portfolio] ?? frame[.isolated] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    var money = 0.0
    var prices: [Currency: Double] = [:]
    for balance in portfolio.balances {
      guard let price = slot.frame.usdPrice(of: balance.asset), price > 0 else {
        throw SteelyardError(
          .missingMarketData, "There is no price of the fund's \(balance.asset).",
          remedy: "Wait until there is one.")
      }
      prices[balance.asset] = price
      money += balance.amount.doubleValue * price
    }
    try frame.universe.requireCovering([portfolio], orders: [])
    let batch = try PortfolioBatch(portfolio, beside: [], over: frame.universe)
    try batch.requireCovered(by: slot.frame)
    let figures = slot.model.figures(of: batch, in: slot.frame)[0]
    guard figures.isComplete, figures.equity.isFinite else {
      throw SteelyardError(
        .missingMarketData, "A position of the fund has no price.",
        remedy: "Wait until there is one.")
    }
    self.portfolio = portfolio
    self.frame = frame.number
    moneyUSD = money
    worthUSD = figures.equity
    self.prices = prices
    var sizes: [Instrument: Double] = [:]
    for position in portfolio.positions {
      sizes[position.instrument] = frame.notionalUSD(of: position.instrument, position.quantity)
    }
    notionalUSD = sizes
    owed = portfolio.balances.filter { $0.amount.isNegative }.map {
      AssetBalance(asset: $0.asset, amount: -$0.amount)
    }
  }

  /// What it can pay without going below a floor: profit that is not realised does not count, a loss does.
  public func freeUSD(above floor: Double) -> Double {
    max(0, min(moneyUSD, worthUSD) - floor)
  }

  /// What it lacks of being worth nothing, in US dollars, ≥ 0.
  public var shortfallUSD: Double { max(0, -min(moneyUSD, worthUSD)) }

  /// What it owes in US dollars, of all assets together.
  var owedUSD: Double {
    owed.reduce(0) { $0 + $1.amount.doubleValue * (prices[$1.asset] ?? 0) }
  }
}
