import SteelyardContracts
import SteelyardMargin
import TestSupport
import Testing

@Suite("Balances and coins in the dynamic model") struct DynamicBalanceTests {
  private static let still = [Double](repeating: 0, count: 10)

  @Test("a stablecoin moves as the state says")
  func stablecoin() throws {
    var sample = DynamicSample(core: [.btc: Self.still])
    sample.assets = [.usdc: [-0.02, 0, 0.001, -0.01, 0, 0, -0.004, 0, 0, 0]]
    let explained = try sample.explained([], [("USDC", "1000000")])
    // The worst two and half of the third: (0.02 + 0.01 + 0.004 / 2) / 2.5.
    expectClose(
      expected: 0.0128 * 1_000_000, got: explained.figures.initialMargin, .relative(1e-12))
    #expect(explained.isComplete)
    let parts = try #require(explained.dynamic)
    expectClose(
      expected: parts.initial.core, got: parts.balances.shortfall, .relative(1e-12))
  }

  @Test("a staking token moves with its coin and against it")
  func stakingToken() throws {
    let steth = try Currency("STETH")
    var sample = DynamicSample(
      core: [.eth: [-0.10, -0.08, -0.05, 0, 0, 0, 0, 0, 0, 0]])
    sample.assets = [steth: [-0.02, 0.01, 0, 0, 0, 0, 0, 0, 0, 0]]
    var market = try SyntheticMarket()
    market.spotUSD[steth] = 2000
    let explained = try sample.explained([], [("STETH", "10")], in: market)
    let losses = [1 - 0.9 * 0.98, 1 - 0.92 * 1.01, 0.05]
    let expected = (losses[0] + losses[1] + losses[2] / 2) / 2.5
    expectClose(
      expected: expected * 20_000, got: explained.figures.initialMargin, .relative(1e-12))
  }

  @Test("US dollars need nothing")
  func dollars() throws {
    let explained = try DynamicSample(core: [.btc: Self.still]).explained([], [("USD", "1000000")])
    #expect(explained.figures.initialMargin == 0 && explained.isComplete)
  }

  @Test(
    "a balance that no scenario moves is charged whole, and so is a debt",
    arguments: ["1000", "-1000"])
  func unmoved(_ amount: String) throws {
    let doge = try Currency("DOGE")
    var market = try SyntheticMarket()
    market.spotUSD[doge] = 0.5
    let explained = try DynamicSample(core: [.btc: DynamicSample.moves]).explained(
      [DynamicSample.bitcoin], [("DOGE", amount)], in: market)
    let without = try DynamicSample(core: [.btc: DynamicSample.moves]).explained(
      [DynamicSample.bitcoin])
    expectClose(
      expected: without.figures.initialMargin + 500, got: explained.figures.initialMargin,
      .relative(1e-12))
    expectClose(
      expected: without.figures.maintenanceMargin + 500,
      got: explained.figures.maintenanceMargin, .relative(1e-12))
    #expect(!explained.isComplete)
    let charge = try #require(explained.charges.first { $0.name == "left_out" })
    #expect(charge.amountUSD == 500 && charge.why.contains("no scenario of sample"))
    #expect(explained.failures.contains { $0.message.contains("does not say how DOGE moves") })
  }

  @Test("contracts on a coin that the state does not know are left out and charged")
  func unknownCoin() throws {
    var market = try SyntheticMarket()
    market.spotUSD[try Currency("SOL")] = 150
    market.instruments.append(try SampleMarket.instrument("SOL_USDC-PERPETUAL"))
    let explained = try DynamicSample(core: [.btc: DynamicSample.moves]).explained(
      [("SOL_USDC-PERPETUAL", "-10")], in: market)
    #expect(!explained.isComplete && explained.positions[0].isLeftOut)
    expectClose(expected: 1500, got: explained.figures.initialMargin, .relative(1e-12))
    let failure = try #require(explained.failures.first)
    #expect(failure.code == .unsupported)
    #expect(failure.message.contains("knows no scenarios of SOL"))
    #expect(failure.remedy.contains("BTC") && failure.remedy.contains("calibrate"))
  }

  @Test("a state of another parameter set is refused")
  func otherParameters() throws {
    var sample = DynamicSample(core: [.btc: Self.still])
    sample.stateParameters = "others"
    let error = #expect(throws: SteelyardError.self) { _ = try sample.model() }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.contains("others") == true && error?.message.contains("sample") == true)
    #expect(error?.remedy.contains("calibrate") == true)
  }

  @Test("what a contract settled in its coin has gained or lost since entry moves with the coin")
  func profitInCoin() throws {
    let sample = DynamicSample(core: [.btc: DynamicSample.moves])
    // A coin, and as many dollars of a perpetual sold: flat but for 70,000 (1/70,000 - 1/entry) coins.
    for (entry, coins, tail) in [
      // Lost a sixth of a coin, so a rise hurts: (0.09 + 0.06 + 0.05 / 2) / 2.5.
      (Amount(60_000), -1.0 / 6, 0.07),
      // Gained an eighth, so a fall hurts: (0.10 + 0.08 + 0.05 / 2) / 2.5.
      (Amount(80_000), 0.125, 0.082), (Amount(70_000), 0, 0),
    ] {
      let portfolio = try Portfolio(
        positions: [
          Position(
            instrument: try SampleMarket.instrument("BTC-PERPETUAL"), quantity: Amount(-70_000),
            averagePrice: entry)
        ], balances: [AssetBalance(asset: .btc, amount: .one)])
      let explained = try sample.model().explanation(
        of: portfolio, in: try SyntheticMarket().snapshot())
      expectClose(
        expected: abs(coins) * 70_000 * tail, got: explained.dynamic?.initial.core ?? .nan,
        .absolute(1e-6), inputs: "entry \(entry)")
    }
  }
}
