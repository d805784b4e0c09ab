import SteelyardContracts

/// How one coin's market moves in each of a group of joint scenarios; columns, one number a scenario.
///
/// A column that is empty stands for no move.
public struct CoinScenarios: Sendable, Hashable {
  /// Days of 86,400 seconds that the moves take; 0 for a move in an instant.
  public let horizonDays: Double
  /// Relative move of spot, > -1; shape `[scenario]`.
  public let spot: [Double]
  /// Change of the logarithm of the volatility at the reference tenor; shape `[scenario]` or empty.
  public let volatility: [Double]
  /// Change of the smile's slope at the reference tenor: relative volatility for one unit of
  /// normalised log-moneyness; shape `[scenario]` or empty.
  public let skew: [Double]
  /// Change of the annualised premium of dated futures, continuously compounded; shape `[scenario]`
  /// or empty.
  public let basis: [Double]
  /// Move of the perpetual against its index, relative; shape `[scenario]` or empty.
  public let perpetual: [Double]
  /// What a long perpetual pays over the horizon, as a share of its value; shape `[scenario]` or
  /// empty.
  public let funding: [Double]

  /// Moves from their columns.
  public init(
    horizonDays: Double, spot: [Double], volatility: [Double] = [], skew: [Double] = [],
    basis: [Double] = [], perpetual: [Double] = [], funding: [Double] = []
  ) {
    self.horizonDays = horizonDays
    self.spot = spot
    self.volatility = volatility
    self.skew = skew
    self.basis = basis
    self.perpetual = perpetual
    self.funding = funding
  }

  /// The columns by the name of their factor, for checks and reports.
  var columns: [(name: String, values: [Double])] {
    [
      ("spot", spot), ("volatility", volatility), ("skew", skew), ("basis", basis),
      ("perpetual", perpetual), ("funding", funding),
    ]
  }

  /// The same with every column in another order: scenario i takes what `order[i]` had.
  ///
  /// - Parameter order: Indices of scenarios; shape `[scenario]`.
  public func reordered(_ order: [Int]) -> CoinScenarios {
    func taken(_ column: [Double]) -> [Double] { column.isEmpty ? [] : order.map { column[$0] } }
    return CoinScenarios(
      horizonDays: horizonDays, spot: taken(spot), volatility: taken(volatility),
      skew: taken(skew), basis: taken(basis), perpetual: taken(perpetual),
      funding: taken(funding))
  }

  /// Refuses moves that cannot be computed with.
  func check(count: Int, of coin: Currency) throws(SteelyardError) {
    for (name, values) in columns {
      guard values.isEmpty && name != "spot" || values.count == count else {
        throw JointScenarios.refusal(
          "\(coin) has \(values.count) moves of \(name) in \(count) scenarios.",
          "Give one for each scenario.", "coins.\(coin).\(name)")
      }
      for (index, value) in values.enumerated()
      where !value.isFinite || (name == "spot" && value <= -1) {
        throw JointScenarios.refusal(
          "Scenario \(index) moves \(name) of \(coin) by \(value).",
          "Give finite moves, of spot above -1.", "coins.\(coin).\(name)[\(index)]")
      }
    }
    guard (0...SettlementRule.horizonDaysMax).contains(horizonDays) else {
      throw JointScenarios.refusal(
        "The horizon of \(coin) is \(horizonDays) days.",
        "Give 0 to \(SettlementRule.horizonDaysMax).", "coins.\(coin).horizonDays")
    }
  }
}
