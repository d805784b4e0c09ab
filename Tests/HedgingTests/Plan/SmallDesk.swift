import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// A market of bitcoin with a perpetual, a future and one expiry of options, and a book of ten coins.
struct SmallDesk {
  static let time = Timestamp(microseconds: 1_781_254_800_000_000)
  static let strikes = [48_000, 54_000, 57_000, 60_000, 63_000, 66_000, 72_000]

  let market: HedgeMarket
  let book: HedgeBook

  static func instrument(_ name: String) throws -> Instrument {
    try InstrumentNaming.deribit.instrument(named: name)
  }

  static func snapshot() throws -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: 60, aheadSecondsMax: 60))
    var row = 1
    func observation(_ name: String) throws -> InstrumentObservation {
      row += 1
      var observed = InstrumentObservation(
        instrument: try instrument(name), time: time, origin: .init(file: "desk", row: row))
      observed.indexPrice = 60_000
      return observed
    }
    var rows: [InstrumentObservation] = []
    for (name, mark) in [("BTC-PERPETUAL", 60_000.0), ("BTC-25SEP26", 60_600)] {
      var observed = try observation(name)
      observed.markPrice = mark
      observed.bid = .init(price: mark - 6)
      observed.ask = .init(price: mark + 6)
      rows.append(observed)
    }
    for strike in strikes {
      for right in [OptionRight.call, .put] {
        var observed = try observation("BTC-10JUL26-\(strike)-\(right == .call ? "C" : "P")")
        let years = time.years(to: observed.instrument.expiry ?? time)
        let volatility = 0.6
        let value =
          try Black76(
            forward: 60_000, strike: Double(strike), timeToExpiry: years, volatility: volatility,
            rate: 0
          ).value(right) / 60_000
        observed.markPrice = value
        observed.markVolatility = volatility
        observed.underlyingPrice = 60_000
        observed.bid = .init(price: value * 0.97)
        observed.ask = .init(price: value * 1.03)
        rows.append(observed)
      }
    }
    try builder.add(rows)
    return try builder.build().snapshot
  }

  static func scenarios(_ count: Int, days: Double = 1) throws -> HedgeScenarios {
    var generator = SeededGenerator(seed: 11)
    let shocks = (0..<count).map { number -> MarketShock in
      var sum = 0.0
      for _ in 0..<12 { sum += Double.random(in: 0...1, using: &generator) }
      let spot = 0.035 * (sum - 6)
      let volatility = -1.5 * spot + 0.05 * Double.random(in: -1...1, using: &generator)
      return MarketShock(
        label: "drawn \(number)", days: days,
        coins: [.btc: CoinShock(spot: spot, volatility: volatility)],
        others: CoinShock(spot: 0, volatility: 0),
        assets: [:])
    }
    return try HedgeScenarios(
      shocks: shocks, weights: [Double](repeating: 1, count: count), volatilities: [.btc: 0.6],
      source: "drawn")
  }

  init(
    positions: [(String, Int64)] = [], coins: Int64 = 10, model: String = "deribit",
    instruments names: [String], tokens: [LeveragedToken] = [], scenarioCount: Int = 200,
    rates: HedgeRates = .usual
  ) throws {
    let portfolio = try Portfolio(
      positions: positions.map {
        Position(instrument: try Self.instrument($0.0), quantity: Amount($0.1))
      }, balances: [AssetBalance(asset: .btc, amount: Amount(coins))])
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else {
      throw SteelyardError(.unsupported, "No dynamic model.", remedy: "Look at the catalogue.")
    }
    let listed = try names.map { name in
      let instrument = try Self.instrument(name)
      return HedgeAllowance(.listed(instrument), lot: instrument.isOption ? 0.1 : 10)
    }
    market = try HedgeMarket(
      WalkBook(portfolio: portfolio, stated: []),
      MarginModelCatalogue.model(named: model, parameters: nil, state: nil), Self.snapshot(),
      surfaces: [:], response: StressResponse(specification), rates: rates,
      allowances: listed + tokens.map { HedgeAllowance(.token($0), lot: 1) }, level: .portable)
    book = try HedgeBook(market, Self.scenarios(scenarioCount)) { _ in }
  }
}
