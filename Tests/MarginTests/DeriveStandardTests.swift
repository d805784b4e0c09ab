import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

/// The standard manager's parts on a made-up market of one coin at 2,000 USDC.
@Suite("Derive's standard manager") struct DeriveStandardTests {
  static let underlying = try? Underlying(base: .eth, quote: .usdc, settlement: .usdc)
  static let time = Timestamp(milliseconds: 1_772_447_400_000)
  static let expiry = Timestamp(milliseconds: 1_772_447_400_000 + 30 * 86_400_000)

  /// A market; confidences that are nil are not given.
  struct Market {
    var usdc = 1.0
    var index: Amount?
    var perpetual: Amount?
    var forward: Amount?
    var rate: Amount?
    var volatility: Amount?
    var price: Amount?
    var forwardPrice = 2_010.0
  }

  static func instrument(_ product: Instrument.Product) throws -> Instrument {
    try Instrument(try #require(underlying), product)
  }

  static func option(_ right: OptionRight, _ strike: Int64) throws -> Instrument {
    try instrument(
      .option(OptionTerms(expiry: expiry, strike: Amount(strike), right: right)))
  }

  static func explanation(
    _ model: PositionMargin, _ positions: [(Instrument, String)],
    _ balances: [(Currency, String)] = [], in market: Market = Market()
  ) throws -> MarginExplanation {
    var rows: [InstrumentObservation] = []
    for (instrument, _) in positions {
      var row = InstrumentObservation(
        instrument: instrument, time: time, origin: .init(file: "test", row: 1))
      if instrument.isOption {
        row.markVolatility = 0.6
      } else {
        row.markPrice = 2_001
      }
      rows.append(row)
    }
    let snapshot = MarketSnapshot(
      time: time, observations: rows.sorted { $0.instrument < $1.instrument },
      expiryObservations: [],
      indexObservations: [],
      underlyings: [
        UnderlyingMarket(
          underlying: try #require(underlying), index: 2_000, indexSource: "test",
          perpetualMark: 2_001, indexConfidence: market.index,
          perpetualConfidence: market.perpetual,
          expiries: [
            ExpiryMarket(
              expiry: expiry, timeToExpiry: time.years(to: expiry),
              forward: ForwardPrice(value: market.forwardPrice, source: .underlyingPrice),
              options: rows.filter(\.instrument.isOption), future: nil, publishedSlice: nil,
              rate: nil,
              confidence: ExpiryConfidence(
                forward: market.forward, rate: market.rate, volatility: market.volatility))
          ], settlements: [:])
      ],
      assetPrices: [
        AssetPrice(asset: .eth, priceUSD: 2_000, source: "test", confidence: market.price),
        AssetPrice(asset: .usdc, priceUSD: market.usdc, source: "test"),
      ])
    let batch = try PortfolioBatch(
      try Portfolio(
        positions: try positions.map {
          Position(instrument: $0, quantity: try Amount(parsing: $1))
        },
        balances: try balances.map {
          AssetBalance(asset: $0, amount: try Amount(parsing: $1))
        }))
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .portable)
    let explained = model.explanation(of: 0, in: batch, frame: frame)
    #expect(explained.figures == model.figures(of: batch, in: frame)[0])
    #expect(explained.failures.isEmpty)
    return explained
  }

  static func catalogue() throws -> PositionMargin {
    try #require(try catalogued("derive-standard") as? PositionMargin)
  }

  /// The model with one charge in place of its own.
  static func model(charges: [AppliedCharge], netting: Netting? = nil) throws -> PositionMargin {
    let own = try catalogue().specification
    let family = try #require(own.families.first)
    return try PositionMargin(
      StandardMarginSpecification(
        name: own.name, provenance: own.provenance, surfaceSource: own.surfaceSource,
        collateral: own.collateral, equity: own.equity,
        families: [
          .init(
            base: family.base, settlements: family.settlements, option: family.option,
            future: family.future, netting: netting ?? family.netting, charges: charges)
        ]))
  }

  static func oracle(
    options: OracleCharge.OptionSizes = .short,
    perpetualConfidence: OracleCharge.PerpetualConfidence = .futures,
    rateConfidence: OracleCharge.RateConfidence = .ignored,
    base: OracleCharge.BaseBalance = .asBalance
  ) throws -> PositionMargin {
    let threshold = try ConfidenceThreshold(0.55)
    return try model(charges: [
      AppliedCharge(
        .oracle(
          OracleCharge(
            rate: 0.5, futuresThreshold: threshold, optionsThreshold: threshold,
            balancesThreshold: threshold, options: options,
            perpetualConfidence: perpetualConfidence, rateConfidence: rateConfidence, base: base)),
        .initial)
    ])
  }

