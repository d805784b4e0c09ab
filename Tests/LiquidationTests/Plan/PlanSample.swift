import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// A market of BTC and ETH made of formulas, with models on it and books that are short of margin.
struct PlanSample {
  /// The instant of every row.
  static let time = Timestamp(microseconds: 1_773_478_800_000_000)
  static let spot: [Currency: Double] = [.btc: 70_000, .eth: 2000]

  /// The instruments of the market, by Deribit's names.
  static let names: [String] = {
    var names = ["BTC-PERPETUAL", "ETH-PERPETUAL", "BTC-26JUN26", "ETH-26JUN26"]
    let strikes = [
      "BTC": [60_000, 66_000, 70_000, 75_000, 82_000], "ETH": [1700, 1900, 2000, 2200],
    ]
    for (coin, levels) in strikes.sorted(by: { $0.key < $1.key }) {
      for expiry in ["27MAR26", "24APR26", "26JUN26"] {
        for level in levels {
          names += ["\(coin)-\(expiry)-\(level)-C", "\(coin)-\(expiry)-\(level)-P"]
        }
      }
    }
    return names
  }()

  /// The market; futures are quoted 2 basis points wide, options only where a volatility spread is given.
  static func snapshot(
    optionHalfSpread: Double? = nil
  ) throws(SteelyardError) -> MarketSnapshot {
    var rows: [InstrumentObservation] = []
    for name in names {
      let instrument = try SampleMarket.instrument(name)
      let index = spot[instrument.underlying.base] ?? 0
      var row = InstrumentObservation(
        instrument: instrument, time: time, origin: .init(file: "sample", row: rows.count + 1))
      row.indexPrice = index
      let days = instrument.expiry.map {
        Double($0.microseconds - time.microseconds) / 86_400e6
      }
      let forward = index * (1 + 0.04 * (days ?? 0) / 365)
      if let terms = instrument.optionTerms {
        let moneyness = terms.strike.doubleValue / forward - 1
        row.markVolatility = 0.55 - 0.25 * moneyness + 0.6 * moneyness * moneyness
        row.underlyingPrice = forward
        row.underlyingPriceSource = .synthetic("SYN")
      } else {
        row.markPrice = forward
        row.bid = .init(price: forward * 0.9999)
        row.ask = .init(price: forward * 1.0001)
      }
      rows.append(row)
    }
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add([
      AssetPrice(asset: .usdc, priceUSD: 1, source: "test")
    ])
    return try builder.build().snapshot
  }

  static let market = Result { try snapshot() }

  /// A model by its name; `plain` and `shortfall` are scenario models whose excess is concave.
  static func model(_ name: String) throws -> any MarginModel {
    switch name {
    case "plain": try plain(measure: "\"worst_loss\"")
    case "shortfall": try plain(measure: "{\"expected_shortfall\": 0.8}")
    default: try SyntheticState.model(named: name)
    }
  }

  private static func plain(measure: String) throws -> any MarginModel {
    let families = ["BTC", "ETH"].map { coin in
      """
      {"base": "\(coin)", "settlements": ["\(coin)"], "as_of": "2026-03-14", "counted_in": "usd",
       "ratios": {"initial": 1.25, "maintenance": 1}, "offsets": [],
       "sources": [{"grid": {"price_range": 0.16, "moves_per_side": 4,
         "volatility": {"up": 0.4, "down": 0.25, "risen_min": 0.4,
           "tenor": {"reference_days": 30, "short_power": 0.3, "long_power": 0.13, "days_min": 1}},
         "tail_moves": [-0.5, 1], "tail_factor": 0.3}}],
       "charges": [{"applies_to": "both", "option_share": 0.002},
         {"applies_to": "both", "gross_futures": 0.005}]}
      """
    }
    let text = """
      {"kind": "scenario", "name": "plain",
       "provenance": {"name": "plain-tests", "effective": "2026-03-14", "sources": ["the tests"]},
       "surface_source": "marks", "option_value": "mark", "discounting": "none",
       "measure": \(measure), "caps_long_options_at_value": false,
       "collateral": {"priced_at": "asset_price", "debts": "any",
         "classes": {"all": {"tiers": [{"initial": 0.02, "maintenance": 0.01}]}},
         "assets": {}, "unlisted": "all"},
       "equity": "portfolio", "families": [\(families.joined(separator: ","))]}
      """
    return try MarginModelFile.model(InputFile(name: "plain.json", bytes: Array(text.utf8)))
  }

