import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  static let inverse = ConformanceFile(name: "inverse.json") { file, tally in
    for vector in file["options"].elements { checkOption(vector, &tally) }
    for vector in file["futures"].elements { checkFuture(vector, &tally) }
  }

  private static func checkOption(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let right = OptionRight(sign: vector["cp"].double)
    let (forward, strike) = (vector["F"].double, vector["K"].double)
    let (time, volatility) = (vector["T"].double, vector["sigma"].double)
    tally.check("\(right) F \(forward) K \(strike) T \(time) sigma \(volatility)") {
      let option = try InverseOption(
        forward: forward, strike: strike, timeToExpiry: time, volatility: volatility)
      let greeks = option.greeks(right)
      let dual = try option.dual()
      let condition = abs(
        vector["coin_vega"].double * volatility / vector["coin_price"].double)
      let valueTolerance = Tolerance.relative(1e-13 * max(1, condition))
      $0.compare(
        "usd_price", expected: vector["usd_price"].double,
        got: option.quoteSettled.value(right), valueTolerance)
      $0.compare(
        "coin_price", expected: vector["coin_price"].double, got: option.value(right),
        valueTolerance)
      $0.compare(
        "dual_check", expected: vector["dual_check"].double,
        got: strike * dual.value(right == .call ? .put : .call), valueTolerance)
      let fields = [
        ("coin_delta", greeks.coinDelta), ("coin_gamma", greeks.coinGamma),
        ("coin_vega", greeks.coinVega), ("coin_theta", greeks.coinTheta),
        ("premium_adjusted_delta", greeks.netTransactionDelta),
      ]
      for (field, got) in fields {
        let bound = field == "coin_gamma" ? gammaCondition(option, right, greeks) : 1
        $0.compare(
          field, expected: vector[field].double, got: got, .relative(1e-12 * max(1, bound / 1000)))
      }
    }
  }

  /// How far the two terms of a coin gamma, Γ and 2Δ/F, outweigh their difference.
  private static func gammaCondition(
    _ option: InverseOption, _ right: OptionRight, _ greeks: CoinGreeks
  ) -> Double {
    let forward = option.quoteSettled.forward
    let curvature = option.quoteSettled.greeks(right).forwardGamma
    let slope = 2 * abs(greeks.netTransactionDelta) / forward
    return (curvature + slope) / abs(forward * greeks.coinGamma)
  }

  private static func checkFuture(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (entry, price) = (vector["F0"].double, vector["F1"].double)
    let (notional, collateral) = (vector["usd_notional"].double, vector["coin_collateral"].double)
    let rate = vector["maint_rate"].double
    tally.check(
      "F0 \(entry) F1 \(price) notional \(notional) collateral \(collateral) rate \(rate)"
    ) {
      let future = try InverseFuture(notional: notional, entryPrice: entry)
      $0.compare(
        "pnl_coin", expected: vector["pnl_coin"].double, got: future.profitAndLoss(at: price),
        .relative(1e-13))
      $0.compare(
        "delta_coin", expected: vector["delta_coin"].double, got: future.coinDelta(at: price),
        .relative(1e-13))
      $0.compare(
        "gamma_coin", expected: vector["gamma_coin"].double, got: future.coinGamma(at: price),
        .relative(1e-13))
      let liquidation = try future.liquidationPrice(
        collateral: collateral, maintenanceRate: rate)
      if vector["liq_price"].isNull {
        $0.compare("liq_price", expected: Double?.none, got: liquidation)
      } else {
        $0.compare(
          "liq_price", expected: vector["liq_price"].double, got: liquidation ?? .nan,
          .relative(1e-13))
      }
    }
  }
}
