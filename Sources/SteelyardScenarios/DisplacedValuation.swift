import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardKernels
import SteelyardPricing

/// Profit of one unit of an instrument in every scenario of a block.
protocol ProfitValuation {
  /// Profit of one unit in each scenario, in the block's currency.
  ///
  /// - Parameters:
  ///   - usdPerQuote: US dollars for one unit of quote currency; used where dollars are asked.
  ///   - profit: Receives one number a scenario; shape `[scenario]`.
  mutating func profit(
    of priced: PricedInstrument, usdPerQuote: Double, into profit: inout [Double])
}

/// Profit of one unit of an instrument in displaced markets, by full revaluation.
///
/// A move multiplies the part of a price that no settlement average has fixed. Under a horizon what
/// outlives it is revalued with the time that is then left, and what expires on the way settles.
///
/// Holds the columns that the kernel reads, so that a block's rows allocate nothing.
struct DisplacedValuation: ProfitValuation {
  private let scenarios: [Scenario]
  private let shocks: [VolatilityShocks]
  private let currency: ProfitCurrency
  private let level: KernelLevel
  private let rule: SettlementRule
  private let spotFactors: [Double]
  private let spotLogarithms: [Double]
  private let coinFactors: [Double]
  private let quoteFactors: [Double]
  // One row more than scenarios: the last is the undisplaced market, so that a zero shock is zero
  // profit to the bit.
  private var logMoneyness: [Double]
  private var forward: [Double]
  private var strike: [Double]
  private var deviation: [Double]
  private var side: [Double]
  private var value: [Double]

  init(
    _ set: ScenarioSet, currency: ProfitCurrency, settlement rule: SettlementRule,
    level: KernelLevel
  ) {
    scenarios = set.columns
    shocks = set.shocks
    self.currency = currency
    self.level = level
    self.rule = rule
    spotFactors = scenarios.map { 1 + $0.spotMove }
    spotLogarithms = scenarios.map { log1p($0.spotMove) }
    coinFactors = scenarios.map { $0.profitFactor(paidInCoin: true) }
    quoteFactors = scenarios.map { $0.profitFactor(paidInCoin: false) }
    let blank = [Double](repeating: 0, count: scenarios.count + 1)
    logMoneyness = blank
    forward = blank
    strike = blank
    deviation = blank
    side = blank
    value = blank
  }

  mutating func profit(
    of priced: PricedInstrument, usdPerQuote: Double, into profit: inout [Double]
  ) {
    let settles = rule.settles(priced)
    if let terms = priced.instrument.optionTerms {
      revalue(priced, terms, ages: !settles)
    }
    let inverse = priced.instrument.underlying.isInverse
    let paidInCoin = inverse && currency == .settlement
    let usd = currency == .usd ? usdPerQuote : 1
    let held = value[scenarios.count] * priced.discount
    for index in scenarios.indices {
      let factor = paidInCoin ? coinFactors[index] : quoteFactors[index]
      let raw =
        settles
        ? rule.settledProfit(
          of: priced, spotFactor: spotFactors[index], logMove: spotLogarithms[index],
          held: held, countedIn: currency)
        : unitProfit(priced, scenario: index, inverse: inverse)
      profit[index] = raw * factor * usd
    }
  }

  /// Profit before the tail's factor: coin or quote by settlement, quote where dollars are asked.
  private func unitProfit(_ priced: PricedInstrument, scenario: Int, inverse: Bool) -> Double {
    let spot = spotFactors[scenario]
    let displacedIndex = priced.index * spot
    switch priced.instrument.product {
    case .spot:
      return currency == .settlement ? 0 : priced.price * spot - priced.price
    case .perpetual, .future:
      if priced.fixedPrice == 0 && rule.horizonDays == 0 {
        guard inverse else { return priced.price * spot - priced.price }
        let coin = (1 - 1 / spot) / priced.price
        return currency == .settlement ? coin : coin * displacedIndex
      }
      let moved = rule.displacedPrice(
        of: priced, spotFactor: spot, logMove: spotLogarithms[scenario])
      guard inverse else { return moved - priced.price }
      let coin = (moved - priced.price) / priced.price / moved
      return currency == .settlement ? coin : coin * displacedIndex
    case .option, .barrierOption:
      let base = scenarios.count
      let held = value[base] * priced.discount
      let moved = value[scenario] * rule.agedDiscount(of: priced)
      guard inverse else { return moved - held }
      let before = held / forward[base]
      let after = moved / forward[scenario]
      return currency == .settlement
        ? after - before : after * displacedIndex - before * priced.index
    }
  }

  private mutating func revalue(_ priced: PricedInstrument, _ terms: OptionTerms, ages: Bool) {
    let volatility = priced.volatility?.value ?? 0
    let rootTime = priced.timeToExpiry.squareRoot()
    let agedRootTime =
      ages ? max(0, priced.timeToExpiry - rule.horizonYears).squareRoot() : rootTime
    let isPlain = priced.fixedPrice == 0 && rule.horizonDays == 0
    let strikePrice = priced.strike
    let undisplaced = log(priced.price / strikePrice)
    let base = scenarios.count
    for index in 0...base {
      let isBase = index == base
      if isBase || isPlain {
        forward[index] = isBase ? priced.price : priced.price * spotFactors[index]
        logMoneyness[index] = isBase ? undisplaced : undisplaced + spotLogarithms[index]
      } else {
        forward[index] = rule.displacedPrice(
          of: priced, spotFactor: spotFactors[index], logMove: spotLogarithms[index])
        logMoneyness[index] = log(forward[index] / strikePrice)
      }
      let moved =
        isBase
        ? volatility
        : shocks[index].volatility(
          volatility, after: scenarios[index].volatilityMove, years: priced.timeToExpiry,
          logStrike: -undisplaced)
      // At expiry no volatility is left, however large a shock makes it.
      let time = isBase ? rootTime : agedRootTime
      deviation[index] = time == 0 ? 0 : moved * time
      strike[index] = strikePrice
      side[index] = terms.right.sign
    }
    steelyard_black76_value_from_log_moneyness(
      level.kernel, base + 1, logMoneyness, forward, strike, deviation, side, &value)
  }
}
