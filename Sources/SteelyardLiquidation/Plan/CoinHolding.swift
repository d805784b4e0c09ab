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

/// Gives trades the pools that they belong to.
struct PoolBuilder {
  let holdings: CoinHoldings
  let market: LiquidationMarket
  let settings: PlanSettings
  private(set) var pools: [ImpactPool] = []
  private var deltaPools: [Currency: Int] = [:]
  private var vegaPools: [Currency: Int] = [:]

  init(holdings: CoinHoldings, market: LiquidationMarket, settings: PlanSettings) {
    self.holdings = holdings
    self.market = market
    self.settings = settings
  }

  mutating func candidate(
    _ instrument: Instrument, _ unit: TradedUnit, _ purpose: LiquidationTrade.Purpose,
    whole: Amount, lot: Amount
  ) -> PlanCandidate {
    let rates = settings.rates
    let size = lot.magnitude.doubleValue
    let isBought = !lot.isNegative
    let count = (whole.units + lot.units - lot.units.signum()) / lot.units
    let fees = unit.fees(of: instrument, rates)
    var spread = unit.halfSpread(
      of: instrument, isBought: isBought, in: market.frame.snapshot, rates)
    var memberships: [(pool: Int, size: Double)] = []
    if let ladder = settings.books[instrument] {
      spread = (0, .book)
      let coin = instrument.underlying.base
      pools.append(
        ImpactPool(
          law: .book(
            BookWalk(
              ladder, isBought: isBought, of: instrument, unit,
              factor: rates.impactFactor * rates.dailyVolatility[coin],
              volumeUSD: rates.dailyVolumeUSD[coin])),
          groupMultiple: multiple(of: coin, \.delta)))
      memberships.append((pools.count - 1, size))
    } else {
      memberships.append((deltaPool(of: instrument.underlying.base), size * abs(unit.delta)))
      if unit.vega > 0 {
        memberships.append((vegaPool(of: instrument.underlying.base), size * unit.vega))
      }
    }
    return PlanCandidate(
      instrument: instrument, purpose: purpose, lot: lot, whole: whole,
      lotCount: Int(clamping: count), unit: unit, spreadSource: spread.source,
      lotCost: TradingCost(
        spread: size * spread.usd, fee: size * fees.fee, liquidationFee: size * fees.liquidation,
        impact: 0), pools: memberships, lotsMax: whole.doubleValue / lot.doubleValue,
      lotSize: lot.doubleValue)
  }

  private func multiple(
    of coin: Currency, _ size: KeyPath<CoinHolding.Sizes, Double>
  ) -> Double {
    holdings.coins.first { $0.coin == coin }?.groupMultiple(size) ?? 1
  }

  private mutating func deltaPool(of coin: Currency) -> Int {
    if let pool = deltaPools[coin] { return pool }
    let rates = settings.rates
    pools.append(
      ImpactPool(
        law: .squareRoot(
          factor: rates.impactFactor * rates.dailyVolatility[coin],
          volume: rates.dailyVolumeUSD[coin]), groupMultiple: multiple(of: coin, \.delta)))
    deltaPools[coin] = pools.count - 1
    return pools.count - 1
  }

  private mutating func vegaPool(of coin: Currency) -> Int {
    if let pool = vegaPools[coin] { return pool }
    let rates = settings.rates
    pools.append(
      ImpactPool(
        law: .squareRoot(
          factor: rates.impactFactor * rates.volatilityPointsDaily,
          volume: rates.vegaShare * rates.dailyVolumeUSD[coin]),
        groupMultiple: multiple(of: coin, \.vega)))
    vegaPools[coin] = pools.count - 1
    return pools.count - 1
  }
}
