import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("The charge for the cost of closing, by the owner's size") struct LiquidityChargeTests {
  /// A volume of 10 million dollars a day, of which a tenth may be ours; BTC stands at 70,000 and moves
  /// by 3 % a day, over a horizon of one day.
  private static let rule = LiquidityCharge(
    halfSpread: PerCoin(others: 0.001, coins: ["ETH": 0.002]), halfSpreadPoints: 0.5,
    impactFactor: 0.8, participation: 0.1, tailMultiple: 3, volumeUSDMax: PerCoin(others: 1e7),
    vegaShare: 1e-4, volatilityPointsDaily: 4)

  private static func model(
    charges: [AppliedCharge] = [AppliedCharge(.liquidity(rule), .initial)]
  ) throws -> DynamicMargin {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves, .eth: DynamicSample.moves])
    sample.charges = charges
    return try sample.model()
  }

  /// The charge of each account of a batch, in US dollars.
  private static func charges(
    _ books: [[(name: String, quantity: String)]], owner: String?,
    beside: [[(name: String, quantity: String)]] = []
  ) throws -> [Double] {
    let model = try model()
    var batch = PortfolioBatch()
    for held in books { try batch.add(try book(held), ownerGroup: owner) }
    for held in beside { try batch.addBeside(try book(held)) }
    let frame = try model.frame(
      number: 1, of: batch.universe, in: try SyntheticMarket().snapshot(), surfaces: [:],
      level: .detected)
    return books.indices.map { account in
      let explained = model.explanation(of: account, in: batch, frame: frame)
      return explained.charges.filter { $0.name == "liquidity_charge" }
        .reduce(0) { $0 + $1.amountUSD }
    }
  }

  @Test("a small book pays half the spread and the square root of its share of volume")
  func small() throws {
    // 10 coins are 700,000 dollars: 0.001 + 0.8 x 0.03 x sqrt(0.7 / 10) = 0.0073498, and it is closed
    // in 0.7 days, which the scenarios contain.
    let charge = try Self.charges([[("BTC_USDC-PERPETUAL", "10")]], owner: nil)[0]
    expectClose(expected: 5144.862202588512, got: charge, .relative(1e-9))
  }

  @Test("a large book pays for the days that closing takes beyond the horizon")
  func large() throws {
    // 100 coins, 7,000,000 dollars, 7 days: 0.001 + 0.8 x 0.03 x sqrt(0.7)
    // + 3 x 0.03 x (sqrt(1 + 6 / 3) - 1) = 0.0869645.
    let charge = try Self.charges([[("BTC_USDC-PERPETUAL", "-100")]], owner: nil)[0]
    expectClose(expected: 608_750.8932261174, got: charge, .relative(1e-9))
  }

  @Test("contracts on one coin net, whatever they are settled in")
  func netting() throws {
    let charge = try Self.charges(
      [[("BTC_USDC-PERPETUAL", "-10"), ("BTC-PERPETUAL", "700000")]], owner: nil)[0]
    expectClose(expected: 0, got: charge, .absolute(1e-6))
  }

  @Test("dividing a book over accounts of one owner changes nothing")
  func splitting() throws {
    let whole = try Self.charges([[("BTC_USDC-PERPETUAL", "10")]], owner: "desk")[0]
    let parts = try Self.charges(
      [
        [("BTC_USDC-PERPETUAL", "1")], [("BTC_USDC-PERPETUAL", "6")], [("BTC_USDC-PERPETUAL", "3")],
      ],
      owner: "desk")
    expectClose(expected: whole, got: parts.reduce(0, +), .relative(1e-12))
    let strangers = try Self.charges(
      [[("BTC_USDC-PERPETUAL", "5")], [("BTC_USDC-PERPETUAL", "5")]], owner: nil)
    #expect(strangers.reduce(0, +) < whole)
  }

  @Test("accounts that offset each other hide no size")
  func offsetting() throws {
    let pair = try Self.charges(
      [[("BTC_USDC-PERPETUAL", "10")], [("BTC_USDC-PERPETUAL", "-10")]], owner: "desk")
    // Each as 700,000 of 1,400,000 dollars: 0.001 + 0.024 x sqrt(0.14), and 1.4 days to close:
    // + 0.09 x (sqrt(1 + 0.4 / 3) - 1).
    let each = 700_000 * (0.001 + 0.024 * 0.3741657387 + 0.09 * 0.0645812993)
    expectClose(expected: each, got: pair[0], .relative(1e-7))
    expectClose(expected: each, got: pair[1], .relative(1e-7))
  }

  @Test("what the owner holds beside counts with every account tried out, and only once")
  func beside() throws {
    let named = try Self.charges(
      [[("BTC_USDC-PERPETUAL", "4")], [("BTC_USDC-PERPETUAL", "6")]], owner: "desk")[0]
    let tried = try Self.charges(
      [[("BTC_USDC-PERPETUAL", "4")], [("BTC_USDC-PERPETUAL", "4")]], owner: nil,
      beside: [[("BTC_USDC-PERPETUAL", "6")]])
    expectClose(expected: named, got: tried[0], .relative(1e-12))
    #expect(tried[0] == tried[1])
  }

  @Test("a sold straddle pays for the vega of both legs and for what is left of its delta")
  func vega() throws {
    // The surface gives 53.6377 % at 0.78345 years, so N(d1) = 0.619203 and a vega of 243.5767 dollars a
    // point for each leg. Delta: 0.238406 x 70,000 = 16,688.42 dollars, 0.001 + 0.024 x
    // sqrt(0.001668842): 33.0503. Vega: 487.1534 of 1,000 a day, 4.87 days: 0.5 + 3.2 x sqrt(0.4871534)
    // + 12 x (sqrt(1 + 3.871534 / 3) - 1) points: 4333.1352.
    let straddle = try Self.charges(
      [[("BTC_USDC-25DEC26-70000-C", "-1"), ("BTC_USDC-25DEC26-70000-P", "-1")]], owner: nil)[0]
    expectClose(expected: 4366.185495300028, got: straddle, .relative(1e-9))
  }

  @Test("a bought option costs no more to close than its worst scenario leaves of it")
  func bought() throws {
    // Far out of the money: ten dollars' worth of it is all that there is.
    let held = ("BTC_USDC-27MAR26-150000-C", "10")
    let model = try Self.model()
    let explained = try model.explanation(
      of: try book([held]), in: try SyntheticMarket().snapshot())
    #expect(explained.figures.initialMargin <= explained.positions[0].optionValueUSD + 1)
    let sold = try Self.charges([[("BTC_USDC-27MAR26-150000-C", "-10")]], owner: nil)[0]
    #expect(try Self.charges([[held]], owner: nil)[0] <= sold)
  }

  @Test("an explanation says sizes, rates and days")
  func why() throws {
    let model = try Self.model()
    let explained = try model.explanation(
      of: try book([("BTC_USDC-PERPETUAL", "-100")]), in: try SyntheticMarket().snapshot())
    let why = try #require(explained.charges.first { $0.name == "liquidity_charge" }).why
    #expect(
      why.hasPrefix(
        "cost of closing by the owner's size, volume 10000000 USD a day: |delta| 7000000.0 USD x "
          + "(0.1 spread + 2.007984 impact + 6.588457 for 7.0 days of closing, 1.0 of them in the "
          + "scenarios) %; give "), "\(why)")
  }

  @Test("figures and explanation agree to the bit")
  func agree() throws {
    let model = try Self.model()
    let batch = try PortfolioBatch(
      try book([("BTC_USDC-PERPETUAL", "-100"), ("ETH_USDC-PERPETUAL", "50")]),
      beside: [try book([("BTC_USDC-25DEC26-70000-C", "3")])])
    let frame = try model.frame(
      number: 1, of: batch.universe, in: try SyntheticMarket().snapshot(), surfaces: [:],
      level: .detected)
    #expect(
      model.figures(of: batch, in: frame)[0]
        == model.explanation(of: 0, in: batch, frame: frame).figures)
  }

  @Test(
    "what the owner holds elsewhere without a price and a notional leaves the answer incomplete")
  func unknownSize() throws {
    let model = try Self.model()
    let lost = try SampleMarket.instrument("SOL_USDC-PERPETUAL")
    let batch = try PortfolioBatch(
      try book([("BTC_USDC-PERPETUAL", "1")]),
      beside: [
        try Portfolio(positions: [Position(instrument: lost, quantity: .one)], balances: [])
      ])
    let frame = try model.frame(
      number: 1, of: batch.universe, in: try SyntheticMarket().snapshot(), surfaces: [:],
      level: .detected)
    // A coin that the account does not hold and the state does not know changes none of its charges.
    #expect(model.figures(of: batch, in: frame)[0].isComplete)
  }

  @Test("one charge for both requirements is refused: each has its horizon")
  func both() throws {
    let error = #expect(throws: SteelyardError.self) {
      _ = try Self.model(charges: [AppliedCharge(.liquidity(Self.rule), .both)])
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.message == "The charge liquidity_charge applies to both requirements.")
  }

  @Test("figures that cannot be computed with are refused", arguments: [0.0, 1.5, -1])
  func participation(_ share: Double) throws {
    let rule = LiquidityCharge(
      halfSpread: PerCoin(others: 0.001), halfSpreadPoints: 0.5, impactFactor: 1,
      participation: share, tailMultiple: 3, volumeUSDMax: PerCoin(others: 1e7), vegaShare: 1e-4,
      volatilityPointsDaily: 4)
    let error = #expect(throws: SteelyardError.self) {
      _ = try Self.model(charges: [AppliedCharge(.liquidity(rule), .initial)])
    }
    #expect(error?.code == .invalidInput)
  }
}
