import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// Everything that a plan may trade for an account, with what it costs by itself and together.
struct PlanCandidates: Sendable {
  /// The trades, in the order of their instruments, whatever order the positions had.
  private(set) var all: [PlanCandidate] = []
  /// What trades cost together.
  private(set) var pools: [ImpactPool] = []
  /// The coins whose prices trades move, in the order of their codes.
  let coins: [CoinHolding]
  /// Positions that cannot be traded, because the frame has no price of them.
  private(set) var untradable: [Instrument] = []

  /// Lots that a position without terms is divided into, at least.
  private static let lotsWithoutTerms = 1000.0
  /// A hedge may be so many times what would take delta or gamma to zero.
  private static let hedgeMultiple = 1.5

  /// The trades of an account.
  ///
  /// - Throws: `limitExceeded` where a quantity leaves the exact range.
  init(
    of account: LiquidationAccount, in market: LiquidationMarket, _ settings: PlanSettings
  ) throws(SteelyardError) {
    let holdings = CoinHoldings(account, market, settings.rates)
    coins = holdings.coins
    var builder = PoolBuilder(holdings: holdings, market: market, settings: settings)
    let held = account.portfolio.positions.sorted { $0.instrument < $1.instrument }
    var units: [Instrument: TradedUnit] = [:]
    // Spot that is held counts as a balance, and balances are not sold.
    for position in held
    where !position.quantity.isZero && position.instrument.product != .spot {
      guard let unit = TradedUnit(position.instrument, in: market.frame, market.universe) else {
        untradable.append(position.instrument)
        continue
      }
      units[position.instrument] = unit
      all.append(
        builder.candidate(
          position.instrument, unit, .reduction, whole: -position.quantity,
          lot: Self.lot(of: position.instrument, -position.quantity, market)))
    }
    let signs = Dictionary(
      held.map { ($0.instrument, $0.quantity.units.signum()) },
      uniquingKeysWith: { first, _ in first })
    for instrument in Set(market.hedges).sorted() {
      guard
        let unit = units[instrument] ?? TradedUnit(instrument, in: market.frame, market.universe),
        instrument.expiry.map({ $0 > market.time }) ?? true,
        let coin = coins.first(where: { $0.coin == instrument.underlying.base }),
        let (size, purpose) = Self.hedge(instrument, unit, coin)
      else { continue }
      if instrument.isOption, size < 0, market.optionHedges == .bought { continue }
      // Against what is held it is a reduction, which is there already.
      if let sign = signs[instrument], sign != 0, (sign > 0) != (size > 0) { continue }
      let wanted = try Amount(nearest: size)
      let lot = Self.lot(of: instrument, wanted, market)
      let lots = wanted.units / lot.units
      guard lots > 0 else { continue }
      all.append(
        builder.candidate(
          instrument, unit, purpose, whole: Amount(units: lots * lot.units), lot: lot))
    }
    pools = builder.pools
  }

  /// Given trades, each as one lot.
  ///
  /// - Throws: `missingMarketData` for an instrument that the frame has no price of.
  init(
    of trades: [LiquidationTrade], for account: LiquidationAccount, in market: LiquidationMarket,
    _ settings: PlanSettings
  ) throws(SteelyardError) {
    let holdings = CoinHoldings(account, market, settings.rates)
    coins = holdings.coins
    var builder = PoolBuilder(holdings: holdings, market: market, settings: settings)
    for trade in trades {
      guard let unit = TradedUnit(trade.instrument, in: market.frame, market.universe) else {
        throw SteelyardError(
          .missingMarketData, "\(trade.instrument) has no price to be traded at.",
          remedy: "Add a market file with it.", subject: .instrument(trade.instrument.description))
      }
      all.append(
        builder.candidate(
          trade.instrument, unit, trade.purpose, whole: trade.quantity, lot: trade.quantity))
    }
    pools = builder.pools
  }

