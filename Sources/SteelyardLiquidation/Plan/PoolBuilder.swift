import SteelyardContracts
import SteelyardMargin

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
