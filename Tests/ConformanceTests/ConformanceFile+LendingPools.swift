import SteelyardContracts
import SteelyardLiquidation
import TestSupport

extension ConformanceFile {
  static let lendingPools = ConformanceFile(name: "aave_v3.json") { file, tally in
    for (place, vector) in file["account_data"].elements.enumerated() {
      tally.check("account \(place)") { try checkHealth(vector, &$0) }
    }
    for (place, vector) in file["liquidation"].elements.enumerated() {
      tally.check("liquidation \(place)") { try checkSeizure(vector, &$0) }
    }
    for (place, vector) in file["interest_rates"].elements.enumerated() {
      tally.check("interest rates \(place)") { try checkRates(vector, &$0) }
    }
    for (place, vector) in file["interest"].elements.enumerated() {
      tally.check("interest \(place)") { try checkInterest(vector, &$0) }
    }
    for (place, vector) in file["morpho_blue_lif"].elements.enumerated() {
      tally.check("incentive \(place)") { checkIncentive(vector, &$0) }
    }
    for (place, vector) in file["morpho_adaptive_curve"].elements.enumerated() {
      tally.check("adaptive curve \(place)") { try checkAdaptiveRate(vector, &$0) }
    }
  }

  private static func position(_ input: JSONValue) throws -> LendingPosition {
    try LendingPosition(
      balance: input["balance"].whole(), price: input["price"].whole(),
      decimals: Int(input["decimals"].whole()), loanToValueBasisPoints: input["ltv"].whole(),
      thresholdBasisPoints: input["lt"].whole())
  }

  private static func checkHealth(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let health = try LendingHealth(
      collateral: try vector["collateral"].elements.map { try position($0) },
      debt: try vector["debt"].elements.map { try position($0) })
    let expected = vector["expect"]
    for (field, got) in [
      ("totalCollateralBase", health.collateral), ("totalDebtBase", health.debt),
      ("avgLtv", health.loanToValueBasisPoints),
      ("avgLiquidationThreshold", health.thresholdBasisPoints),
      ("availableBorrowsBase", health.availableBorrow),
    ] { try compareWhole(field, expected[field], got, &check) }
    if let factor = health.healthFactor {
      try compareWhole("healthFactor", expected["healthFactor"], factor, &check)
    } else if !vector["debt"].elements.isEmpty {
      check.fail("healthFactor: none, though there is debt")
    }
  }

  private static func checkSeizure(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let input = vector["inputs"]
    func side(_ balance: String, _ price: String, _ decimals: String) throws -> LendingPosition {
      try LendingPosition(
        balance: input[balance].whole(), price: input[price].whole(),
        decimals: Int(input[decimals].whole()), loanToValueBasisPoints: 0, thresholdBasisPoints: 0)
    }
    let seizure = try CollateralSeizure(
      healthFactor: input["hf"].whole(), collateral: side("cbal", "cp", "cd"),
      debt: side("debt", "dp", "dd"), cover: input["cover"].whole(),
      terms: CollateralSeizure.Terms(
        bonusBasisPoints: input["bonus"].whole(), feeBasisPoints: input["fee"].whole()))
    let expected = vector["expect"]
    for (field, got) in [
      ("close_factor_bps", seizure.closeFactorBasisPoints), ("debt_repaid", seizure.debtRepaid),
      ("collateral_to_liquidator", seizure.collateralToLiquidator),
      ("protocol_fee", seizure.protocolFee),
    ] { try compareWhole(field, expected[field], got, &check) }
  }

  private static func checkRates(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let input = vector["inputs"]
    let rates = try LendingRates(
      LendingRates.Reserve(
        variableDebt: input["var"].whole(), stableDebt: input["stable"].whole(),
        stableRate: input["avgS"].whole(), available: input["avail"].whole(),
        unbacked: input["unb"].whole()),
      LendingRates.Curve(
        optimalUsage: input["opt"].whole(), base: input["base"].whole(),
        firstSlope: input["s1"].whole(), secondSlope: input["s2"].whole(),
        reserveFactorBasisPoints: input["rf"].whole()))
    let expected = vector["expect"]
    for (field, got) in [
      ("usage", rates.usage), ("variable", rates.variable), ("liquidity", rates.supply),
    ] { try compareWhole(field, expected[field], got, &check) }
  }

  private static func checkInterest(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let rate = try vector["rate"].whole()
    let seconds = try vector["seconds"].whole()
    let compounded = try LendingInterest.compounded(rate: rate, seconds: seconds)
    try compareWhole("compounded", vector["compounded"], compounded, &check)
    let linear = try LendingInterest.linear(rate: rate, seconds: seconds)
    try compareWhole("linear", vector["linear"], linear, &check)
  }

  private static func checkIncentive(_ vector: JSONValue, _ check: inout ConformanceCase) {
    check.compare(
      "lif", expected: number(vector["lif"]),
      got: AdaptiveBorrowRate.liquidationIncentive(loanToValueMax: vector["lltv"].double),
      .relative(1e-14))
  }

  private static func checkAdaptiveRate(
    _ vector: JSONValue, _ check: inout ConformanceCase
  ) throws {
    let rate = try AdaptiveBorrowRate(
      usage: number(vector["utilisation"]), rateAtTarget: number(vector["start_rate_at_target"]),
      years: vector["elapsed_days"].double / 365)
    for (field, got) in [
      ("error", rate.error), ("end_rate_at_target", rate.rateAtTarget),
      ("avg_borrow_rate", rate.meanRate),
    ] {
      // (u - 0.9) / 0.1 of doubles has some digits less.
      check.compare(
        field, expected: number(vector[field]), got: got,
        Tolerance(relative: 1e-12, absolute: 1e-15))
    }
  }

  private static func number(_ value: JSONValue) -> Double {
    value.string.flatMap { Double($0) } ?? value.double
  }

  private static func compareWhole(
    _ field: String, _ expected: JSONValue, _ got: UInt128, _ check: inout ConformanceCase
  ) throws {
    let wanted = try expected.whole()
    if wanted != got { check.fail("\(field): expected \(wanted), got \(got)") }
  }
}

extension JSONValue {
  /// A whole number, as a number or as text.
  fileprivate func whole() throws -> UInt128 {
    switch self {
    case .text(let text): if let number = UInt128(text) { return number }
    case .number(let number): if let whole = UInt128(exactly: number) { return whole }
    default: break
    }
    throw SteelyardError(
      .invalidInput, "\(self) is no whole number.", remedy: "Look at the vector.")
  }
}