  /// A frame over every instrument of the market.
  static func market(
    _ model: any MarginModel, hedges: [String] = [], lots: [Instrument: Amount] = [:],
    snapshot: MarketSnapshot? = nil
  ) throws -> LiquidationMarket {
    var universe = InstrumentUniverse()
    for name in names { _ = try universe.add(try SampleMarket.instrument(name)) }
    let frame = try model.frame(
      number: 1, of: universe, in: try snapshot ?? market.get(), surfaces: [:], level: .portable)
    return LiquidationMarket(
      model: model, frame: frame, universe: universe,
      hedges: try hedges.map { try SampleMarket.instrument($0) },
      terms: lots.mapValues {
        ContractTerms(
          multiplier: .one, tick: .one, lot: $0, averagingWindowSeconds: 1800, delivery: .cash)
      })
  }

  static func account(
    _ portfolio: Portfolio, others: [Portfolio] = [], in market: LiquidationMarket
  ) throws -> LiquidationAccount {
    let batch = try PortfolioBatch(portfolio, beside: others, over: market.universe)
    return LiquidationAccount(
      portfolio: portfolio, others: others,
      figures: market.model.figures(of: batch, in: market.frame)[0])
  }

  /// The positions with so much BTC that the excess is this share of the maintenance margin, within a thousandth.
  static func collateralised(
    _ positions: [Position], excessShare: Double, in market: LiquidationMarket
  ) throws -> Portfolio {
    func book(_ coins: Double) throws -> (Portfolio, AccountFigures) {
      let portfolio = try Portfolio(
        positions: positions,
        balances: [
          AssetBalance(asset: .btc, amount: try Amount(nearest: (coins * 1e6).rounded() / 1e6))
        ])
      return (portfolio, try account(portfolio, in: market).figures)
    }
    var coins = 10.0
    for _ in 0..<12 {
      let figures = try book(coins).1
      let missing =
        excessShare * figures.maintenanceMargin - figures.maintenanceExcess
      coins += missing / 70_000
    }
    return try book(coins).0
  }

  static func position(_ name: String, _ quantity: String, _ price: String? = nil) throws
    -> Position
  {
    Position(
      instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
      averagePrice: try price.map { try Amount(parsing: $0) })
  }
}

/// Random books of the sample's market, from a seed that is printed.
struct PlanBooks {
  var generator: SeededGenerator

  init(seed: UInt64) {
    print("plan books: seed \(seed)")
    generator = SeededGenerator(seed: seed)
  }

  /// Positions of whole lots, with the lot of each: dividing a position into `lots` of them.
  mutating func positions(
    count: ClosedRange<Int>, lots: ClosedRange<Int>
  ) throws -> (positions: [Position], lots: [Instrument: Amount]) {
    var positions: [Position] = []
    var sizes: [Instrument: Amount] = [:]
    let chosen = PlanSample.names.shuffled(using: &generator)
      .prefix(Int.random(in: count, using: &generator))
    for name in chosen {
      let instrument = try SampleMarket.instrument(name)
      let lotCount = Int64(Int.random(in: lots, using: &generator))
      let isLong = Int.random(in: 0..<5, using: &generator) < (instrument.isOption ? 2 : 3)
      let coins = Int64.random(in: 1...5, using: &generator)
      let unit: Int64 =
        instrument.isOption
        ? (instrument.underlying.base == .btc ? 1 : 20)
        : (instrument.underlying.base == .btc ? 40_000 : 30_000)
      let lot = Amount(coins * unit)
      sizes[instrument] = lot
      let quantity = Amount(units: lot.units * Int128(isLong ? lotCount : -lotCount))
      let index = Int64(PlanSample.spot[instrument.underlying.base] ?? 0)
      positions.append(
        Position(
          instrument: instrument, quantity: quantity,
          averagePrice: instrument.isOption
            ? nil : Amount(index * Int64.random(in: 97...103, using: &generator) / 100)))
    }
    return (positions, sizes)
  }
}
