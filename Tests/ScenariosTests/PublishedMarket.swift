import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// One expiry of BTC whose forward, rate and settlement average are published: one call at a
/// strike, the future and the perpetual; index 100.
struct PublishedMarket {
  static let time = Timestamp(milliseconds: 1_773_480_000_000)
  static let index = 100.0

  var isInverse = false
  var forward: Double? = 100
  var rate: Double?
  var average: InstrumentObservation.SettlementAverage?
  var seconds: Int64 = 86_400
  var volatility: Double? = 0.5
  var mark: Double?
  var futureMark: Double?
  var discounting = Discounting.none

  var expiry: Timestamp { Self.time.advanced(bySeconds: seconds) }
  var years: Double { Double(seconds) / 31_536_000 }

  func underlying() throws -> Underlying {
    try isInverse
      ? Underlying(base: .btc, quote: .usd, settlement: .btc)
      : Underlying(base: .btc, quote: .usdc, settlement: .usdc)
  }

  func option(_ strike: Int64, _ right: OptionRight) throws -> Instrument {
    let terms = OptionTerms(expiry: expiry, strike: Amount(strike), right: right)
    return try Instrument(underlying(), .option(terms))
  }

  func future() throws -> Instrument { try Instrument(underlying(), .future(expiry: expiry)) }
  func perpetual() throws -> Instrument { try Instrument(underlying(), .perpetual) }

  func pricer(_ options: [Instrument]) throws -> InstrumentPricer {
    var builder = MarketSnapshotBuilder(
      time: Self.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var rows: [InstrumentObservation] = []
    for instrument in options where instrument.isOption && seconds > 0 {
      var row = InstrumentObservation(
        instrument: instrument, time: Self.time, origin: .init(file: "m", row: rows.count + 1))
      row.markVolatility = volatility
      row.markPrice = mark
      rows.append(row)
    }
    if let futureMark {
      var row = InstrumentObservation(
        instrument: try future(), time: Self.time, origin: .init(file: "m", row: 99))
      row.markPrice = futureMark
      rows.append(row)
    }
    try builder.add(rows)
    var published = ExpiryObservation(
      underlying: try underlying(), expiry: expiry, origin: .init(file: "f", row: 1))
    published.forward = forward
    published.rate = rate
    published.settlementAverage = average
    try builder.add([published])
    try builder.add([
      IndexObservation(
        underlying: try underlying(), origin: .init(file: "f", row: 2), price: Self.index,
        confidence: nil)
    ])
    return InstrumentPricer(
      snapshot: try builder.build().snapshot, surfaceSource: .marks, surfaces: [:],
      discounting: discounting)
  }

  func price(_ instrument: Instrument) throws -> PricedInstrument {
    try pricer([instrument]).price(instrument)
  }

  /// Profit of one unit after each spot move, volatility as it is.
  func profit(
    _ instrument: Instrument, moves: [Double], _ settlement: SettlementRule = .instantaneous,
    _ currency: ProfitCurrency = .settlement, volatilityMove: VolatilityMove = .same
  ) throws -> [Double] {
    let list = ScenarioList(
      volatility: VolatilityShocksTests.deribit,
      scenarios: moves.map { .init(spotMove: $0, volatility: volatilityMove) })
    var builder = try ScenarioBlockBuilder(
      underlying: underlying(), currency: currency, scenarios: try ScenarioSet([.list(list)]),
      settlement: settlement, instrumentCount: 1, level: .portable)
    builder.add(try price(instrument), usdPerQuote: 1)
    let block = builder.frozen()
    return moves.indices.map { block.unitProfit(row: 0, scenario: $0) }
  }
}
