import SteelyardContracts
import SteelyardPricing

extension PriceReport {
  /// The inputs of the formula.
  var inputs: [NamedNumber] {
    switch formula {
    case .forward(let option):
      forwardInputs(option) + [NamedNumber("rate", "discount rate", option.rate, "per year")]
    case .inverse(let option): forwardInputs(option.quoteSettled)
    case .spot(let option): spotInputs(option)
    case .barrier(let option):
      spotInputs(option.vanilla) + [
        NamedNumber("barrier", "barrier", option.barrier, "\(quote)"),
        NamedNumber(
          "effective_barrier", "barrier taken as continuous", option.effectiveBarrier, "\(quote)"),
      ]
    }
  }

  private func forwardInputs(_ option: Black76) -> [NamedNumber] {
    [NamedNumber("forward", "forward", option.forward, "\(quote)")]
      + terms(option.strike, option.timeToExpiry, option.volatility)
  }

  private func spotInputs(_ option: BlackScholes) -> [NamedNumber] {
    [NamedNumber("spot", "spot", option.spot, "\(quote)")]
      + terms(option.strike, option.timeToExpiry, option.volatility) + [
        NamedNumber("rate", "rate of \(quote)", option.rate, "per year"),
        NamedNumber("yield", "yield of \(base)", option.yield, "per year"),
      ]
  }

  private func terms(_ strike: Double, _ years: Double, _ volatility: Double) -> [NamedNumber] {
    [
      NamedNumber("strike", "strike", strike, "\(quote)"),
      NamedNumber("time_to_expiry", "time to expiry", years, "years of 365 days"),
      NamedNumber("volatility", "volatility", volatility, "decimal per root year"),
    ]
  }

  /// The value, first in the currency in which the option is paid.
  var values: [NamedNumber] {
    switch formula {
    case .forward(let option): [quoteValue(option.value(right))]
    case .inverse(let option):
      [
        NamedNumber("value_coin", "value", option.value(right), "\(base) per \(base)"),
        quoteValue(option.quoteSettled.value(right)),
      ]
    case .spot(let option): [quoteValue(option.value(right))]
    case .barrier(let option):
      [
        quoteValue(option.value(right)),
        NamedNumber(
          "vanilla_value", "value without the barrier", option.vanilla.value(right),
          "\(quote) per \(base)"),
      ]
    }
  }

  private func quoteValue(_ value: Double) -> NamedNumber {
    NamedNumber("value", "value", value, "\(quote) per \(base)")
  }

  /// Every derivative of the value in quote currency, unscaled; empty for a barrier option.
  var derivatives: [NamedNumber] {
    switch formula {
    case .forward(let option): forwardDerivatives(option.greeks(right))
    case .inverse(let option): forwardDerivatives(option.quoteSettled.greeks(right))
    case .spot(let option): spotDerivatives(option.greeks(right))
    case .barrier: []
    }
  }

  private func forwardDerivatives(_ greeks: ForwardGreeks) -> [NamedNumber] {
    [
      NamedNumber(
        "forward_delta", "by forward (Black-76 delta)", greeks.forwardDelta,
        "\(base) per \(base)"),
      NamedNumber("forward_gamma", "delta by forward", greeks.forwardGamma, "per \(quote)"),
      NamedNumber("vega", "by volatility", greeks.vega, "\(quote) per 1.00"),
      NamedNumber("theta", "by calendar time", greeks.theta, "\(quote) per year"),
      NamedNumber("rho", "by rate, forward held", greeks.rho, "\(quote) per 1.00"),
      NamedNumber("vanna", "delta by volatility", greeks.vanna, "\(base) per 1.00"),
      NamedNumber("volga", "vega by volatility", greeks.volga, "\(quote) per 1.00 squared"),
      NamedNumber("charm", "delta by calendar time", greeks.charm, "\(base) per year"),
      NamedNumber("speed", "gamma by forward", greeks.speed, "per \(quote) squared"),
      NamedNumber("color", "gamma by calendar time", greeks.color, "per \(quote) and year"),
      NamedNumber("veta", "vega by calendar time", greeks.veta, "\(quote) per 1.00 and year"),
      NamedNumber("zomma", "gamma by volatility", greeks.zomma, "per \(quote) and 1.00"),
      NamedNumber("dual_delta", "by strike", greeks.dualDelta, "\(quote) per \(quote)"),
      NamedNumber("dual_gamma", "dual delta by strike", greeks.dualGamma, "per \(quote)"),
      NamedNumber(
        "in_the_money_probability", "probability of exercise", greeks.inTheMoneyProbability,
        "decimal"),
    ]
  }

  private func spotDerivatives(_ greeks: SpotGreeks) -> [NamedNumber] {
    [
      NamedNumber("spot_delta", "by spot", greeks.spotDelta, "\(base) per \(base)"),
      NamedNumber("spot_gamma", "delta by spot", greeks.spotGamma, "per \(quote)"),
      NamedNumber("vega", "by volatility", greeks.vega, "\(quote) per 1.00"),
      NamedNumber("theta", "by calendar time", greeks.theta, "\(quote) per year"),
      NamedNumber("rho", "by rate of \(quote)", greeks.rho, "\(quote) per 1.00"),
      NamedNumber("dividend_rho", "by yield of \(base)", greeks.dividendRho, "\(quote) per 1.00"),
      NamedNumber("vanna", "delta by volatility", greeks.vanna, "\(base) per 1.00"),
      NamedNumber("volga", "vega by volatility", greeks.volga, "\(quote) per 1.00 squared"),
      NamedNumber("charm", "delta by calendar time", greeks.charm, "\(base) per year"),
      NamedNumber("speed", "gamma by spot", greeks.speed, "per \(quote) squared"),
      NamedNumber("color", "gamma by calendar time", greeks.color, "per \(quote) and year"),
      NamedNumber("veta", "vega by calendar time", greeks.veta, "\(quote) per 1.00 and year"),
      NamedNumber("zomma", "gamma by volatility", greeks.zomma, "per \(quote) and 1.00"),
      NamedNumber("dual_delta", "by strike", greeks.dualDelta, "\(quote) per \(quote)"),
      NamedNumber("dual_gamma", "dual delta by strike", greeks.dualGamma, "per \(quote)"),
      NamedNumber(
        "in_the_money_probability", "probability of exercise", greeks.inTheMoneyProbability,
        "decimal"),
    ]
  }
}
