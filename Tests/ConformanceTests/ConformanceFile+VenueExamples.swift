import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

extension ConformanceFile {
  static let venueExamples = ConformanceFile(name: "venue_examples.json") { file, tally in
    for example in file["examples"].elements {
      let name = example["id"].string ?? "unnamed"
      switch name {
      case let name where name.hasPrefix("deribit-pme-simulate"):
        tally.check(name) { try checkExtendedMatrix(example, &$0) }
      case "deribit-classic-options-contingency":
        tally.check(name) { try checkRollUp(example, &$0) }
      case "deribit-classic-vol-up": tally.check(name) { checkVolatilityUp(example, &$0) }
      case "deribit-2018-iv-range": tally.check(name) { checkTenor(example, &$0) }
      case "deribit-2018-contingencies": tally.check(name) { try checkRates2018(example, &$0) }
      case "deribit-2019-short-strike": tally.check(name) { try checkStrike2019(example, &$0) }
      case "paradex-partial-liquidation": tally.check(name) { try checkShares(example, &$0) }
      case "dydx-iso-liq": tally.check(name) { try checkLiquidationPrice(example, &$0) }
      case "hyperliquid-carry": tally.check(name) { try checkCarry(example, &$0) }
      case "hyperliquid-borrow-rate": tally.check(name) { try checkBorrowCurve(example, &$0) }
      case "hyperliquid-liq-threshold": tally.check(name) { checkBorrowThreshold(example, &$0) }
      case "kraken-haircut": tally.check(name) { try checkHaircut(example, &$0) }
      case "aevo-spot-moves": tally.check(name) { try checkMoves(example, &$0) }
      case "bybit-spread-cross-example": tally.check(name) { try checkShortPut(example, &$0) }
      case "bybit-pm-info-option-grid": tally.check(name) { try checkOptionGrid(example, &$0) }
      case "paradex-cross-imr": tally.check(name) { try checkOpenOrders(example, &$0) }
      case "dederi-future": tally.check(name) { try checkFutureRow(example, &$0) }
      default: tally.leaveUncovered(name, count: 1)
      }
    }
  }
}

/// Deribit's extended risk matrix on the documented call: vectors, worst case, charges, margins.
private func checkExtendedMatrix(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let inputs = example["inputs"]
  let expected = example["expected"]
  let tolerance = Tolerance(relative: 1e-12, absolute: 1e-15)
  let index = inputs["index"].double
  var market = SampleMarket(time: try Timestamp(parsing: "2024-06-17T10:15:40.501Z"))
  var positions: [Position] = []
  for name in inputs["positions"].fields {
    let mark = inputs["mark"][name].double
    try market.add(future: name, mark: mark, index: index)
    // The API sizes positions in coins, the contract in dollars.
    let dollars = try Amount(parsing: "\(inputs["positions"][name].double)").multiplied(
      by: Amount(parsing: "\(mark)"), rounding: .halfToEven)
    positions.append(
      Position(instrument: try SampleMarket.instrument(name), quantity: dollars))
  }
  let model = try ScenarioMargin(try extendedMatrix(inputs["params"], base: .btc))
  let stated = try ["mmp_margin", "open_orders_margin", "spot_margin"].map { name in
    try StatedAmount(name: name, currency: .btc, amount: inputs[name].double)
  }
  let batch = try PortfolioBatch(try Portfolio(positions: positions, balances: []), stated: stated)
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  let explanation = model.explanation(of: 0, in: batch, frame: frame)
  guard let bucket = explanation.buckets.first else { return check.fail("no bucket") }

  func compare(_ field: String, _ got: [Double], from start: Int = 0) {
    for (offset, value) in expected[field].elements.enumerated() {
      check.compare(
        "\(field)[\(offset)]", expected: value.double, got: got[start + offset], tolerance)
    }
  }
  let core = bucket.outcomes.count - expected["perp_extended"].elements.count
  for (position, instrument) in bucket.instruments.enumerated() {
    let vector = bucket.outcomes.map { $0.contributions[position] }
    if case .perpetual = instrument.product {
      compare("perp_standard_first9", vector)
      compare("perp_standard_last3", vector, from: core - 3)
      compare("perp_extended", vector, from: core)
    } else {
      compare("fut_standard_first3", vector)
      compare("fut_extended", vector, from: core)
    }
  }
  let counted = bucket.outcomes.map(\.countedProfit)
  compare("aggregated_standard_first12", counted)
  compare("aggregated_standard_rest", counted, from: 12)
  compare("aggregated_extended", counted, from: core)
  check.compare(
    "worst_case", expected: expected["worst_case"].double, got: bucket.worstLoss, tolerance)
  check.compare(
    "worst_case_bucket_index", expected: expected["worst_case_bucket_index"].double,
    got: Double(bucket.worstIndex / 3 + 1), tolerance)
  for charge in explanation.charges where !expected[charge.name].isNull {
    check.compare(
      charge.name, expected: expected[charge.name].double,
      got: charge.amountUSD / bucket.usdPerUnit, tolerance)
  }
  let ratio = inputs["params"]["mm_factor"].double
  check.compare(
    "risk_matrix_margin", expected: expected["risk_matrix_margin"].double,
    got: bucket.maintenanceMargin / ratio, tolerance)
  check.compare(
    "initial_margin", expected: expected["initial_margin"].double, got: bucket.initialMargin,
    tolerance)
  check.compare(
    "maintenance_margin", expected: expected["maintenance_margin"].double,
    got: bucket.maintenanceMargin, tolerance)
}

