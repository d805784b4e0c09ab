import SteelyardContracts
import SteelyardMargin
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// A whole account of a portfolio manager.
func checkPortfolioManager(
  _ vector: JSONValue, isSecond: Bool, _ check: inout ConformanceCase
) throws {
  let account = try DerivePortfolioCase(vector["input"], isSecond: isSecond)
  let explained = try account.explanation()
  let expected = vector["expected"]
  let results = DeriveResults(explained, stable: account.stable)
  let numbers: [(String, Double)] = [
    ("mtm", results.equity), ("mm", results.maintenance), ("im", results.initial),
    ("basis_contingency", results.basis),
    ("im_factor", account.family.ratios.initial(usdPerSettlement: account.stable)),
    ("static_contingency", results.both("futures", "base", "short_option")),
    ("oracle_contingency", results.charge("oracle_contingency", .initial)),
    ("mm_perp_contingency", results.charge("futures_contingency", .maintenance)),
    ("im_perp_contingency", results.addOn("futures_contingency")),
    ("mm_option_contingency", results.charge("short_option_contingency", .maintenance)),
    ("im_option_contingency", results.addOn("short_option_contingency")),
    ("option_mtm", results.options), ("collateral_mtm", results.collateral),
    ("mm_collateral_contingency", results.collateralMaintenance),
    ("im_collateral_contingency", results.collateralAddOn),
  ]
  for (field, got) in numbers { compareDerive(field, expected, got, &check) }
  let outcomes = results.outcomes
  for (index, profit) in expected["scenario_pnl"].elements.enumerated() {
    // Without a position or displaced balance there is no bucket, and nothing moves.
    check.compare(
      "scenario_pnl", expected: profit.double,
      got: outcomes.isEmpty ? 0 : outcomes[index], deriveTolerance)
  }
  if let name = expected["worst_class"].string {
    check.compare(
      "worst_class", expected: name,
      got: results.worstClass(of: account.family.sources.scenarioCount))
  }
  try compareInputsOfPricing(vector, account, explained, &check)
}

/// The charge for short options alone.
func checkStaticContingency(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let account = try DerivePortfolioCase(vector["input"], isSecond: false)
  let results = DeriveResults(try account.explanation(), stable: account.stable)
  let charge = results.both("futures", "base", "short_option")
  check.compare(
    "static_contingency", expected: vector["expected"]["static_contingency"].double, got: charge,
    .relative(1e-15))
}

/// What an explanation says in Derive's words: net of the requirement, in cash.
private struct DeriveResults {
  let explained: MarginExplanation
  let stable: Double

  init(_ explained: MarginExplanation, stable: Double) {
    self.explained = explained
    self.stable = stable
  }

  var equity: Double { explained.figures.equity / stable }
  var maintenance: Double { explained.figures.maintenanceExcess / stable }

  /// Initial margin by its own ratio: two cases let maintenance margin exceed it.
  var initial: Double {
    let raised = explained.buckets.reduce(0) { sum, bucket in
      sum + (bucket.initialMargin - bucket.initialMarginUnraised) * bucket.usdPerUnit
    }
    return (explained.figures.initialExcess + raised) / stable
  }

  var basis: Double { outcomes.last ?? 0 }
  var options: Double { explained.positions.reduce(0) { $0 + $1.optionValueUSD } / stable }
  var collateral: Double { sum(\.valueUSD) }
  var collateralMaintenance: Double { sum(\.countedMaintenanceUSD) - sum(\.valueUSD) }
  var collateralAddOn: Double { sum(\.countedUSD) - sum(\.countedMaintenanceUSD) }

  var outcomes: [Double] {
    explained.buckets.first?.outcomes.map { $0.countedProfit * scale } ?? []
  }

  func charge(_ name: String, _ appliesTo: AppliesTo) -> Double {
    -explained.charges.reduce(0) { sum, charge in
      charge.name == name && charge.appliesTo == appliesTo ? sum + charge.amountUSD : sum
    } / stable
  }

  func addOn(_ name: String) -> Double { charge(name, .initial) - charge(name, .maintenance) }

  func both(_ names: String...) -> Double {
    names.reduce(0) { $0 + charge($1 + "_contingency", .both) }
  }

