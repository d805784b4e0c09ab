import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import TestSupport

extension ConformanceFile {
  static let derive = ConformanceFile(name: "derive.json") { file, tally in
    var uncovered: [String: Int] = [:]
    for vector in file["vectors"].elements {
      let name = vector["id"].string ?? "unnamed"
      let kind = vector["kind"].string ?? "unnamed"
      switch kind {
      case "srm": tally.check(name) { try checkStandardManager(vector, &$0) }
      case "srm_isolated": tally.check(name) { try checkIsolatedOption(vector, &$0) }
      case "srm_perp": tally.check(name) { try checkPerpetual(vector, &$0) }
      case "pmrm1": tally.check(name) { try checkPortfolioManager(vector, isSecond: false, &$0) }
      case "pmrm2": tally.check(name) { try checkPortfolioManager(vector, isSecond: true, &$0) }
      case "black76": tally.check(name) { try checkBlack76(vector, &$0) }
      case "svi": tally.check(name) { try checkSlice(vector, &$0) }
      case "annualise": tally.check(name) { checkYears(vector, &$0) }
      case "forward_twap": tally.check(name) { try checkForward(vector, &$0) }
      case "option_settlement": tally.check(name) { try checkSettlement(vector, &$0) }
      case "pmrm1_static": tally.check(name) { try checkStaticContingency(vector, &$0) }
      case "funding_rate": tally.check(name) { try checkFundingRate(vector, &$0) }
      case "funding_payment": tally.check(name) { try checkFundingPayment(vector, &$0) }
      case "perp_pnl": tally.check(name) { try checkPerpetualProfit(vector, &$0) }
      case "borrow_rate": tally.check(name) { try checkBorrowRate(vector, &$0) }
      case "interest_factor": tally.check(name) { try checkInterestFactor(vector, &$0) }
      case "cash_sequence": tally.check(name) { try checkCashSequence(vector, &$0) }
      case "socialise": tally.check(name) { try checkSocialisedLoss(vector, &$0) }
      case "sm_payout": tally.check(name) { try checkModulePayout(vector, &$0) }
      case "auction_discount": tally.check(name) { try checkAuctionDiscount(vector, &$0) }
      case "auction_solvent": tally.check(name) { try checkSolventAuction(vector, &$0) }
      case "auction_insolvent": tally.check(name) { try checkInsolventAuction(vector, &$0) }
      case "liquidation_sim": tally.check(name) { try checkLiquidation(vector, &$0) }
      case "withdraw_block": tally.check(name) { try checkWithdrawalBlock(vector, &$0) }
      default: uncovered[kind, default: 0] += 1
      }
    }
    for (kind, count) in uncovered.sorted(by: { $0.key < $1.key }) {
      tally.leaveUncovered(kind, count: count)
    }
    tally.note("a strike of 0, which no instrument may have, is priced at 1e-18")
  }
}

/// A whole account of the standard manager.
private func checkStandardManager(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let parameters = input["params"]
  let account = try DeriveAccount(input)
  let families = try input["markets"].fields.map { coin in
    try family(
      Currency(coin), option: parameters["option"],
      future: .init(
        perpetualReference: .mark, initial: parameters["im_perp"].double,
        maintenance: parameters["mm_perp"].double, risePerCoin: 0),
      charges: charges(parameters))
  }
  let maintenance = 1 - parameters["base_factor"].double
  let initial =
    1 - parameters["base_factor"].double * parameters["base_im_scale"].double
  var assets = ["USDC": CollateralAsset(tiers: [.rest(initial: 0, maintenance: 0)])]
  for coin in input["markets"].fields {
    assets[coin] = CollateralAsset(
      tiers: [.rest(initial: initial, maintenance: maintenance)],
      pricedAt: .index(readIn: .usdc), family: try Currency(coin))
  }
  let figures = try account.figures(
    by: model(
      families, CollateralRule(classes: [:], assets: assets, unlisted: .notAccepted)))
  let stable = input["stable"].double
  let expected = vector["expected"]
  compareDerive(
    "im", expected, figures.initialExcess / stable, &check)
  compareDerive("mm", expected, figures.maintenanceExcess / stable, &check)
  compareDerive("mtm", expected, figures.equity / stable, &check)
}

/// One option by its own rates, before expiries net.
private func checkIsolatedOption(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  var market = try DeriveMarket(.eth, spot: input["spot"].double)
  market.add(
    seconds: Int64(input["seconds_to_expiry"].double), forward: input["forward"].double,
    confidence: ExpiryConfidence(forward: nil, rate: nil, volatility: nil))
  try market.add(option: input, seconds: Int64(input["seconds_to_expiry"].double))
  let account = DeriveAccount(markets: [market], balances: [], stable: 1)
  let rates = try family(
    .eth, option: input["option"],
    future: .init(perpetualReference: .mark, initial: 0, maintenance: 0, risePerCoin: 0),
    charges: [], netting: Netting.none)
  let explained = try account.explanation(by: model([rates], .everything))
  let expected = vector["expected"]
  compareDerive("im", expected, -explained.figures.initialMargin, &check, isExact: true)
  compareDerive("mm", expected, -explained.figures.maintenanceMargin, &check, isExact: true)
}

