import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardKernels
import SteelyardPricing

/// Profit of one unit of an instrument in displaced markets, by full revaluation.
///
/// Holds the columns that the kernel reads, so that a block's rows allocate nothing.
struct DisplacedValuation {
  private let scenarios: [Scenario]
  private let shocks: [VolatilityShocks]
  private let currency: ProfitCurrency
  private let level: KernelLevel
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
    _ set: ScenarioSet, currency: ProfitCurrency, level: KernelLevel
  ) {
    scenarios = set.columns
    shocks = set.shocks
    self.currency = currency
    self.level = level
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

  /// Profit of one unit in each scenario, in the block's currency.
  mutating func profit(
    of priced: PricedInstrument, usdPerQuote: Double, into profit: inout [Double]
  ) {
    if let terms = priced.instrument.optionTerms {
      revalue(priced, terms)
    }
    let inverse = priced.instrument.underlying.isInverse
    let paidInCoin = inverse && currency == .settlement
    let usd = currency == .usd ? usdPerQuote : 1
    for index in scenarios.indices {
      let factor = paidInCoin ? coinFactors[index] : quoteFactors[index]
      let raw = unitProfit(priced, scenario: index, inverse: inverse)
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
      guard inverse else {
        return priced.fixedPrice == 0
          ? priced.price * spot - priced.price : (priced.price - priced.fixedPrice) * (spot - 1)
      }
      let coin: Double
      if priced.fixedPrice == 0 {
        coin = (1 - 1 / spot) / priced.price
      } else {
        let moved = priced.displaced(by: spot)
        coin = (moved - priced.price) / priced.price / moved
      }
      return currency == .settlement ? coin : coin * displacedIndex
    case .option, .barrierOption:
      let base = scenarios.count
      let held = value[base] * priced.discount
      let moved = value[scenario] * priced.discount
      guard inverse else { return moved - held }
      let before = held / forward[base]
      let after = moved / forward[scenario]
      return currency == .settlement
        ? after - before : after * displacedIndex - before * priced.index
    }
  }

  private mutating func revalue(_ priced: PricedInstrument, _ terms: OptionTerms) {
    let volatility = priced.volatility?.value ?? 0
    let rootTime = priced.timeToExpiry.squareRoot()
    let strikePrice = priced.strike
    let undisplaced = log(priced.price / strikePrice)
    let base = scenarios.count
    for index in 0...base {
      let isBase = index == base
      if isBase || priced.fixedPrice == 0 {
        forward[index] = isBase ? priced.price : priced.price * spotFactors[index]
        logMoneyness[index] = isBase ? undisplaced : undisplaced + spotLogarithms[index]
      } else {
        forward[index] = priced.displaced(by: spotFactors[index])
        logMoneyness[index] = log(forward[index] / strikePrice)
      }
      let moved =
        isBase
        ? volatility
        : shocks[index].volatility(
          volatility, after: scenarios[index].volatilityMove, years: priced.timeToExpiry,
          logStrike: -undisplaced)
      // At expiry no volatility is left, however large a shock makes it.
      deviation[index] = rootTime == 0 ? 0 : moved * rootTime
      strike[index] = strikePrice
      side[index] = terms.right.sign
    }
    steelyard_black76_value_from_log_moneyness(
      level.kernel, base + 1, logMoneyness, forward, strike, deviation, side, &value)
  }
}
