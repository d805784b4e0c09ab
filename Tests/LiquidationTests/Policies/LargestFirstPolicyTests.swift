import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("The policy largest_first")
struct LargestFirstPolicyTests {
  private func policy(_ share: Double = 0.2, _ buffer: Double = 0.1) throws -> LargestFirstPolicy {
    try LargestFirstPolicy(share: share, bufferShare: buffer)
  }

  /// 4 bitcoins are 200,000 USD; 1.5 options are on 75,000, though they are worth less; 20 ether are 40,000.
  @Test("a fifth of what is largest at its notional, in whole lots and at least the fifth")
  func largest() throws {
    let quantities = [
      "BTC_USDC-PERPETUAL": "-4", "BTC-26JUN26-40000-P": "-1.5", "ETH_USDC-PERPETUAL": "20",
    ]
    let exact = try PolicySample()
    let account = try exact.account(quantities, ["USDC": "4000"])
    let decision = try exact.decision(policy(), account)
    #expect(decision.trades == ["BTC_USDC-PERPETUAL": "0.8"])
    #expect(
      decision.reason.contains(
        "BTC/USDC:USDC perpetual is the largest position whose reduction helps"))
    // A fifth is 0.8, in lots of 0.3 it is 0.9.
    let lots = try PolicySample(lots: ["BTC_USDC-PERPETUAL": "0.3"])
    #expect(
      try lots.decision(policy(), try lots.account(quantities, ["USDC": "4000"])).trades
        == ["BTC_USDC-PERPETUAL": "0.9"])
    // 0.25 are less than a lot: all of it goes, and no more.
    let coarse = try PolicySample(lots: ["BTC_USDC-PERPETUAL": "0.3"])
    let small = try coarse.account(["BTC_USDC-PERPETUAL": "-0.25"], ["USDC": "50"])
    #expect(try coarse.decision(policy(), small).trades == ["BTC_USDC-PERPETUAL": "0.25"])
  }

  @Test("equal positions go by name, in whatever order they stand")
  func equals() throws {
    let sample = try PolicySample()
    let account = try sample.account(
      ["BTC-PERPETUAL": "100000", "BTC-26JUN26": "100000"], ["BTC": "0.02"])
    let backwards = try sample.account(
      Portfolio(
        positions: account.portfolio.positions.reversed(), balances: account.portfolio.balances))
    let first = try #require(
      account.portfolio.positions.map(\.instrument).min())
    for account in [account, backwards] {
      let decision = try sample.decision(policy(), account)
      guard case .trade(let trades) = decision.action else {
        Issue.record("\(decision)")
        return
      }
      #expect(trades.map(\.instrument) == [first] && trades[0].quantity == Amount(-20_000))
    }
  }

  @Test("it ends at its buffer above maintenance margin, and not before")
  func ends() throws {
    // Maintenance margin of 4 bitcoins is 2,040.
    let sample = try PolicySample()
    let short = ["BTC_USDC-PERPETUAL": "-4"]
    #expect(
      try sample.decision(policy(), try sample.account(short, ["USDC": "2244.01"])).action == .end)
    let below = try sample.decision(policy(), try sample.account(short, ["USDC": "2243.99"]))
    #expect(below.trades == ["BTC_USDC-PERPETUAL": "0.8"])
    #expect(
      try sample.decision(policy(0.2, 0), try sample.account(short, ["USDC": "2040.01"])).action
        == .end)
  }

  @Test("no equity is a takeover, and so is an account that no reduction helps")
  func takeovers() throws {
    let sample = try PolicySample()
    let short = ["BTC_USDC-PERPETUAL": "-4"]
    for money in ["0", "-10"] {
      #expect(
        try sample.decision(policy(), try sample.account(short, ["USDC": money])).action
          == .takeOver(.bankrupt))
    }
    // What has no price can't be traded; the account's figures are those of another market.
    let known = try sample.account(short, ["USDC": "1600"])
    var empty = SampleMarket(time: sample.start)
    empty.add(asset: .usdc, priceUSD: 1)
    let unpriced = LiquidationMarket(
      model: sample.model,
      frame: try sample.model.frame(
        number: 2, of: sample.market.universe, in: try empty.snapshot(), surfaces: [:],
        level: .portable), universe: sample.market.universe)
    let decision = try policy().decision(
      for: known, in: unpriced, LiquidationProgress(begun: sample.start))
    #expect(decision.action == .takeOver(.noTradeHelps))
  }

  /// Under a model with offsets the largest position may be the hedge of the others.
  @Test("what is taken is the first by size whose reduction raises the excess, on random books")
  func property() throws {
    var books = PlanBooks(seed: 0x1A26)
    let market = try PlanSample.market(try PlanSample.model("plain"))
    var passedOver = 0
    for _ in 0..<60 {
      let drawn = try books.positions(count: 2...6, lots: 2...9)
      let portfolio = try PlanSample.collateralised(drawn.positions, excessShare: -0.3, in: market)
      let account = try PlanSample.account(portfolio, in: market)
      guard account.figures.equity > 0 else { continue }
      let expected = try expectedPosition(of: account, in: market, &passedOver)
      let decision = try policy().decision(
        for: account, in: market, LiquidationProgress(begun: PlanSample.time))
      guard let expected else {
        #expect(decision.action == .takeOver(.noTradeHelps))
        continue
      }
      guard case .trade(let trades) = decision.action, let trade = trades.first else {
        Issue.record("\(decision)")
        continue
      }
      #expect(trades.count == 1 && trade.instrument == expected.instrument)
      expectClose(
        expected: -0.2 * expected.quantity.doubleValue, got: trade.quantity.doubleValue,
        .relative(1e-12))
    }
    print("largest_first passed over \(passedOver) larger positions")
    #expect(passedOver > 0)
  }

  /// By hand: sizes in dollars, of options on their underlyings, and the excess with a fifth less of each.
  private func expectedPosition(
    of account: LiquidationAccount, in market: LiquidationMarket, _ passedOver: inout Int
  ) throws -> Position? {
    func size(_ position: Position) throws -> Double {
      let quantity = abs(position.quantity.doubleValue)
      guard position.instrument.isOption else { return quantity }
      return quantity * (PlanSample.spot[position.instrument.underlying.base] ?? 0)
    }
    let ranked = try account.portfolio.positions.map { ($0, try size($0)) }.sorted {
      $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.instrument < $1.0.instrument
    }
    for (position, _) in ranked {
      let found = try market.model.figures(
        of: account.portfolio,
        supposing: [
          try Trade(
            instrument: position.instrument,
            quantity: try Amount(nearest: -0.2 * position.quantity.doubleValue))
        ], in: market.frame, of: market.universe)
      if found.after.maintenanceExcess > account.figures.maintenanceExcess { return position }
      passedOver += 1
    }
    return nil
  }
}
