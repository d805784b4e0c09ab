import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// A model of positions by rates over one coin, for a venue's example.
private func ratedModel(
  _ base: Currency, settlement: Currency, collateral: CollateralRule = .everything,
  option: StandardMarginSpecification.OptionRates, future: StandardMarginSpecification.FutureRates
) throws -> PositionMargin {
  try PositionMargin(
    StandardMarginSpecification(
      name: "conformance",
      provenance: ParameterProvenance(
        name: "conformance", effective: "2026-01-01", sources: [], superseded: nil),
      surfaceSource: .marks, collateral: collateral, equity: .cash,
      families: [
        .init(
          base: base, settlements: [settlement], option: option, future: future, netting: .none,
          charges: [])
      ]))
}

private let noOptions = StandardMarginSpecification.OptionRates(
  reference: .index, initial: 0, initialMin: 0, callMaintenance: 0, putMaintenance: 0,
  putMaintenanceOfMark: 0, putInitialScale: 1)

private func tolerance(_ example: JSONValue) -> Tolerance {
  Tolerance(relative: example["tolerance_rel"].double, absolute: 0)
}

/// Kraken's haircut of a balance, by the collateral rule of a model.
func checkHaircut(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let haircut = inputs["haircut"].double
  let rule = CollateralRule(
    classes: [
      "coin": CollateralClass(tiers: [.rest(initial: haircut, maintenance: haircut)])
    ], assets: [:], unlisted: .class("coin"))
  let model = try ratedModel(
    .btc, settlement: .btc, collateral: rule, option: noOptions,
    future: .init(perpetualReference: .index, initial: 0.02, maintenance: 0.01, risePerCoin: 0))
  var market = SampleMarket(time: try Timestamp(parsing: "2026-01-01T00:00:00Z"))
  market.add(asset: .btc, priceUSD: inputs["index"].double)
  let batch = try PortfolioBatch(
    try Portfolio(
      positions: [],
      balances: [AssetBalance(asset: .btc, amount: try inputs["btc"].amount())]))
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  let explanation = model.explanation(of: 0, in: batch, frame: frame)
  guard let found = explanation.collateral.first else { return check.fail("no collateral") }
  check.compare(
    "balance_value", expected: expected["balance_value"].double, got: found.valueUSD,
    tolerance(example))
  check.compare(
    "collateral_value", expected: expected["collateral_value"].double, got: found.countedUSD,
    tolerance(example))
}

/// Aevo's largest moves of spot, as the ends of a grid.
func checkMoves(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  func moves(_ field: String) throws -> [Double] {
    let grid = ScenarioGrid(
      priceRange: inputs[field].double, movesPerSide: 1,
      volatility: VolatilityShocks(
        up: 0, down: 0, risenMin: 0,
        tenor: TenorScaling(referenceDays: 30, shortPower: 0, longPower: 0, daysMin: 1)),
      tailMoves: [], tailFactor: 1)
    return try grid.scenarios().map { inputs["spot"].double * (1 + $0.spotMove) }
  }
  check.compare(
    "up", expected: expected["up"].double, got: try moves("max_up").max() ?? .nan,
    tolerance(example))
  check.compare(
    "down", expected: expected["down"].double, got: try moves("max_down").min() ?? .nan,
    tolerance(example))
}

/// Bybit's short put: a rate of the index less what it is out of the money, with a floor, and the mark.
///
/// Its fee for closing is a rate of the index too, so that the rates add up.
func checkShortPut(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let (index, mark) = (inputs["index"].double, inputs["mark"].double)
  let maintenance = inputs["mm_rate"].double + inputs["fee_rate"].double
  let model = try ratedModel(
    .btc, settlement: .usdc,
    option: .init(
      reference: .index, initial: inputs["im_hi"].double, initialMin: inputs["im_lo"].double,
      callMaintenance: maintenance, putMaintenance: maintenance, putMaintenanceOfMark: 0,
      putInitialScale: 1),
    future: .init(perpetualReference: .index, initial: 0.02, maintenance: 0.01, risePerCoin: 0))
  var market = SampleMarket(time: try Timestamp(parsing: "2026-01-01T08:00:00Z"))
  let name = "BTC_USDC-30JAN26-\(Int(inputs["strike"].double))-P"
  let instrument = try SampleMarket.instrument(name)
  let years = 29.0 / 365
  // The example states the mark: the volatility that gives it.
  let implied = try Black76.impliedVolatility(
    price: mark, right: .put, forward: index, strike: inputs["strike"].double,
    timeToExpiry: years, discountFactor: 1)
  guard case .converged(let volatility, _) = implied else { return check.fail("\(implied)") }
  try market.add(option: name, volatility: volatility, forward: index, index: index)
  market.add(asset: .usdc, priceUSD: 1)
  let batch = try PortfolioBatch(
    try Portfolio(
      positions: [Position(instrument: instrument, quantity: try inputs["qty"].amount())],
      balances: []))
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  let figures = model.figures(of: batch, in: frame)[0]
  check.compare(
    "mm", expected: expected["mm"].double, got: figures.maintenanceMargin, .relative(1e-9))
  check.compare(
    "im", expected: expected["im"].double, got: figures.initialMargin, .relative(1e-9))
}

