public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing
public import SteelyardScenarios

/// What every answer stood on: snapshot, prices and scenario P&L of a universe; immutable, numbered.
public struct RiskFrame: Sendable {
  /// The frame's number; answers name it.
  public let number: Int
  /// The snapshot the frame was made from.
  public let snapshot: MarketSnapshot
  /// Which volatilities options were priced from.
  public let surfaceSource: SurfaceSource
  /// The kernel level of every number in it.
  public let level: KernelLevel
  /// Prices by universe index; nil where pricing failed.
  public let prices: [PricedInstrument?]
  /// Why instruments are left out, by universe index: no price, or no parameters of the model.
  public let failures: [Int: SteelyardError]
  /// Blocks of the P&L matrix, one for each underlying that the model stresses.
  public let blocks: [ScenarioBlock]
  /// The scenarios of each block.
  let scenarioSets: [ScenarioSet]
  /// The columns of each block.
  let blockColumns: [BlockColumns]
  /// The block of each universe index, or -1.
  let blockIndex: [Int32]
  /// The row in that block of each universe index, or -1.
  let rowIndex: [Int32]
  /// US dollars for one unit of each settlement and quote currency.
  let usdPrices: [Currency: Double]
  /// Notional of one unit of what could not be priced, by universe index, where it is known.
  let leftOutNotional: [Int: LeftOutNotional]

  /// US dollars for one unit of a currency, or nil where the snapshot has no price.
  public func usdPrice(of currency: Currency) -> Double? { usdPrices[currency] }
}

/// Columns by row of one block, for the charges.
struct BlockColumns: Sendable {
  /// US dollars for one unit of settlement currency.
  let usdPerSettlement: Double
  /// The index, in quote currency.
  let index: Double
  /// Settlement currency for one coin of the base: 1 where it is the settlement currency.
  let settlementPerCoin: Double
  /// Settlement currency for one unit of quote currency.
  let settlementPerQuote: Double
  /// Change of value of one unit with the underlying, in coins.
  let delta: [Double]
  /// Coins of underlying that one unit stands for.
  let size: [Double]
  /// Worth of one unit, in settlement currency.
  let value: [Double]
  /// Worth of one unit by the model, which scenarios displace, in settlement currency.
  let modelValue: [Double]
  /// Quote currency for one volatility point of one unit.
  let vega: [Double]
  /// Whether the row is an option.
  let isOption: [Bool]
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

  /// US dollars for one coin of the base.
  var usdPerCoin: Double { settlementPerCoin * usdPerSettlement }

  /// - Precondition: At least one instrument, all of one underlying.
  init(
    _ priced: [PricedInstrument], market: UnderlyingMarket?, usdPerSettlement: Double
  ) {
    self.usdPerSettlement = usdPerSettlement
    let index = priced.first?.index ?? 0
    let isInverse = priced.first?.instrument.underlying.isInverse ?? false
    self.index = index
    settlementPerCoin = isInverse ? 1 : index
    settlementPerQuote = isInverse ? 1 / index : 1
    delta = priced.map(\.delta)
    size = priced.map { $0.instrument.isOption ? 1 : $0.delta }
    value = priced.map(\.value)
    modelValue = priced.map(\.modelValue)
    vega = priced.map(\.vega)
    isOption = priced.map(\.instrument.isOption)
    strike = priced.map(\.strike)
    forward = priced.map(\.price)
    // By time, so that sums over expiries do not depend on what else the universe holds.
    var times: [Timestamp: Double] = [:]
    for item in priced { item.instrument.expiry.map { times[$0] = item.timeToExpiry } }
    let expiries = times.sorted { $0.key < $1.key }
    let slots = Dictionary(
      expiries.enumerated().map { ($1.key, $0 + 1) }, uniquingKeysWith: { first, _ in first })
    expiry = priced.map { item in item.instrument.expiry.flatMap { slots[$0] } ?? 0 }
    expiryYears = [0] + expiries.map(\.value)
    expiryRates = [0] + expiries.map { market?.market(at: $0.key)?.rate ?? 0 }
  }
}
