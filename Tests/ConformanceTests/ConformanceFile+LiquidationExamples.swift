import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// Accounts of linear perpetuals under one maintenance rate.
private struct RatedAccount {
  let model: PositionMargin
  let market: SampleMarket
  let portfolio: Portfolio

  /// - Parameter rows: Coin, quantity, entry and mark.
  init(
    rate: Double, cash: Double,
    _ rows: [(coin: String, quantity: Double, entry: Double, mark: Double)]
  ) throws {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-04-22T00:00:00Z"))
    var positions: [Position] = []
    var families: [StandardMarginSpecification.Family] = []
    for row in rows {
      let name = "\(row.coin)_USDC-PERPETUAL"
      try market.add(future: name, mark: row.mark, index: row.mark)
      positions.append(
        Position(
          instrument: try SampleMarket.instrument(name),
          quantity: try Amount(parsing: "\(row.quantity)"),
          averagePrice: try Amount(parsing: "\(row.entry)")))
      families.append(
        StandardMarginSpecification.Family(
          base: try Currency(row.coin), settlements: [.usdc],
          option: .init(
            reference: .index, initial: 0, initialMin: 0, callMaintenance: 0, putMaintenance: 0,
            putMaintenanceOfMark: 0, putInitialScale: 1),
          future: .init(
            perpetualReference: .mark, initial: rate, maintenance: rate, risePerCoin: 0),
          netting: .none, charges: []))
    }
    market.add(asset: .usdc, priceUSD: 1)
    self.market = market
    portfolio = try Portfolio(
      positions: positions,
      balances: [AssetBalance(asset: .usdc, amount: try Amount(parsing: "\(cash)"))])
    model = try PositionMargin(
      StandardMarginSpecification(
        name: "conformance",
        provenance: ParameterProvenance(
          name: "conformance", effective: "2026-04-22", sources: [], superseded: nil),
        surfaceSource: .marks, collateral: .everything, equity: .cash, families: families))
  }
}

/// Paradex' table of shares on the account's own margin, and the share that is taken.
func checkShares(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let account = try RatedAccount(
    rate: inputs["mmf"].double, cash: inputs["collateral"].double,
    inputs["positions"].elements.map {
      ($0["sym"].string ?? "", $0["size"].double, $0["entry"].double, $0["mark"].double)
    })
  let batch = try PortfolioBatch(account.portfolio)
  let frame = try account.model.frame(
    number: 1, of: batch.universe, in: try account.market.snapshot(), surfaces: [:],
    level: .portable)
  let figures = account.model.figures(of: batch, in: frame)[0]
  // Printed to three digits.
  let printed = Tolerance(relative: example["tolerance_rel"].double, absolute: 0)
  check.compare("value", expected: expected["value"].double, got: figures.equity, printed)
  check.compare("mmr", expected: expected["mmr"].double, got: figures.maintenanceMargin, printed)
  let rule = try ShareReduction(
    shareStep: inputs["share_step"].amount(), targetRatio: inputs["target_ratio"].amount(),
    feeRate: inputs["liquidation_fee_used"].amount())
  let value = try Amount(nearest: figures.equity)
  let margin = try Amount(nearest: figures.maintenanceMargin)
  let outcomes = try rule.outcomes(value: value, maintenanceMargin: margin)
  for (row, outcome) in zip(expected["table"].elements, outcomes) {
    check.compare("share", expected: row["share"].double, got: outcome.share.doubleValue, printed)
    check.compare(
      "new_mmr", expected: row["new_mmr"].double, got: outcome.maintenanceMargin.doubleValue,
      printed)
    check.compare(
      "penalty", expected: row["penalty"].double, got: outcome.penalty.doubleValue, printed)
    check.compare(
      "new_value", expected: row["new_value"].double, got: outcome.value.doubleValue, printed)
    check.compare(
      "ratio", expected: row["ratio"].double, got: outcome.ratio?.doubleValue ?? .nan, printed)
  }
  let chosen = try rule.choice(value: value, maintenanceMargin: margin)
  check.compare(
    "chosen_share", expected: expected["chosen_share"].double,
    got: chosen?.share.doubleValue ?? .nan, printed)
  // The same account through the policy, whose trades are done at the mark.
  let market = LiquidationMarket(
    model: account.model, frame: frame, universe: batch.universe)
  let decision = try ParadexPolicy(rule).decision(
    for: LiquidationAccount(portfolio: account.portfolio, figures: figures), in: market,
    LiquidationProgress(begun: market.time))
  guard case .trade(let trades) = decision.action else { return check.fail("no trade") }
  var left = account.portfolio
  for trade in trades {
    guard let index = batch.universe.index(of: trade.instrument), let priced = frame.prices[index]
    else { return check.fail("no price of \(trade.instrument)") }
    left = try left.after(
      Trade(
        instrument: trade.instrument, quantity: trade.quantity,
        price: try Amount(nearest: priced.price)))
  }
  let cash = left.balances.reduce(0) { $0 + $1.amount.doubleValue }
  check.compare(
    "collateral_left", expected: expected["collateral_left"].double,
    got: cash - (chosen?.penalty.doubleValue ?? .nan), printed)
}