/// Paradex' initial margin with open orders: the worse side of what may fill.
func checkOpenOrders(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let rate = inputs["imf"].double
  let mark = inputs["mark"].double
  let model = try ratedModel(
    .btc, settlement: .usdc, option: noOptions,
    future: .init(perpetualReference: .mark, initial: rate, maintenance: rate / 2, risePerCoin: 0))
  var market = SampleMarket(time: try Timestamp(parsing: "2026-01-01T00:00:00Z"))
  let perpetual = try SampleMarket.instrument("BTC_USDC-PERPETUAL")
  try market.add(future: "BTC_USDC-PERPETUAL", mark: mark, index: mark)
  market.add(asset: .usdc, priceUSD: 1)
  let price = try inputs["mark"].amount()
  let portfolio = try Portfolio(
    positions: [
      Position(
        instrument: perpetual, quantity: try inputs["position"].amount(), averagePrice: price)
    ], balances: [AssetBalance(asset: .usdc, amount: Amount(100_000))])
  let sizes = [try inputs["buy_orders"].amount(), -(try inputs["sell_orders"].amount())]
  let batch = try PortfolioBatch(portfolio)
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  // The margin with some of the orders filled at the mark, over the rate and the mark, is what is open then.
  func margin(_ filled: [Amount]) throws -> Double {
    try model.figures(
      of: portfolio,
      supposing: filled.map { try Trade(instrument: perpetual, quantity: $0, price: price) },
      in: frame, of: batch.universe
    ).after.initialMargin
  }
  let (bought, sold) = (try margin([sizes[0]]), try margin([sizes[1]]))
  check.compare(
    "buy_open", expected: expected["buy_open"].double, got: bought / rate / mark,
    tolerance(example))
  check.compare(
    "sell_open", expected: expected["sell_open"].double, got: sold / rate / mark,
    tolerance(example))
  let worst = max(try margin([]), bought, sold, try margin(sizes))
  check.compare(
    "net_imr", expected: expected["net_imr"].double, got: worst, tolerance(example))
  // What the engine lets orders in by is never below the worst subset.
  let bound = try model.figures(
    of: portfolio, supposing: [],
    orders: sizes.map { try WorkingOrder(instrument: perpetual, quantity: $0, price: price) },
    in: frame, of: batch.universe
  ).bound?.initialMargin
  if !(bound ?? 0 >= worst) { check.fail("a bound of \(String(describing: bound))") }
}

/// Bybit's grid of one long call: price moves by Black-76, volatility moves by shocks that shrink with whole days left.
///
/// That days are rounded up is the venue's; the shocks are asked at so many days, the price at the time itself.
func checkOptionGrid(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let inputs = example["inputs"]
  let fitted = inputs["fitted"]
  let years = inputs["T_years"].double
  let shocks = VolatilityShocks(
    up: fitted["iv_shock_up"].double, down: fitted["iv_shock_down"].double, risenMin: 0,
    tenor: TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.3, daysMin: 1))
  let wholeYears = (years * 365).rounded(.up) / 365
  let size = inputs["position"].double * inputs["usdt_usd"].double
  let printed = Tolerance(
    relative: example["tolerance_rel"].double, absolute: example["tolerance_abs"].double)
  let rows = example["expected"]["pnls_up_same_down"].elements
  for (move, row) in zip(inputs["price_moves"].elements, rows) {
    for (volatilityMove, profit) in zip([VolatilityMove.up, .same, .down], row.elements) {
      let value = try Black76(
        forward: fitted["forward"].double * (1 + move.double), strike: 80_000,
        timeToExpiry: years,
        volatility: shocks.volatility(
          fitted["iv"].double, after: volatilityMove, years: wholeYears, logStrike: 0), rate: 0
      ).value(.call)
      check.compare(
        "pnl", expected: profit.double, got: size * (value - inputs["mark_price"].double),
        printed)
    }
  }
}

/// Dederi's row of a future's profits over a grid, and its contingency, to the printed digits.
func checkFutureRow(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let (inputs, expected) = (example["inputs"], example["expected"])
  let index = inputs["index"].double
  let forward = expected["F0"].double
  let moves = inputs["moves"].elements.map(\.double)
  let family = ScenarioMarginSpecification.Family(
    base: .eth, settlements: [.usdc], asOf: "2022-01-03", countedIn: .settlement,
    ratios: MarginRatios(initial: 1, maintenance: 1),
    sources: [
      .grid(
        ScenarioGrid(
          priceRange: moves.max() ?? 0, movesPerSide: (moves.count - 1) / 2,
          volatility: VolatilityShocks(
            up: 0, down: 0, risenMin: 0,
            tenor: TenorScaling(referenceDays: 30, shortPower: 0, longPower: 0, daysMin: 1)),
          tailMoves: [], tailFactor: 1))
    ], offsets: [.gains(GainOffset(gainShare: 0, gainMaxUSD: 0, tailDampenerUSD: 0))],
    charges: [AppliedCharge(.grossFutures(rate: inputs["rate"].double), .both)])
  let model = try ScenarioMargin(worstLossSpecification(family))
  var market = SampleMarket(time: try Timestamp(parsing: "2022-01-08T08:00:00Z"))
  let name = "ETH_USDC-28JAN22"
  try market.add(future: name, mark: forward, index: index)
  market.add(asset: .usdc, priceUSD: 1)
  let batch = try PortfolioBatch(
    try Portfolio(
      positions: [
        Position(
          instrument: try SampleMarket.instrument(name), quantity: try inputs["qty"].amount())
      ], balances: []))
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  let explanation = model.explanation(of: 0, in: batch, frame: frame)
  guard let bucket = explanation.buckets.first, let charge = explanation.charges.first else {
    return check.fail("no bucket or no charge")
  }
  // Three volatilities at each move, all the same to a future.
  let row = stride(from: 0, to: bucket.outcomes.count, by: 3).map {
    bucket.outcomes[$0].contributions[0]
  }
  for (profit, printed) in zip(row, expected["pnl"].elements) {
    check.compare("pnl", expected: printed.double, got: profit.rounded(), .relative(0))
  }
  check.compare(
    "contingency", expected: expected["contingency"].double,
    got: (charge.amountUSD * 10).rounded() / 10, .relative(1e-12))
}
