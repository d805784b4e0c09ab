import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

/// Columns by row of one block, for the charges.
///
/// Money is in the block's unit: its settlement currency, or US dollars.
///
/// A class, because evaluating an account looks at it many times and copying a struct of columns
/// counts a reference for each of them.
final class BlockColumns: Sendable {
  /// US dollars for one unit.
  let usdPerUnit: Double
  /// US dollars for one unit of settlement currency.
  let usdPerSettlement: Double
  /// Whether the unit is the US dollar, whatever the settlement currency.
  let isCountedInUSD: Bool
  /// Whether the unit is the coin whose price the scenarios move.
  let isCountedInCoin: Bool
  /// The index, in quote currency.
  let index: Double
  /// Units for one coin of the base: 1 where the coin is the unit.
  let unitPerCoin: Double
  /// Units for one unit of quote currency.
  let unitPerQuote: Double
  /// Change of value of one unit held with the underlying, in coins.
  let delta: [Double]
  /// Coins of underlying that one unit held stands for.
  let size: [Double]
  /// Worth of one unit held.
  let value: [Double]
  /// Worth of one unit held by the model, which scenarios displace.
  let modelValue: [Double]
  /// Quote currency for one volatility point of one unit held.
  let vega: [Double]
  /// Whether the row is an option.
  let isOption: [Bool]
  /// Whether the row is a put.
  let isPut: [Bool]
  /// The expiry of each row as an index into `expiryYears`; 0 is no expiry.
  let expiry: [Int]
  /// Years to each expiry; 0 for no expiry.
  let expiryYears: [Double]
  /// Interest rate to each expiry, per year; 0 where no source gives one, and for no expiry.
  let expiryRates: [Double]
  /// Strike of each row in quote currency, 0 for what has none.
  let strike: [Double]
  /// The forward of each row, in quote currency.
  let forward: [Double]

  /// What the scenarios leave of one unit of an option at the least, in US dollars; 0 for the rest, and for a
  /// model without scenarios.
  let leastWorth: [Double]

  /// How sure the source is of the index; nil where it does not say.
  let indexConfidence: Amount?
  /// How sure the source is of the perpetual's mark; nil where it does not say.
  let perpetualConfidence: Amount?
  /// How sure the source is of each expiry, as `expiryYears`.
  let expiryConfidence: [ExpiryConfidence]
  /// The time of each expiry, as `expiryYears`; nil for no expiry.
  let expiryTimes: [Timestamp?]
  /// The underlying.
  let underlying: Underlying

  /// US dollars for one coin of the base.
  var usdPerCoin: Double { unitPerCoin * usdPerUnit }

  /// The currency of the unit.
  func unit(of underlying: Underlying) -> Currency {
    isCountedInUSD ? .usd : underlying.settlement
  }

  /// `btc_btc`: unit and base, as Deribit writes its buckets.
  func bucketName(of underlying: Underlying) -> String {
    "\(unit(of: underlying))_\(underlying.base)".lowercased()
  }

  /// The columns of instruments of one underlying.
  init(
    _ priced: [PricedInstrument], of underlying: Underlying, in prices: UnderlyingPrices,
    countedIn currency: ProfitCurrency, leastProfits: [Double]
  ) {
    usdPerSettlement = prices.usdPerSettlement
    isCountedInUSD = currency == .usd
    isCountedInCoin = currency == .settlement && underlying.isInverse
    usdPerUnit = isCountedInUSD ? 1 : prices.usdPerSettlement
    index = prices.index
    unitPerQuote =
      isCountedInUSD ? prices.usdPerQuote : underlying.isInverse ? 1 / prices.index : 1
    unitPerCoin =
      isCountedInUSD ? prices.index * prices.usdPerQuote : isCountedInCoin ? 1 : prices.index
    let unitPerSettlement = isCountedInUSD ? prices.usdPerSettlement : 1
    delta = priced.map(\.delta)
    size = priced.map { $0.instrument.isOption ? 1 : $0.delta }
    value = priced.map { $0.value * unitPerSettlement }
    modelValue = priced.map { $0.modelValue * unitPerSettlement }
    vega = priced.map(\.vega)
    isOption = priced.map(\.instrument.isOption)
    isPut = priced.map { $0.instrument.optionTerms?.right == .put }
    strike = priced.map(\.strike)
    let usd = usdPerUnit
    leastWorth =
      leastProfits.isEmpty
      ? [Double](repeating: 0, count: priced.count)
      : priced.indices.map { row in
        guard priced[row].instrument.isOption else { return 0 }
        return max(0, priced[row].value * unitPerSettlement + min(0, leastProfits[row])) * usd
      }
    self.underlying = underlying
    indexConfidence = prices.market?.indexConfidence
    perpetualConfidence = prices.market?.perpetualConfidence
    forward = priced.map(\.price)
    // By time, so that sums over expiries do not depend on what else the universe holds.
    var times: [Timestamp: Double] = [:]
    for item in priced { item.instrument.expiry.map { times[$0] = item.timeToExpiry } }
    let expiries = times.sorted { $0.key < $1.key }
    let slots = Dictionary(
      expiries.enumerated().map { ($1.key, $0 + 1) }, uniquingKeysWith: { first, _ in first })
    expiry = priced.map { item in item.instrument.expiry.flatMap { slots[$0] } ?? 0 }
    expiryYears = [0] + expiries.map(\.value)
    expiryTimes = [nil] + expiries.map(\.key)
    let nothing = ExpiryConfidence(forward: nil, rate: nil, volatility: nil)
    expiryConfidence =
      [nothing] + expiries.map { prices.market?.market(at: $0.key)?.confidence ?? nothing }
    expiryRates = [0] + expiries.map { prices.market?.market(at: $0.key)?.rate ?? 0 }
  }
}
