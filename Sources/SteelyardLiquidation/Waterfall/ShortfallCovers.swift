import SteelyardMath

/// What a fund has to hold to cover simulated shortfalls: the one way in which they are counted.
extension Collection where Element == SimulatedShortfall {
  /// The most that one owner left in any simulation, USD.
  public var coverOne: Double { lazy.map(\.largest).max() ?? 0 }

  /// The most that two owners left in any simulation, USD.
  public var coverTwo: Double { lazy.map { $0.largest + $0.second }.max() ?? 0 }

  /// The smallest shortfall of all owners together that a share of the simulations does not pass, USD.
  ///
  /// The largest seen where there are fewer simulations than 1 / (1 - level).
  ///
  /// - Parameter level: From 0 to 1.
  public func quantile(_ level: Double) -> Double {
    SteelyardMath.quantile(
      level, ofSorted: map(\.total).sorted(), convention: .invertedDistribution) ?? 0
  }
}
