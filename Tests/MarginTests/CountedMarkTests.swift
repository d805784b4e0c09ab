import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("What is gained counts at the worse of mark and stable mark") struct CountedMarkTests {
  private static let perpetual = "BTC_USDC-PERPETUAL"
  private static let call = "BTC_USDC-27MAR26-70000-C"

  /// The synthetic market where BTC's USDC perpetual is marked at 70,000, with stable marks by name and
  /// a stable price of ETH.
  private static func market(
    stable: [String: Double] = [:], etherStableUSD: Double? = nil, mark: Double? = nil
  ) throws -> MarketSnapshot {
    let plain = try SyntheticMarket().snapshot()
    var builder = MarketSnapshotBuilder(
      time: plain.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    let named = try Dictionary(
      uniqueKeysWithValues: stable.map { (try SampleMarket.instrument($0.key), $0.value) })
    let pushed = try SampleMarket.instrument(call)
    try builder.add(
      plain.observations.map { row in
        var row = row
        row.stableMarkPrice = named[row.instrument]
        if let mark, row.instrument == pushed { row.markPrice = mark }
        return row
      })
    try builder.add(
      plain.assetPrices.map { price in
        AssetPrice(
          asset: price.asset, priceUSD: price.priceUSD, source: price.source,
          confidence: price.confidence,
          stablePriceUSD: price.asset == .eth ? etherStableUSD : nil)
      })
    try builder.add(plain.expiryObservations)
    try builder.add(plain.indexObservations)
    return try builder.build().snapshot
  }

  private static func explained(
    _ name: String, _ quantity: String, entry: String? = nil,
    _ balances: [(code: String, amount: String)] = [], in market: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface] = [:]
  ) throws -> MarginExplanation {
    let model = try SyntheticState.model(named: "dynamic")
    let portfolio = try Portfolio(
      positions: [
        Position(
          instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
          averagePrice: try entry.map { try Amount(parsing: $0) })
      ],
      balances: try balances.map {
        AssetBalance(asset: try Currency($0.code), amount: try Amount(parsing: $0.amount))
      })
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market, surfaces: surfaces, level: .detected)
    return model.explanation(of: 0, in: batch, frame: frame)
  }

  @Test("a gain counts at the stable mark where that is lower, and says so")
  func gain() throws {
    let explained = try Self.explained(
      Self.perpetual, "1", entry: "60000", in: try Self.market(stable: [Self.perpetual: 66_000]))
    expectClose(expected: 10_000, got: explained.figures.equity, .relative(1e-12))
    expectClose(expected: 6000, got: explained.figures.initialCountedEquity, .relative(1e-12))
    expectClose(expected: 6000, got: explained.figures.maintenanceCountedEquity, .relative(1e-12))
    #expect(
      explained.equityRemarks == [
        "BTC/USDC:USDC perpetual: a gain counts at the lower of mark and stable mark: 6000.0 USD instead of "
          + "10000.0."
      ])
  }

  @Test(
    "a gain never turns into a loss, and a stable mark above the mark changes nothing",
    arguments: [(55_000.0, 0.0), (75_000, 10_000)])
  func bounds(_ stable: Double, _ counted: Double) throws {
    let explained = try Self.explained(
      Self.perpetual, "1", entry: "60000", in: try Self.market(stable: [Self.perpetual: stable]))
    expectClose(
      expected: counted, got: explained.figures.initialCountedEquity, .absolute(1e-9))
  }

  @Test("a loss counts at the mark, whatever the stable mark says", arguments: [75_000.0, 85_000])
  func loss(_ stable: Double) throws {
    let explained = try Self.explained(
      Self.perpetual, "1", entry: "80000", in: try Self.market(stable: [Self.perpetual: stable]))
    expectClose(
      expected: -10_000, got: explained.figures.initialCountedEquity, .relative(1e-12))
    #expect(explained.equityRemarks.isEmpty)
  }

  @Test("a short's gain counts at the stable mark where that is higher")
  func shortGain() throws {
    let explained = try Self.explained(
      Self.perpetual, "-1", entry: "80000", in: try Self.market(stable: [Self.perpetual: 78_000]))
    expectClose(expected: 2000, got: explained.figures.initialCountedEquity, .relative(1e-12))
  }

  @Test("a held option counts at the lower of mark and stable mark, a sold one at the higher")
  func options() throws {
    let plain = try Self.explained(Self.call, "1", in: try Self.market()).figures
    let low = try Self.market(stable: [Self.call: 100])
    let high = try Self.market(stable: [Self.call: 9000])
    expectClose(
      expected: 100, got: try Self.explained(Self.call, "1", in: low).figures.initialCountedEquity,
      .relative(1e-12))
    #expect(
      try Self.explained(Self.call, "1", in: high).figures.initialCountedEquity
        == plain.initialCountedEquity)
    expectClose(
      expected: -9000,
      got: try Self.explained(Self.call, "-1", in: high).figures.initialCountedEquity,
      .relative(1e-12))
    #expect(
      try Self.explained(Self.call, "-1", in: low).figures.initialCountedEquity
        == -plain.initialCountedEquity)
  }

  @Test("an option whose mark is pushed counts no more than ten points above the fitted surface")
  func band() throws {
    let underlying = try SampleMarket.instrument(Self.call).underlying
    let honest = try Self.market()
    let surface = try honest.fittedSurface(of: underlying, options: .standard).surface
    let pushed = try Self.market(mark: 20_000)
    let free = try Self.explained(Self.call, "1", in: pushed).figures.initialCountedEquity
    expectClose(expected: 20_000, got: free, .relative(1e-12))
    let held = try Self.explained(Self.call, "1", in: pushed, surfaces: [underlying: surface])
    let fair = try Self.explained(Self.call, "1", in: honest).figures.initialCountedEquity
    // Ten points of a vega of 70,000 x 0.3989 x sqrt(13 / 365) / 100 = 52.7 dollars, nearly.
    expectClose(
      expected: fair + 527, got: held.figures.initialCountedEquity, .absolute(25))
    #expect(held.equityRemarks.count == 1)
  }

  @Test("collateral counts at the lower of price and stable price, a debt at the higher")
  func balances() throws {
    let low = try Self.market(etherStableUSD: 2000)
    let high = try Self.market(etherStableUSD: 2200)
    func counted(_ amount: String, in market: MarketSnapshot) throws -> Double {
      try Self.explained(
        Self.perpetual, "1", [("ETH", amount)], in: market
      ).figures.initialCountedEquity
    }
    // The haircut of ETH is 0.5 %.
    expectClose(expected: 0.995 * 2000, got: try counted("1", in: low), .relative(1e-12))
    expectClose(expected: 0.995 * 2080, got: try counted("1", in: high), .relative(1e-12))
    expectClose(expected: -2080, got: try counted("-1", in: low), .relative(1e-12))
    expectClose(expected: -2200, got: try counted("-1", in: high), .relative(1e-12))
  }

  @Test("of a gain that could not be closed in time only the part that could counts")
  func depth() throws {
    // 1,400 coins are 98,000,000 dollars; a tenth of a day's 1e9 dollars over one day is 1e8: all counts.
    // Of 2,800 coins 1e8 / 1.96e8 does.
    let small = try Self.explained(
      Self.perpetual, "1400", entry: "60000", in: try Self.market())
    expectClose(
      expected: 14_000_000, got: small.figures.initialCountedEquity, .relative(1e-12))
    let large = try Self.explained(
      Self.perpetual, "2800", entry: "60000", in: try Self.market())
    expectClose(
      expected: 28_000_000 * 1e8 / 1.96e8, got: large.figures.initialCountedEquity,
      .relative(1e-12))
    expectClose(expected: 28_000_000, got: large.figures.equity, .relative(1e-12))
    #expect(large.equityRemarks.first?.hasPrefix("Of 28000000.0 USD unrealised in BTC") == true)
  }

  @Test("an oracle's price, its confidence and its stable price reach the requirement")
  func oracle() throws {
    let plain = try SyntheticMarket().snapshot()
    let oracle = try Oracle(rules: .fiveVenues)
    func price(_ prices: [Double]) throws -> OraclePrice {
      let memory = try OracleMemory(
        price: 2080, priceTime: plain.time.advanced(bySeconds: -60),
        stable: try StablePrice(starting: 2080, at: plain.time.advanced(bySeconds: -60)))
      return try oracle.price(
        of: prices.enumerated().map {
          OracleSource(
            venue: "venue \($0.offset)", price: $0.element, time: plain.time, confidence: nil)
        }, at: plain.time, memory: memory)
    }
    func figures(_ price: OraclePrice) throws -> AccountFigures {
      var builder = MarketSnapshotBuilder(
        time: plain.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
      try builder.add(plain.observations)
      try builder.add(plain.assetPrices.filter { $0.asset != .eth })
      try builder.add([AssetPrice(of: .eth, oracle: price, source: "oracle")])
      try builder.add(plain.expiryObservations)
      try builder.add(plain.indexObservations.filter { $0.underlying.base != .eth })
      let underlying = try SampleMarket.instrument("ETH_USDC-PERPETUAL").underlying
      try builder.add([
        IndexObservation(
          of: underlying, oracle: price, origin: .init(file: "oracle", row: 1))
      ])
      let market = try builder.build().snapshot
      return try Self.explained(
        "ETH_USDC-PERPETUAL", "10", [("ETH", "1")], in: market
      ).figures
    }
    let fresh = try price([2080, 2080, 2080, 2080, 2080])
    let halted = try price([2080])
    #expect(fresh.state == .fresh && halted.state == .halted && halted.price == 2080)
    // 0.4 x (1 - 0) of ten coins at the index, for initial margin alone.
    expectClose(
      expected: try figures(fresh).initialMargin + 0.4 * 10 * 2080,
      got: try figures(halted).initialMargin, .relative(1e-9))
    #expect(try figures(fresh).maintenanceMargin == figures(halted).maintenanceMargin)
    // All venues jump by 20 %: the stable price has moved by 0.3 % in the minute, and counts.
    let jumped = try price([2496, 2496, 2496, 2496, 2496])
    expectClose(
      expected: 0.995 * 2080 * 1.0030045045, got: try figures(jumped).initialCountedEquity,
      .relative(1e-9))
  }
}