  /// The class of the lowest outcome; the first 23 scenarios are the regular ones.
  func worstClass(of scenarioCount: Int) -> String {
    guard let bucket = explained.buckets.first else { return "regular" }
    if bucket.worstIndex >= scenarioCount { return "basis" }
    if bucket.outcomes[bucket.worstIndex].scenario.volatilityMove.isSkew { return "skew" }
    return bucket.worstIndex < 23 ? "regular" : "tail"
  }

  private var scale: Double { (explained.buckets.first?.usdPerUnit ?? stable) / stable }

  /// A sum over collateral, which is everything but cash.
  private func sum(_ part: KeyPath<CollateralExplanation, Double>) -> Double {
    explained.collateral.reduce(0) { $1.asset == .usdc ? $0 : $0 + $1[keyPath: part] } / stable
  }
}

extension [ScenarioSource] {
  /// Scenarios that displace the whole market.
  fileprivate var scenarioCount: Int { (try? ScenarioSet(self).market.count) ?? 0 }
}

/// Compares what a case says of each option and expiry before any scenario.
private func compareInputsOfPricing(
  _ vector: JSONValue, _ account: DerivePortfolioCase, _ explained: MarginExplanation,
  _ check: inout ConformanceCase
) throws {
  let expected = vector["expected"]
  let shocks = account.shocks
  let expiries = vector["input"]["expiries"].elements
  for (index, expiry) in expiries.enumerated() {
    let years = expiry["seconds_to_expiry"].double / 31_536_000
    let factors = account.discount.factors(rate: expiry["rate"].double, years: years)
    let discounts = expected["static_discount"].elements
    if discounts.indices.contains(index) {
      let pair = discounts[index].elements.map(\.double)
      check.compare("static_discount", expected: pair[0], got: factors.gain, deriveTolerance)
      check.compare("static_discount", expected: pair[1], got: factors.debt, deriveTolerance)
    }
    let values = expected["option_mtm_per_expiry"].elements
    if values.indices.contains(index) {
      let date = DerivePortfolioCase.date(of: expiry)
      let got = explained.positions.reduce(0) {
        $1.instrument.expiry == date ? $0 + $1.optionValueUSD : $0
      }
      check.compare(
        "option_mtm_per_expiry", expected: values[index].double, got: got / account.stable,
        deriveTolerance)
    }
  }
  for (index, option) in expected["per_option"].elements.enumerated() {
    let seconds = option["expiry"].double
    let years = seconds / 31_536_000
    guard let expiry = expiries.first(where: { $0["seconds_to_expiry"].double == seconds }) else {
      check.fail("no expiry in \(seconds) seconds")
      continue
    }
    for (field, shock) in [
      ("vol_shock_up_per_option", shocks.up), ("vol_shock_down_per_option", -shocks.down),
    ] {
      let multiplier = expected[field].elements
      guard multiplier.indices.contains(index) else { continue }
      check.compare(
        field, expected: multiplier[index].double,
        got: max(0, 1 + shock * shocks.tenor.factor(days: years * 365)), deriveTolerance)
    }
    let right: OptionRight = option["type"].string == "call" ? .call : .put
    let position = explained.positions.first {
      $0.instrument.expiry == DerivePortfolioCase.date(of: expiry)
        && $0.instrument.optionTerms?.right == right
        && $0.instrument.optionTerms?.strike.doubleValue == option["strike"].double
    }
    guard let priced = position?.priced else {
      check.fail("no position in \(option)")
      continue
    }
    if !option["discount"].isNull {
      check.compare(
        "discount", expected: option["discount"].double, got: priced.discount, deriveTolerance)
    }
    let distance = logMoneyness(underlying: priced.strike, strike: priced.price)
    check.compare("k", expected: option["k"].double, got: distance, deriveTolerance)
    for (field, kind) in [
      ("linear_multiplier", VolatilityMove.linearSkew), ("abs_multiplier", .absoluteSkew),
    ] {
      check.compare(
        field, expected: option[field].double,
        got: shocks.skew?.factor(kind, logStrike: distance, years: years) ?? .nan, deriveTolerance)
    }
  }
}