  /// The most of an instrument that makes sense as a hedge, and what it hedges; nil for none.
  private static func hedge(
    _ instrument: Instrument, _ unit: TradedUnit, _ coin: CoinHolding
  ) -> (size: Double, LiquidationTrade.Purpose)? {
    if instrument.isOption {
      guard unit.gamma > 0, coin.gammaUSD != 0 else { return nil }
      return (-hedgeMultiple * coin.gammaUSD / unit.gamma, .curvatureHedge)
    }
    guard unit.delta != 0, coin.deltaUSD != 0, instrument.product != .spot else { return nil }
    return (-hedgeMultiple * coin.deltaUSD / unit.delta, .deltaHedge)
  }

  /// One lot with the sign of what is traded.
  private static func lot(
    of instrument: Instrument, _ quantity: Amount, _ market: LiquidationMarket
  ) -> Amount {
    let size: Amount
    if let terms = market.terms[instrument], terms.lot.units > 0 {
      size = terms.lot
    } else {
      // The largest power of ten of which there are a thousand in it.
      let exponent = floor(log10(quantity.magnitude.doubleValue / lotsWithoutTerms))
      size = (try? Amount(nearest: pow(10, max(exponent, -18)))) ?? Amount(units: 1)
    }
    return quantity.isNegative ? -size : size
  }

  /// What trades of so many lots each cost in all, in US dollars.
  func cost(of lots: [Double]) -> TradingCost {
    var cost = TradingCost.zero
    for (candidate, count) in zip(all, lots) where count > 0 {
      cost = cost + count * candidate.lotCost
    }
    for (pool, size) in zip(pools, sizes(of: lots)) where size > 0 {
      cost.impact += pool.cost(of: size)
    }
    return cost
  }

  /// How much of so many lots stands beyond the last level of the instrument's order book; 0 without one.
  func beyondBook(_ place: Int, lots: Double) -> Double {
    all[place].pools.reduce(0) { beyond, member in
      beyond + (pools[member.pool].bookDepth.map { max(0, lots * member.size - $0) } ?? 0)
    }
  }

  /// The sizes of all pools.
  func sizes(of lots: [Double]) -> [Double] {
    var sizes = [Double](repeating: 0, count: pools.count)
    for (candidate, count) in zip(all, lots) where count > 0 {
      for (pool, size) in candidate.pools { sizes[pool] += count * size }
    }
    return sizes
  }

  /// What the permanent part of the impact takes from everything that is left, in US dollars, coin by coin; a gain
  /// by it is not counted.
  ///
  ///     move = permanent share x Y sigma sqrt(|D| / V),  loss = -(delta move + gamma move^2 / 2)
  ///
  /// with D the net delta that is traded, move in its direction, delta and gamma of what is left.
  func losses(of lots: [Double]) -> [Double] {
    var traded = [Double](repeating: 0, count: coins.count)
    var gammas = traded
    for (candidate, count) in zip(all, lots) where count > 0 {
      guard let place = coins.firstIndex(where: { $0.coin == candidate.instrument.underlying.base })
      else { continue }
      let quantity = count * candidate.lotSize
      traded[place] += quantity * candidate.unit.delta
      gammas[place] += quantity * candidate.unit.gamma
    }
    return coins.indices.map { place in
      let coin = coins[place]
      guard traded[place] != 0 else { return 0 }
      let move = coin.move(by: traded[place])
      let delta = coin.deltaUSD + traded[place]
      let gamma = coin.gammaUSD + gammas[place]
      return max(0, -(delta * move + 0.5 * gamma * move * move))
    }
  }

  /// The moves of the coins' prices that stay, relative.
  func moves(of lots: [Double]) -> [Double] {
    var traded = [Double](repeating: 0, count: coins.count)
    for (candidate, count) in zip(all, lots) where count > 0 {
      guard let place = coins.firstIndex(where: { $0.coin == candidate.instrument.underlying.base })
      else { continue }
      traded[place] += count * candidate.lotSize * candidate.unit.delta
    }
    return zip(coins, traded).map { $1 == 0 ? 0 : $0.move(by: $1) }
  }
}
