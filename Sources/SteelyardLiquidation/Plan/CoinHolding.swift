import SteelyardContracts
import SteelyardMargin

/// What an account holds in one coin, and what its owner holds in all accounts, in US dollars.
struct CoinHolding: Sendable {
  let coin: Currency
  /// Net delta of positions and balance.
  var deltaUSD = 0.0
  /// The second derivative to the coin's relative move.
  var gammaUSD = 0.0
  /// |delta| of every position, added up, and vega for one volatility point likewise.
  var gross = Sizes()
  /// The same over all accounts of the owner, this one included.
  var group = Sizes()

  /// Sizes without their signs, added up.
  struct Sizes: Sendable {
    /// In US dollars.
    var delta = 0.0
    /// In US dollars for one volatility point.
    var vega = 0.0
  }

  /// The move that stays for a net delta of a dollar; moves grow with its root.
  private var moveFactor = 0.0

  init(coin: Currency) { self.coin = coin }

  /// By how much more the group holds of it than the account: 1 for an owner of one account.
  func groupMultiple(_ size: KeyPath<Sizes, Double>) -> Double {
    let own = gross[keyPath: size]
    return own > 0 ? group[keyPath: size] / own : 1
  }

  /// The relative move of the coin's price that stays after a net delta is traded: no fall is below nothing.
  ///
  ///     permanent share x Y sigma sqrt(|D| / V)
  func move(by tradedUSD: Double) -> Double {
    let move = moveFactor * abs(tradedUSD).squareRoot()
    return tradedUSD < 0 ? -min(move, 1) : move
  }

  /// Enters what prices follow trades by.
  mutating func setMoveFactor(_ rates: TradingRates) {
    moveFactor =
      rates.permanentShare * rates.impactFactor * rates.dailyVolatility[coin]
      * (groupMultiple(\.delta) / rates.dailyVolumeUSD[coin]).squareRoot()
  }
}

/// The holdings of an account by coin.
struct CoinHoldings: Sendable {
  /// In the order of the codes.
  let coins: [CoinHolding]

  init(_ account: LiquidationAccount, _ market: LiquidationMarket, _ rates: TradingRates) {
    var found: [Currency: CoinHolding] = [:]
    func add(_ portfolio: Portfolio, isOwn: Bool) {
      for position in portfolio.positions.sorted(by: { $0.instrument < $1.instrument }) {
        guard let unit = TradedUnit(position.instrument, in: market.frame, market.universe) else {
          continue
        }
        let coin = position.instrument.underlying.base
        var holding = found[coin] ?? CoinHolding(coin: coin)
        let quantity = position.quantity.doubleValue
        let delta = abs(quantity * unit.delta)
        let vega = abs(quantity * unit.vega)
        holding.group.delta += delta
        holding.group.vega += vega
        if isOwn {
          holding.deltaUSD += quantity * unit.delta
          holding.gammaUSD += quantity * unit.gamma
          holding.gross.delta += delta
          holding.gross.vega += vega
        }
        found[coin] = holding
      }
    }
    add(account.portfolio, isOwn: true)
    let own = Set(found.keys)
    for other in account.others { add(other, isOwn: false) }
    for balance in account.portfolio.balances where own.contains(balance.asset) {
      guard let price = market.frame.usdPrice(of: balance.asset) else { continue }
      found[balance.asset]?.deltaUSD += balance.amount.doubleValue * price
    }
    for coin in own { found[coin]?.setMoveFactor(rates) }
    coins = found.values.filter { own.contains($0.coin) }.sorted { $0.coin < $1.coin }
  }
}
