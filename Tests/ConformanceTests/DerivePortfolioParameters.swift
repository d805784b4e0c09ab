import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// The parameters of one case of Derive's portfolio managers as parts of a model.
struct DerivePortfolioParameters {
  private let input: JSONValue
  private let isSecond: Bool

  init(_ input: JSONValue, isSecond: Bool) {
    self.input = input
    self.isSecond = isSecond
  }

  private func number(_ name: String) -> Double { input["params"][name].double }

  var shocks: VolatilityShocks {
    VolatilityShocks(
      up: number("vol_range_up"), down: number("vol_range_down"),
      risenMin: isSecond ? number("min_vol_up_shock") : 0,
      tenor: TenorScaling(
        referenceDays: 30, shortPower: number("short_term_power"),
        longPower: number("long_term_power"), daysMin: number("dte_floor_days")),
      skew: isSecond ? skew : nil)
  }

  private var skew: SkewShocks {
    SkewShocks(
      linear: .init(
        cap: number("linear_base_cap"), capPerRootYear: number("linear_c_base")),
      absolute: .init(cap: number("abs_base_cap"), capPerRootYear: number("abs_c_base")),
      widthMin: number("min_k_star"), widthScale: number("width_scale"),
      volatility: number("vol_param_static"), volatilityPerRootYear: number("vol_param_scale"))
  }

  var discount: ExpiryDiscount {
    guard isSecond else {
      return ExpiryDiscount(
        gain: .init(
          base: number("base_static_discount"), rateMultiplier: number("rate_mult"),
          rateAddition: number("rate_add")), debt: nil)
    }
    return ExpiryDiscount(
      gain: .init(
        base: number("long_base_discount"), rateMultiplier: number("long_rate_mult"),
        rateAddition: number("long_rate_add")),
      debt: .init(
        base: number("short_base_discount"), rateMultiplier: number("short_rate_mult"),
        rateAddition: number("short_rate_add")))
  }

  func family(base: Currency) throws -> ScenarioMarginSpecification.Family {
    ScenarioMarginSpecification.Family(
      base: base, settlements: [.usdc], asOf: "2026-01-21", countedIn: .settlement,
      ratios: MarginRatios(
        initial: number("im_factor"), maintenance: isSecond ? number("mm_factor") : 1,
        peg: .init(threshold: number("peg_threshold"), factor: number("peg_factor"))),
      sources: [.list(ScenarioList(volatility: shocks, scenarios: scenarios)), .basis(basis)],
      offsets: [.expiryDiscount(discount)], charges: try charges)
  }

  private var scenarios: [ScenarioList.Entry] {
    let names: [String: VolatilityMove] = [
      "none": .same, "up": .up, "down": .down, "linear": .linearSkew, "abs": .absoluteSkew,
    ]
    return input["scenarios"].elements.map { scenario in
      ScenarioList.Entry(
        spotMove: scenario["spot"].double - 1,
        volatility: scenario["vol"].string.flatMap { names[$0] } ?? .same,
        dampening: scenario["dampening"].isNull ? nil : scenario["dampening"].double)
    }
  }

  private var basis: BasisShock {
    BasisShock(
      riseMove: number("basis_spot_up") - 1, fallMove: number("basis_spot_down") - 1,
      share: number("basis_add"), sharePerYear: number("basis_mult"))
  }

  private var charges: [AppliedCharge] {
    get throws {
      let threshold = ConfidenceThreshold(try input["params"]["conf_threshold"].amount())
      let oracle = AppliedCharge(
        .oracle(
          OracleCharge(
            rate: number("conf_margin"), futuresThreshold: threshold,
            optionsThreshold: threshold, balancesThreshold: threshold, options: .gross,
            perpetualConfidence: .futuresAndOptions, rateConfidence: .counted,
            base: isSecond ? .asBalance : .withFutures)), .initial)
      guard isSecond else {
        return [
          AppliedCharge(.grossFutures(rate: number("perp_percent")), .both),
          AppliedCharge(.heldBase(rate: number("base_percent")), .both),
          AppliedCharge(naked(number("option_percent")), .both), oracle,
        ]
      }
      return [
        AppliedCharge(.grossFutures(rate: number("mm_perp")), .maintenance),
        AppliedCharge(.grossFutures(rate: number("mm_perp") + number("im_perp")), .initial),
        AppliedCharge(naked(number("mm_option")), .maintenance),
        AppliedCharge(naked(number("mm_option") + number("im_option")), .initial), oracle,
      ]
    }
  }

  private func naked(_ rate: Double) -> Charge {
    .netShortStrikes(NetShortStrikes(ratePerOption: rate, rollsUp: false, atTheMoneyRange: 0))
  }

  /// The collateral of a case; the manager takes all of it.
  func collateral(base: Currency) throws -> CollateralRule {
    var assets = [
      "USDC": CollateralAsset(tiers: [.rest(initial: 0, maintenance: 0)]),
      base.code: CollateralAsset(
        tiers: [.rest(initial: 0, maintenance: 0)], stressedIn: base),
    ]
    for asset in input["collateral"].elements {
      let maintenance = asset["mm_haircut"].double
      let tiers = [
        CollateralTier.rest(
          initial: maintenance + asset["im_haircut"].double, maintenance: maintenance)
      ]
      let isStressed = asset["risk_cancelling"].bool == true
      assets[asset["name"].string ?? ""] = CollateralAsset(
        tiers: tiers, stressedIn: isStressed ? base : nil, family: isStressed ? nil : base)
    }
    return CollateralRule(classes: [:], assets: assets, unlisted: .notAccepted)
  }
}