/// The model that the documented parameters describe.
private func extendedMatrix(
  _ parameters: JSONValue, base: Currency
) throws -> ScenarioMarginSpecification {
  let own = parameters[base.code.lowercased()]
  let tenor = TenorScaling(
    referenceDays: 30, shortPower: parameters["short_term_vega_power"].double,
    longPower: parameters["long_term_vega_power"].double, daysMin: 1)
  let grid = ScenarioGrid(
    priceRange: parameters["price_range"].double,
    movesPerSide: Int(parameters["buckets_count"].double),
    volatility: VolatilityShocks(
      up: parameters["volatility_range_up"].double,
      down: parameters["volatility_range_down"].double,
      risenMin: parameters["min_volatility_for_shock_up"].double, tenor: tenor),
    tailMoves: [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5],
    tailFactor: parameters["extended_table_factor"].double)
  let charges = [
    AppliedCharge(
      .rollShock(
        RollShock(
          annualisedMove: own["annualised_move_risk"].double,
          moveMin: own["min_annualised_move"].double)), .both),
    AppliedCharge(
      .deltaShock(
        DeltaShock(
          thresholdUSD: parameters["delta_total_liq_shock_threshold"].double,
          incrementPerCoin: parameters["m_inc"].double,
          moveMax: parameters["max_delta_shock"].double)), .both),
    AppliedCharge(.stated(name: "correlation_contingency"), .both),
    AppliedCharge(.stated(name: "spot_margin"), .initial),
    AppliedCharge(.stated(name: "mmp_margin"), .initial),
    AppliedCharge(.stated(name: "open_orders_margin"), .initial),
  ]
  let family = ScenarioMarginSpecification.Family(
    base: base, settlements: [base], asOf: "2024-06-17",
    countedIn: .settlement,
    ratios: MarginRatios(initial: 1, maintenance: parameters["mm_factor"].double),
    sources: [.grid(grid)],
    offsets: [
      .gains(
        GainOffset(
          gainShare: own["pnl_offset"].double, gainMaxUSD: own["max_offsetable_pnl"].double,
          tailDampenerUSD: own["extended_dampener"].double))
    ], charges: charges)
  return worstLossSpecification(family, decimals: 9)
}

/// A scenario model of one family whose worst loss is the margin, without haircuts.
func worstLossSpecification(
  _ family: ScenarioMarginSpecification.Family, decimals: Int? = nil
) -> ScenarioMarginSpecification {
  ScenarioMarginSpecification(
    name: "conformance",
    provenance: ParameterProvenance(
      name: "conformance", effective: family.asOf, sources: [], superseded: nil),
    surfaceSource: .marks, optionValue: .mark, discounting: .none, measure: .worstLoss,
    decimals: decimals,
    capsLongOptionsAtValue: false,
    collateral: .everything, equity: .portfolio,
    families: [family])
}

/// The charges, in coins, of a book under a list of charges.
private func charges(
  _ list: [Charge], index: Double, book: [(name: String, quantity: String)]
) throws -> [ChargeExplanation] {
  var market = SampleMarket(time: try Timestamp(parsing: "2022-01-03T08:00:00Z"))
  var positions: [Position] = []
  for (name, quantity) in book {
    let instrument = try SampleMarket.instrument(name)
    if instrument.isOption {
      try market.add(option: name, volatility: 0.6, forward: index, index: index)
    } else {
      try market.add(future: name, mark: index, index: index)
    }
    positions.append(
      Position(instrument: instrument, quantity: try Amount(parsing: quantity)))
  }
  let tenor = TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.3, daysMin: 1)
  let family = ScenarioMarginSpecification.Family(
    base: .btc, settlements: [.btc], asOf: "2022-01-03",
    countedIn: .settlement, ratios: MarginRatios(initial: 1, maintenance: 1),
    sources: [
      .grid(
        ScenarioGrid(
          priceRange: 0.15, movesPerSide: 5,
          volatility: VolatilityShocks(up: 0.45, down: 0.3, risenMin: 0, tenor: tenor),
          tailMoves: [], tailFactor: 1))
    ], offsets: [.gains(GainOffset(gainShare: 0, gainMaxUSD: 0, tailDampenerUSD: 0))],
    charges: list.map { AppliedCharge($0, .both) })
  let model = try ScenarioMargin(worstLossSpecification(family))
  let batch = try PortfolioBatch(try Portfolio(positions: positions, balances: []))
  let frame = try model.frame(
    number: 1, of: batch.universe, in: try market.snapshot(), surfaces: [:], level: .portable)
  return model.explanation(of: 0, in: batch, frame: frame).charges
}