  @Test("a spread needs its largest loss, a naked call its own rates, a bought option nothing")
  func netting() throws {
    let model = try Self.catalogue()
    let spread = try Self.explanation(
      model, [(try Self.option(.call, 2_000), "-3"), (try Self.option(.call, 2_100), "3")])
    #expect(spread.figures.initialMargin == 300 && spread.figures.maintenanceMargin == 300)
    let line = try #require(spread.expiries.first)
    #expect(line.initialRule == .maxLoss && line.maintenanceRule == .maxLoss)
    #expect(line.worstSettlementPrice == 2_100 && line.isolatedInitialUSD > 300)
    #expect(line.why.contains("settlement price of 2100"))

    let naked = try Self.explanation(model, [(try Self.option(.call, 2_000), "-3")])
    let own = try #require(naked.expiries.first)
    #expect(own.initialRule == .isolated && own.initialUSD == own.isolatedInitialUSD)
    // 0.15 of the index, at the money, and the mark.
    let value = try #require(naked.positions.first).optionValueUSD
    expectClose(
      expected: 3 * 0.15 * 2_000 - value, got: naked.figures.initialMargin, .relative(1e-14))
    expectClose(
      expected: 3 * 0.09 * 2_000 - value, got: naked.figures.maintenanceMargin, .relative(1e-14))

    let bought = try Self.explanation(model, [(try Self.option(.put, 2_000), "3")])
    #expect(bought.figures.initialMargin == 0 && bought.figures.maintenanceMargin == 0)
  }

  @Test("the largest loss is that of trying every strike, and never more than own rates")
  func bruteForce() throws {
    var generator = SeededGenerator(seed: 77)
    let model = try Self.model(charges: [])
    for _ in 0..<200 {
      var held: [Int64: [Int]] = [:]
      var positions: [(Instrument, String)] = []
      for strike in [1_600, 1_800, 2_000, 2_200, 2_600] as [Int64] {
        for right in [OptionRight.call, .put] {
          let quantity = Int.random(in: -4...4, using: &generator)
          guard quantity != 0 else { continue }
          held[strike, default: [0, 0]][right == .call ? 0 : 1] = quantity
          positions.append((try Self.option(right, strike), "\(quantity)"))
        }
      }
      guard !positions.isEmpty else { continue }
      var loss = 0.0
      for settlement in [0] + held.keys {
        let payoff = held.reduce(0) { sum, entry in
          sum + entry.value[0] * Int(max(0, settlement - entry.key)) + entry.value[1]
            * Int(max(0, entry.key - settlement))
        }
        loss = max(loss, Double(-payoff))
      }
      let unpaired = Double(max(0, -held.values.reduce(0) { $0 + $1[0] })) * 2_010
      let line = try #require(try Self.explanation(model, positions).expiries.first)
      expectClose(
        expected: min(loss + 1.2 * unpaired, line.isolatedInitialUSD), got: line.initialUSD,
        .init(relative: 1e-12, absolute: 1e-9), inputs: "\(held)")
      expectClose(
        expected: min(loss + 1.1 * unpaired, line.isolatedMaintenanceUSD),
        got: line.maintenanceUSD, .init(relative: 1e-12, absolute: 1e-9), inputs: "\(held)")
      #expect(line.initialUSD >= line.maintenanceUSD)
    }
  }

  @Test("a lost peg charges futures and sold options, initially, from the threshold on")
  func depeg() throws {
    let model = try Self.model(charges: [
      AppliedCharge(.depeg(DepegCharge(threshold: 0.99, rate: 2)), .initial)
    ])
    let positions = [
      (try Self.instrument(.perpetual), "-5"), (try Self.option(.put, 2_000), "-2"),
      (try Self.option(.call, 2_000), "7"),
    ]
    let lost = try Self.explanation(model, positions, in: Market(usdc: 0.9))
    let charge = try #require(lost.charges.first { $0.name == "depeg_contingency" })
    // 2 x 0.09 x 7 coins x 2,000 USDC at 0.9 USD.
    expectClose(expected: 2 * 0.09 * 7 * 2_000 * 0.9, got: charge.amountUSD, .relative(1e-12))
    #expect(charge.appliesTo == .initial && charge.why.contains("7.0 ETH at 0.9 USD"))
    let held = try Self.explanation(model, positions, in: Market(usdc: 0.99))
    #expect(held.charges.first?.amountUSD == 0)
  }