/// The liquidation price of one position, found by moving the whole market.
func checkLiquidationPrice(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let price = inputs["price"].double
  let account = try RatedAccount(
    rate: inputs["mmf"].double, cash: inputs["equity"].double,
    [("ETH", inputs["size"].double, price, price)])
  let evaluator = try StressEvaluator(
    WalkBook(portfolio: account.portfolio, stated: []), account.model,
    account.market.snapshot(), surfaces: [:], response: stillResponse, level: .portable)
  let eth = try Currency("ETH")
  let prices = try LiquidationPrices(
    of: evaluator, along: LiquidationPath(of: eth, volatility: .held))
  guard let level = prices.levels(of: .maintenanceMargin).first, let found = level.prices.first
  else { return check.fail("no liquidation price") }
  check.compare(
    "liq_price", expected: expected["liq_price"].double,
    got: (found.priceUSD * 10).rounded() / 10, .relative(1e-9))
  check.compare(
    "equity_at_liq", expected: expected["equity_at_liq"].double,
    got: (level.figures.equity * 10).rounded() / 10, .relative(1e-9))
}

/// Nothing follows: only the price moves.
private let stillResponse = StressResponse(
  parameters: "conformance",
  surfaces: PerCoin(others: .none),
  volatility: PerCoin(others: VolatilityResponse(onFall: 0, onRise: 0, deviation: 0)),
  averagingWindowSeconds: 1800, path: .straight, follows: [:])

/// Thresholds of liquidation from loan-to-values.
func checkBorrowThreshold(_ example: JSONValue, _ check: inout ConformanceCase) {
  let expected = example["expected"]["threshold"].elements
  for (ratio, threshold) in zip(example["inputs"]["ltv"].elements, expected) {
    check.compare(
      "threshold", expected: threshold.double,
      got: BorrowMargin.liquidationThreshold(loanToValue: ratio.double),
      .relative(example["tolerance_rel"].double))
  }
}

/// A coin carried against a sold perpetual: what stands behind it, what it owes and what it may owe.
func checkCarry(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let entry = inputs["entry"].double
  let tolerance = Tolerance.relative(example["tolerance_rel"].double)
  func figures(at price: Double) throws -> AccountFigures {
    let account = try RatedAccount(
      rate: 1 / inputs["initial_leverage"].double, cash: 0,
      [("BTC", inputs["perp_btc"].double, entry, price)])
    let batch = try PortfolioBatch(account.portfolio)
    let frame = try account.model.frame(
      number: 1, of: batch.universe, in: try account.market.snapshot(), surfaces: [:],
      level: .portable)
    return account.model.figures(of: batch, in: frame)[0]
  }
  let limit = try BorrowMargin.Collateral(
    balance: inputs["spot_btc"].double, price: 200_000, loanToValue: inputs["ltv_btc"].double
  ).borrowLimit
  let numbers = [
    ("interest_base_at_entry", try figures(at: entry).initialMargin),
    ("upnl_at_50k", try figures(at: 50_000).equity),
    ("borrow_at_150k", -(try figures(at: 150_000).equity)),
    ("borrow_at_200k", -(try figures(at: 200_000).equity)),
    ("borrow_limit_at_200k", limit),
  ]
  for (field, got) in numbers {
    check.compare(field, expected: expected[field].double, got: got, tolerance)
  }
}

/// The rate that borrowers pay, by the share of the supply that is lent.
func checkBorrowCurve(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  // 0.05 + 4.75 x max(0, u - 0.8)
  let curve = try BorrowCurve(
    minimum: try Amount(parsing: "0.05"), slopeBelow: .zero,
    slopeAbove: try Amount(parsing: "4.75"), optimum: try Amount(parsing: "0.8"))
  let rates = example["expected"]["apy"].elements
  for (share, rate) in zip(example["inputs"]["u"].elements, rates) {
    check.compare(
      "apy", expected: rate.double, got: try curve.rate(at: share.amount()).doubleValue,
      .relative(example["tolerance_rel"].double))
  }
}
