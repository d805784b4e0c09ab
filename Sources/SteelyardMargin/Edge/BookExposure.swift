public import SteelyardContracts

/// Which prices and volatilities a book depends on.
public struct BookExposure: Sendable, Hashable {
  /// Coins that are held or that contracts are written on, by code.
  public let coins: [Currency]
  /// Coins that options are held on, by code.
  public let optionCoins: [Currency]
  /// Other assets that are held or that contracts settle in, by code: stablecoins, staking tokens.
  public let assets: [Currency]

  /// An exposure from its parts.
  public init(coins: [Currency], optionCoins: [Currency], assets: [Currency]) {
    self.coins = coins
    self.optionCoins = optionCoins
    self.assets = assets
  }

  /// What the book of an evaluator depends on.
  public init(of evaluator: StressEvaluator) {
    let held = evaluator.book.portfolio.positions.filter { !$0.quantity.isZero }
    let options = held.filter(\.instrument.isOption)
    coins = evaluator.coins
    optionCoins = Set(options.map(\.instrument.underlying.base)).sorted()
    let settled = held.map(\.instrument.underlying.settlement)
    let balances = evaluator.book.portfolio.balances.filter { !$0.amount.isZero }.map(\.asset)
    assets = Set(settled + balances).subtracting(evaluator.coins).subtracting([.usd]).sorted()
  }
}
