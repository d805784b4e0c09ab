import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Valuation in joint scenarios")
struct JointValuationTests {
  static let settlement = try? SettlementRule(
    horizonDays: 0, averagingWindowSeconds: 1800, delivery: .cash)

  /// One group of BTC moves.
  static func columns(
    _ moves: CoinScenarios, response: SurfaceResponse = .none
  ) throws -> JointColumns {
    let count = moves.spot.count
    let group = try JointScenarios(
      labels: (0..<count).map { "scenario \($0)" },
      weights: [Double](repeating: 1, count: count), coins: [.btc: moves])
    return try JointColumns(
      [group], of: .btc, response: response, settlement: try #require(settlement))
  }

  static func block(
    _ columns: JointColumns, _ currency: ProfitCurrency, level: KernelLevel = .portable
  ) throws -> ScenarioBlock {
    try SmallMarket.block(
      SmallMarket.names, currency, set: ScenarioSet(columns), level: level)
  }

  @Test(
    "no move in no time is no profit, to the bit", arguments: KernelLevel.available,
    ProfitCurrency.allCases)
  func nothing(_ level: KernelLevel, _ currency: ProfitCurrency) throws {
    let still = CoinScenarios(
      horizonDays: 0, spot: [0, 0], volatility: [0, 0], skew: [0, 0], basis: [0, 0])
    let response = SurfaceResponse(
      tenor: TenorScaling(referenceDays: 30, shortPower: 0.5, longPower: 0.5, daysMin: 1),
      slope: -0.05, curvature: 0.04, stickiness: 1, moneynessMax: 3, shareMin: 0.2, shareMax: 5)
    let block = try Self.block(try Self.columns(still, response: response), currency, level: level)
    for row in block.instruments.indices {
      #expect(block.unitProfit(row: Int32(row), scenario: 1) == 0)
    }
  }

  @Test(
    "moves in an instant agree with a grid of the same moves", arguments: ProfitCurrency.allCases)
  func grid(_ currency: ProfitCurrency) throws {
    let tenor = TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.2, daysMin: 1)
    let list = ScenarioList(
      volatility: VolatilityShocks(up: 0, down: 0, risenMin: 0, tenor: tenor),
      scenarios: [-0.3, -0.1, 0, 0.2].map { .init(spotMove: $0, volatility: .same) })
    let expected = try SmallMarket.block(
      SmallMarket.names, currency, set: try ScenarioSet([.list(list)]), level: .portable)
    let moves = CoinScenarios(horizonDays: 0, spot: [-0.3, -0.1, 0, 0.2])
    let got = try Self.block(try Self.columns(moves), currency)
    for row in expected.instruments.indices {
      for scenario in 0..<4 {
        expectClose(
          expected: expected.unitProfit(row: Int32(row), scenario: scenario),
          got: got.unitProfit(row: Int32(row), scenario: scenario),
          Tolerance(relative: 1e-13, absolute: 1e-16))
      }
    }
  }

  @Test("an option is worth Black-76 at the moved volatility, forward and time")
  func option() throws {
    let response = SurfaceResponse(
      tenor: TenorScaling(referenceDays: 30, shortPower: 0.5, longPower: 0.5, daysMin: 1),
      slope: -0.08, curvature: 0.05, stickiness: 0.7, moneynessMax: 3, shareMin: 0.2, shareMax: 5)
    let moves = CoinScenarios(
      horizonDays: 1, spot: [-0.12], volatility: [0.25], skew: [-0.03], basis: [0.02])
    let block = try Self.block(try Self.columns(moves, response: response), .usd)
    for (row, instrument) in block.instruments.enumerated() {
      guard let terms = instrument.optionTerms else { continue }
      let priced = try SmallMarket.priced(instrument)
      let years = priced.timeToExpiry
      let volatility = try #require(priced.volatility).value
      let deviation = volatility * years.squareRoot()
      let share = response.share(
        level: 0.25, skew: -0.03, logMove: log1p(-0.12),
        logStrike: log(priced.strike / priced.price), deviation: deviation,
        days: years * 365)
      let moved = try InverseOption(
        forward: priced.price * 0.88 * exp(0.02 * years), strike: priced.strike,
        timeToExpiry: years - 1 / 365, volatility: volatility * share)
      let before = try InverseOption(
        forward: priced.price, strike: priced.strike, timeToExpiry: years, volatility: volatility)
      expectClose(
        expected: moved.value(terms.right) * priced.index * 0.88
          - before.value(terms.right) * priced.index,
        got: block.unitProfit(row: Int32(row), scenario: 0),
        Tolerance(relative: 1e-11, absolute: 1e-10), inputs: "\(instrument)")
    }
  }

  @Test("a perpetual pays funding and moves against its index")
  func perpetual() throws {
    let moves = CoinScenarios(
      horizonDays: 1, spot: [0.05], perpetual: [-0.01], funding: [0.002])
    let block = try Self.block(try Self.columns(moves), .usd)
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    let row = try #require(block.row(of: perpetual))
    let priced = try SmallMarket.priced(perpetual)
    let end = priced.price * 1.05 * 0.99
    // One dollar of an inverse perpetual, in dollars at the moved index.
    let coin = 1 / priced.price - 1 / end - 0.002 / priced.price
    expectClose(
      expected: coin * priced.index * 1.05, got: block.unitProfit(row: row, scenario: 0),
      .relative(1e-12))
  }
}

