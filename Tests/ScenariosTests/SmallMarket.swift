import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// A market of a few instruments of BTC, inverse and linear, and its blocks.
enum SmallMarket {
  static let index = 70_000.0
  static let forward = 70_400.0
  static let names = [
    "BTC-PERPETUAL", "BTC-27MAR26", "BTC-27MAR26-65000-P", "BTC-27MAR26-70000-C",
    "BTC-27MAR26-90000-C",
  ]
  static let linearNames = [
    "BTC_USDC-PERPETUAL", "BTC_USDC-27MAR26-70000-C", "BTC_USDC-27MAR26-60000-P",
  ]

  static func snapshot(perpetual: Double) throws -> MarketSnapshot {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    market.add(asset: .usdc, priceUSD: 0.9998)
    for name in names + linearNames {
      if name.count > 18 {
        try market.add(option: name, volatility: 0.55, forward: forward, index: index)
      } else {
        let mark = name.hasSuffix("PERPETUAL") ? perpetual : forward
        try market.add(future: name, mark: mark, index: index)
      }
    }
    return try market.snapshot()
  }

  static func pricer(perpetual: Double = 70_035.5) throws -> InstrumentPricer {
    InstrumentPricer(
      snapshot: try snapshot(perpetual: perpetual), surfaceSource: .marks, surfaces: [:],
      discounting: .none)
  }

  static func block(
    _ names: [String], _ currency: ProfitCurrency, perpetual: Double = 70_035.5,
    grid: ScenarioGrid = ScenarioGridTests.grid(), level: KernelLevel = .portable,
    usdPerQuote: Double = 1, settlement: SettlementRule = .instantaneous
  ) throws -> ScenarioBlock {
    try block(
      names, currency, set: try ScenarioSet([.grid(grid)]), perpetual: perpetual, level: level,
      usdPerQuote: usdPerQuote, settlement: settlement)
  }

  static func priced(_ instrument: Instrument) throws -> PricedInstrument {
    try pricer().price(instrument)
  }

  static func block(
    _ names: [String], _ currency: ProfitCurrency, set: ScenarioSet,
    perpetual: Double = 70_035.5, level: KernelLevel, usdPerQuote: Double = 1,
    settlement: SettlementRule = .instantaneous
  ) throws -> ScenarioBlock {
    let pricer = try pricer(perpetual: perpetual)
    let instruments = try names.map { try SampleMarket.instrument($0) }
    var builder = try ScenarioBlockBuilder(
      underlying: instruments[0].underlying, currency: currency,
      scenarios: set, settlement: settlement,
      instrumentCount: instruments.count, level: level)
    for instrument in instruments {
      builder.add(try pricer.price(instrument), usdPerQuote: usdPerQuote)
    }
    return builder.frozen()
  }
}
