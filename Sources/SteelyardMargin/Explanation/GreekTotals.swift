public import SteelyardContracts
public import SteelyardScenarios

/// Greeks of one underlying coin over a portfolio, net and gross, in the exchange convention.
public struct GreekTotals: Sendable, Hashable {
  /// One total.
  public struct Sum: Sendable, Hashable {
    /// Black-76 delta of options and size of futures, in coins.
    public var delta = 0.0
    /// Delta less option premium in coin, in coins: the exchange's net transaction delta.
    public var netTransactionDelta = 0.0
    /// Change of delta, in coins, for one unit of quote currency.
    public var gamma = 0.0
    /// Quote currency for one volatility point.
    public var vega = 0.0
    /// Quote currency for one calendar day.
    public var theta = 0.0
    /// Quote currency for one percent of rate.
    public var rho = 0.0

    mutating func add(_ other: Sum, gross: Bool) {
      func term(_ value: Double) -> Double { gross ? abs(value) : value }
      delta += term(other.delta)
      netTransactionDelta += term(other.netTransactionDelta)
      gamma += term(other.gamma)
      vega += term(other.vega)
      theta += term(other.theta)
      rho += term(other.rho)
    }
  }

  /// The coin.
  public let base: Currency
  /// Longs and shorts against each other.
  public var net = Sum()
  /// Longs and shorts added up in absolute size.
  public var gross = Sum()
  /// Coins held as balance, which move with the coin too and are not in `net`.
  public var collateral = 0.0

  /// Totals by coin, in the order of the codes.
  public static func totals(
    _ positions: [PositionExplanation], _ collateral: [CollateralExplanation]
  ) -> [GreekTotals] {
    var totals: [Currency: GreekTotals] = [:]
    for position in positions {
      guard let greeks = position.greeks else { continue }
      let base = position.instrument.underlying.base
      totals[base, default: GreekTotals(base: base)].net.add(greeks, gross: false)
      totals[base, default: GreekTotals(base: base)].gross.add(greeks, gross: true)
    }
    for balance in collateral where totals[balance.asset] != nil {
      totals[balance.asset]?.collateral += balance.amount
    }
    return totals.keys.sorted().compactMap { totals[$0] }
  }
}

extension GreekTotals.Sum {
  /// Greeks of nothing.
  public static let zero = GreekTotals.Sum()

  /// This sum less another.
  public func less(_ other: GreekTotals.Sum) -> GreekTotals.Sum {
    GreekTotals.Sum(
      delta: delta - other.delta,
      netTransactionDelta: netTransactionDelta - other.netTransactionDelta,
      gamma: gamma - other.gamma, vega: vega - other.vega, theta: theta - other.theta,
      rho: rho - other.rho)
  }
}

extension PositionExplanation {
  /// The position's Greeks; nil where it could not be priced.
  public var greeks: GreekTotals.Sum? { priced?.greeks(of: quantity) }
}

extension PricedInstrument {
  /// The Greeks of a quantity of it, in `Instrument.quantityCurrency`.
  public func greeks(of quantity: Double) -> GreekTotals.Sum {
    GreekTotals.Sum(
      delta: quantity * delta, netTransactionDelta: quantity * netTransactionDelta,
      gamma: quantity * gamma, vega: quantity * vega, theta: quantity * theta,
      rho: quantity * rho)
  }
}