/// One perpetual with the charge for its price.
private func checkPerpetual(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  var market = try DeriveMarket(.eth, spot: input["spot"].double)
  market.perpetualMark = input["mark"].double
  market.perpetualConfidence = try input["confidence"].amount()
  try market.add(perpetual: input["amount"].amount(), unsettled: 0)
  let account = DeriveAccount(markets: [market], balances: [], stable: 1)
  let threshold = try ConfidenceThreshold(input["oracle_perp_threshold"].amount())
  let charge = OracleCharge(
    rate: input["oracle_factor"].double, futuresThreshold: threshold, optionsThreshold: nil,
    balancesThreshold: nil, options: .short, perpetualConfidence: .futures,
    rateConfidence: .ignored, base: .asBalance)
  let rates = try family(
    .eth, option: nil,
    future: .init(
      perpetualReference: .mark, initial: input["im_perp"].double,
      maintenance: input["mm_perp"].double, risePerCoin: 0),
    charges: [AppliedCharge(.oracle(charge), .initial)])
  let figures = try account.figures(by: model([rates], .everything))
  let expected = vector["expected"]
  compareDerive("im", expected, -figures.initialMargin, &check, isExact: true)
  compareDerive("mm", expected, -figures.maintenanceMargin, &check, isExact: true)
}

/// The tolerance of Derive's cases where they do not say exact.
let deriveTolerance = Tolerance(relative: 1e-8, absolute: 1e-10)

/// Compares a number, or its whole part where only that is given.
///
/// The whole part is cut from the number rounded to 9 decimals, as the vectors ask.
func compareDerive(
  _ field: String, _ expected: JSONValue, _ got: Double, _ check: inout ConformanceCase,
  isExact: Bool = false
) {
  let whole = expected[field + "_truncated"]
  if !whole.isNull {
    let rounded = (got * 1e9).rounded() / 1e9
    check.compare(
      field, expected: whole.double, got: rounded.rounded(.towardZero), .absolute(1e-12))
  } else if !expected[field].isNull {
    // A double has 1e-16 of its own; "exact" is what it can say.
    check.compare(
      field, expected: expected[field].double, got: got,
      isExact ? .relative(1e-15) : deriveTolerance)
  }
}

private func charges(_ parameters: JSONValue) throws -> [AppliedCharge] {
  func threshold(_ name: String) throws -> ConfidenceThreshold {
    ConfidenceThreshold(try parameters[name].amount())
  }
  return [
    AppliedCharge(
      .depeg(
        DepegCharge(
          threshold: parameters["depeg_threshold"].double,
          rate: parameters["depeg_factor"].double)), .initial),
    AppliedCharge(
      .oracle(
        OracleCharge(
          rate: parameters["oracle_factor"].double,
          futuresThreshold: try threshold("oracle_perp_threshold"),
          optionsThreshold: try threshold("oracle_option_threshold"),
          balancesThreshold: try threshold("oracle_base_threshold"), options: .short,
          perpetualConfidence: .futures, rateConfidence: .ignored, base: .asBalance)), .initial),
  ]
}

/// The rates of one coin; without option rates, those that ask for nothing.
private func family(
  _ base: Currency, option rates: JSONValue?, future: StandardMarginSpecification.FutureRates,
  charges: [AppliedCharge], netting: Netting? = nil
) throws -> StandardMarginSpecification.Family {
  func rate(_ name: String) -> Double { rates?[name].double ?? 0 }
  return StandardMarginSpecification.Family(
    base: base, settlements: [.usdc],
    option: .init(
      reference: .index, initial: rate("max_spot_req"), initialMin: rate("min_spot_req"),
      callMaintenance: rate("mm_call_spot_req"), putMaintenance: rate("mm_put_spot_req"),
      putMaintenanceOfMark: rate("mm_put_mtm_req"),
      putInitialScale: rates?["mm_offset_scale"].double ?? 1),
    future: future,
    netting: netting
      ?? .expiryMaxLoss(
        ExpiryMaxLoss(
          unpairedInitial: rate("unpaired_im_scale"),
          unpairedMaintenance: rate("unpaired_mm_scale"))), charges: charges)
}

private func model(
  _ families: [StandardMarginSpecification.Family], _ collateral: CollateralRule
) throws -> PositionMargin {
  try PositionMargin(
    StandardMarginSpecification(
      name: "conformance",
      provenance: ParameterProvenance(
        name: "conformance", effective: "2026-01-21", sources: [], superseded: nil),
      surfaceSource: .marks, collateral: collateral, equity: .cash, families: families))
}
