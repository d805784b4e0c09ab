import SteelyardContracts
import SteelyardPricing

extension PriceReport {
  /// The option whose Greeks have named conventions: one on a forward that is not discounted.
  ///
  /// The conventions are those of undiscounted options, so a discounted one has derivatives only.
  private var conventional: InverseOption? {
    switch formula {
    case .inverse(let option): option
    case .forward(let option) where option.rate == 0:
      try? InverseOption(
        forward: option.forward, strike: option.strike, timeToExpiry: option.timeToExpiry,
        volatility: option.volatility)
    case .forward, .spot, .barrier: nil
    }
  }

  /// The Greeks in each convention, with what each is counted in.
  var conventions: [(convention: GreekConvention, numbers: [NamedNumber])] {
    guard let option = conventional else { return [] }
    return GreekConvention.allCases.map { convention in
      (convention, numbers(option.greeks(right, convention: convention)))
    }
  }

  private func numbers(_ greeks: Greeks) -> [NamedNumber] {
    let isCoin = greeks.convention == .coin
    let money = isCoin ? base : quote
    let isScaled = greeks.convention == .exchange
    return [
      NamedNumber(
        "delta", greeks.convention.deltaWords, greeks.delta,
        isCoin ? "\(base) per \(quote)" : "\(base) per \(base)"),
      NamedNumber(
        "gamma", "delta by forward", greeks.gamma,
        isCoin ? "\(base) per \(quote) squared" : "per \(quote)"),
      NamedNumber(
        "vega", "by volatility", greeks.vega, "\(money) per \(isScaled ? "vol point" : "1.00")"),
      NamedNumber(
        "theta", isScaled ? "by a day, at most the lifetime" : "by calendar time", greeks.theta,
        "\(money) per \(isScaled ? "day" : "year")"),
      NamedNumber(
        "rho", "by rate, spot held", greeks.rho, "\(money) per \(isScaled ? "1 %" : "1.00")"),
    ]
  }
}

extension GreekConvention {
  /// The convention for people.
  var words: String {
    switch self {
    case .exchange: "exchange convention"
    case .coin: "coin convention: derivatives of the value in coin"
    case .usd: "quote convention: derivatives of the value in quote currency"
    case .premiumAdjusted: "premium-adjusted convention: delta less the premium in coin"
    }
  }

  /// Which delta it is.
  var deltaWords: String {
    switch self {
    case .exchange, .usd: "Black-76 delta by forward"
    case .coin: "coin value by forward"
    case .premiumAdjusted: "net transaction delta"
    }
  }
}