  @Test("a confidence at the threshold is trusted, one unit below is not")
  func exactThreshold() throws {
    let perpetual = [(try Self.instrument(.perpetual), "-5")]
    let model = try Self.oracle()
    let at = try Self.explanation(
      model, perpetual, in: Market(perpetual: try Amount(parsing: "0.55")))
    #expect(at.charges[0].amountUSD == 0)
    let below = try Self.explanation(
      model, perpetual, in: Market(perpetual: try Amount(parsing: "0.549999999999999999")))
    expectClose(
      expected: 0.45 * 0.5 * 5 * 2_000, got: below.charges[0].amountUSD, .relative(1e-12))
  }

  @Test("what a confidence reaches")
  func reach() throws {
    let low = try Amount(parsing: "0.2")
    let unit = 0.8 * 0.5 * 2_000
    let book = [
      (try Self.instrument(.perpetual), "-5"), (try Self.option(.put, 2_000), "-2"),
      (try Self.option(.call, 2_000), "7"),
    ]
    func coins(_ model: PositionMargin, _ market: Market) throws -> Double {
      try Self.explanation(model, book, [(.eth, "3"), (.usdc, "9")], in: market)
        .charges[0].amountUSD / unit
    }
    func expect(_ expected: Double, _ model: PositionMargin, _ market: Market) throws {
      expectClose(
        expected: expected, got: try coins(model, market), .init(relative: 1e-12, absolute: 1e-12))
    }
    let short = try Self.oracle()
    try expect(0, short, Market())
    try expect(5, short, Market(perpetual: low))
    try expect(2, short, Market(forward: low))
    try expect(2, short, Market(volatility: low))
    try expect(0, short, Market(rate: low))
    try expect(3, short, Market(price: low))
    try expect(10, short, Market(index: low))
    try expect(9, try Self.oracle(options: .gross), Market(forward: low))
    try expect(2, try Self.oracle(rateConfidence: .counted), Market(rate: low))
    try expect(
      7, try Self.oracle(perpetualConfidence: .futuresAndOptions), Market(perpetual: low))
    try expect(8, try Self.oracle(base: .withFutures), Market(perpetual: low))
    try expect(0, try Self.oracle(base: .withFutures), Market(price: low))
  }

  @Test("a balance is charged where no contract is held, and silence is told")
  func balanceAlone() throws {
    let low = try Amount(parsing: "0.2")
    let alone = try Self.explanation(
      try Self.oracle(), [], [(.eth, "3")], in: Market(index: low))
    expectClose(expected: 0.8 * 0.5 * 6_000, got: alone.figures.initialMargin, .relative(1e-12))
    #expect(alone.figures.maintenanceMargin == 0)
    #expect(alone.charges[0].why.contains("counts as 1"))
    // Counted at 0.75 and 0.8 of the index.
    #expect(alone.figures.initialCountedEquity == 4_500)
    expectClose(
      expected: 4_800, got: alone.figures.maintenanceCountedEquity, .relative(1e-14))
  }

  @Test("parts that such a model cannot have are refused with their field")
  func refusals() throws {
    let threshold = ConfidenceThreshold(Amount(2))
    let charges: [(AppliedCharge, String)] = [
      (
        AppliedCharge(.depeg(DepegCharge(threshold: 0.99, rate: -1)), .initial),
        "families[0].charges[0]"
      ),
      (
        AppliedCharge(.depeg(DepegCharge(threshold: 0.99, rate: 1)), .maintenance),
        "families[0].charges[0].applies_to"
      ),
      (
        AppliedCharge(
          .oracle(
            OracleCharge(
              rate: 1, futuresThreshold: threshold, optionsThreshold: nil, balancesThreshold: nil,
              options: .gross, perpetualConfidence: .futures, rateConfidence: .ignored,
              base: .asBalance)), .initial), "families[0].charges[0]"
      ),
    ]
    for (charge, field) in charges {
      let error = #expect(throws: SteelyardError.self) { _ = try Self.model(charges: [charge]) }
      #expect(error?.subject == .place(file: "", row: nil, field: field))
    }
    let error = #expect(throws: SteelyardError.self) {
      _ = try Self.model(
        charges: [],
        netting: .expiryMaxLoss(ExpiryMaxLoss(unpairedInitial: 1, unpairedMaintenance: 1.1)))
    }
    #expect(error?.subject == .place(file: "", row: nil, field: "families[0].netting"))
  }
}