private let published = Tolerance(relative: 1e-12, absolute: 0)

private func checkRollUp(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let inputs = example["inputs"]
  let book = inputs["positions"].elements.map { row in
    let cells = row.elements
    return (
      name: "BTC-28JAN22-\(Int(cells[0].double))-\(cells[1].string ?? "")",
      quantity: "\(cells[2].double)"
    )
  }
  let rule = NetShortStrikes(
    ratePerOption: inputs["per_short_option"].double, rollsUp: true,
    atTheMoneyRange: inputs["atm_range"].double)
  let index = inputs["underlying"].double
  let found = try charges([.netShortStrikes(rule)], index: index, book: book)
  check.compare(
    "contingency_btc", expected: example["expected"]["contingency_btc"].double,
    got: found[0].amountUSD / index, published)
}

private func checkVolatilityUp(_ example: JSONValue, _ check: inout ConformanceCase) {
  let inputs = example["inputs"]
  let shocks = VolatilityShocks(
    up: inputs["vol_up"].double, down: inputs["vol_down"].double, risenMin: 0,
    tenor: TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.3, daysMin: 1))
  let days = inputs["days"].double
  let volatility = inputs["iv"].double / 100
  check.compare(
    "iv_up", expected: example["expected"]["iv_up"].double,
    got: 100 * shocks.volatility(volatility, after: .up, years: days / 365, logStrike: 0), published
  )
  check.compare(
    "mult_down", expected: example["expected"]["mult_down"].double,
    got: shocks.volatility(volatility, after: .down, years: days / 365, logStrike: 0) / volatility,
    published)
}

private func checkTenor(_ example: JSONValue, _ check: inout ConformanceCase) {
  let inputs = example["inputs"]
  let power = inputs["power"].double
  let tenor = TenorScaling(referenceDays: 30, shortPower: power, longPower: power, daysMin: 1)
  let expected = example["expected"]["max_iv_change"].elements
  for (days, printed) in zip(inputs["days"].elements, expected) {
    let change = inputs["base"].double * tenor.factor(days: days.double)
    // The source prints three decimals.
    check.compare(
      "max_iv_change", expected: printed.double, got: (change * 1000).rounded() / 1000, published)
  }
}

private func checkRates2018(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let inputs = example["inputs"]
  let index = 10_000.0
  let futures = inputs["futures_offset_btc"].double * index
  let book = [
    (name: "BTC-28JAN22-12000-C", quantity: "\(inputs["options_count"].double)"),
    (name: "BTC-28JAN22", quantity: "\(futures)"), (name: "BTC-25MAR22", quantity: "\(-futures)"),
  ]
  let rates: [Charge] = [
    .optionShare(rate: inputs["options_rate"].double),
    .offsettingFutures(rate: inputs["futures_rate"].double),
  ]
  let found = try charges(rates, index: index, book: book)
  let expected = example["expected"]
  check.compare(
    "options_btc", expected: expected["options_btc"].double, got: found[0].amountUSD / index,
    published)
  check.compare(
    "futures_btc", expected: expected["futures_btc"].double, got: found[1].amountUSD / index,
    published)

  // The example states the vega; books of one coin tell how many coins that is.
  let vegaRate = inputs["vega_rate"].double
  let names = ["BTC-28JAN22-10000-C", "BTC-25MAR22-10000-C"]
  let long = try charges(
    [.offsettingVega(rate: 1)], index: index,
    book: [(names[0], "1"), (names[1], "-100")])[0].amountUSD
  let wanted = inputs["vega_offset"].double
  let quantity = Amount(Int64(wanted / long * 1e9)).doubleValue / 1e9
  let vega = try charges(
    [.offsettingVega(rate: vegaRate)], index: index,
    book: [(names[0], "\(quantity)"), (names[1], "\(-100 * quantity)")])[0].amountUSD
  check.compare("vega", expected: expected["vega"].double, got: vega, .relative(1e-9))
}

private func checkStrike2019(_ example: JSONValue, _ check: inout ConformanceCase) throws {
  let inputs = example["inputs"]
  let index = 10_000.0
  let futures = inputs["futures_offset"].double * index
  let book = [
    (name: "BTC-28JAN22-9000-C", quantity: "\(inputs["strike_calls"].double)"),
    (name: "BTC-28JAN22-9000-P", quantity: "\(inputs["strike_puts"].double)"),
    (name: "BTC-28JAN22", quantity: "\(futures)"), (name: "BTC-25MAR22", quantity: "\(-futures)"),
  ]
  let rule = NetShortStrikes(
    ratePerOption: inputs["rate"].double, rollsUp: false, atTheMoneyRange: 0)
  let found = try charges(
    [.netShortStrikes(rule), .offsettingFutures(rate: inputs["fut_rate"].double)], index: index,
    book: book)
  let expected = example["expected"]
  check.compare(
    "option_contingency_btc", expected: expected["option_contingency_btc"].double,
    got: found[0].amountUSD / index, published)
  check.compare(
    "futures_contingency_btc", expected: expected["futures_contingency_btc"].double,
    got: found[1].amountUSD / index, published)
}