@Suite("Joint scenarios")
struct JointScenariosTests {
  private let ether = CoinScenarios(
    horizonDays: 1, spot: [0.3, 0.1, -0.2, 0], volatility: [1, 2, 3, 4])

  private func group(_ ether: CoinScenarios) throws -> JointScenarios {
    try JointScenarios(
      labels: ["a", "b", "c", "d"], weights: [1, 1, 1, 1],
      coins: [.btc: CoinScenarios(horizonDays: 1, spot: [0.1, 0.2, -0.3, -0.4]), .eth: ether])
  }

  @Test("broken correlations keep what each coin does and change what coins do together")
  func broken() throws {
    let whole = try group(ether)
    let broken = whole.withCorrelationsBroken(stride: 1)
    let moves = try #require(broken.coins[.eth])
    #expect(moves.spot == [0.1, -0.2, 0, 0.3])
    #expect(moves.volatility == [2, 3, 4, 1])
    #expect(broken.coins[.btc] == whole.coins[.btc])
    #expect(broken.labels[0] == "a, correlations broken")
  }

  @Test(
    "what cannot be is refused and named",
    arguments: [
      CoinScenarios(horizonDays: 1, spot: [0, 0, 0]),
      CoinScenarios(horizonDays: 1, spot: [0, 0, 0, -1]),
      CoinScenarios(horizonDays: 1, spot: [0, 0, .nan, 0]),
      CoinScenarios(horizonDays: 1, spot: [0, 0, 0, 0], skew: [1]),
      CoinScenarios(horizonDays: -1, spot: [0, 0, 0, 0]),
    ])
  func refused(_ ether: CoinScenarios) throws {
    let error = #expect(throws: SteelyardError.self) { _ = try group(ether) }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.contains("ETH") == true)
  }

  @Test("weights and moves of assets are checked")
  func refusedColumns() throws {
    let coins = [Currency.btc: CoinScenarios(horizonDays: 1, spot: [0])]
    for weights in [[-1], [0], [.infinity], [1, 1]] {
      #expect(throws: SteelyardError.self) {
        _ = try JointScenarios(labels: ["a"], weights: weights, coins: coins)
      }
    }
    #expect(throws: SteelyardError.self) {
      _ = try JointScenarios(labels: ["a"], weights: [1], coins: coins, assets: [.usdc: [-1.1]])
    }
  }

  @Test("a coin that the scenarios do not know is named with those they know")
  func unknownCoin() throws {
    let group = try group(ether)
    let error = #expect(throws: SteelyardError.self) {
      _ = try JointColumns(
        [group], of: .usdc, response: .none, settlement: .instantaneous)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.remedy.contains("BTC, ETH") == true)
  }
}

@Suite("Response of a volatility surface")
struct SurfaceResponseTests {
  private let response = SurfaceResponse(
    tenor: TenorScaling(referenceDays: 30, shortPower: 0.5, longPower: 0.5, daysMin: 1),
    slope: -0.1, curvature: 0.05, stickiness: 1, moneynessMax: 2, shareMin: 0.5, shareMax: 2)

  @Test("a level move is scaled by tenor and kept within bounds")
  func level() {
    func share(_ level: Double, days: Double) -> Double {
      response.share(
        level: level, skew: 0, logMove: 0, logStrike: 0, deviation: 0.2, days: days)
    }
    expectClose(expected: exp(0.1), got: share(0.1, days: 30), .relative(1e-15))
    expectClose(expected: exp(0.05), got: share(0.1, days: 120), .relative(1e-15))
    #expect(share(5, days: 30) == 2)
    #expect(share(-5, days: 30) == 0.5)
  }

  @Test("a tilt stops growing, and a fall takes a strike up a smile that slopes down")
  func tilt() {
    func share(_ logStrike: Double, skew: Double, logMove: Double) -> Double {
      response.share(
        level: 0, skew: skew, logMove: logMove, logStrike: logStrike, deviation: 0.2, days: 30)
    }
    expectClose(expected: 1 + 0.05 * 2, got: share(1.4, skew: 0.05, logMove: 0), .relative(1e-15))
    // A fall of 0.1 is half a unit of moneyness up, where the smile is 1 - 0.1 / 2 + 0.05 / 4.
    expectClose(
      expected: 1 - 0.05 + 0.0125, got: share(0, skew: 0, logMove: -0.1), .relative(1e-14))
  }

  @Test("an option on the smile stays on it when spot and level move")
  func onTheSmile() {
    func smile(_ level: Double, _ logStrike: Double) -> Double {
      let moneyness = logStrike / (level * 0.3)
      return level * (1 - 0.1 * moneyness + 0.05 * moneyness * moneyness)
    }
    for logStrike in [-0.25, -0.1, 0, 0.15, 0.3] {
      let before = smile(0.6, logStrike)
      let share = response.share(
        level: 0.2, skew: 0, logMove: -0.05, logStrike: logStrike, deviation: before * 0.3,
        days: 30)
      expectClose(
        expected: smile(0.6 * exp(0.2), logStrike + 0.05), got: before * share, .relative(1e-9),
        inputs: "ln(K/F) \(logStrike)")
    }
  }
}
