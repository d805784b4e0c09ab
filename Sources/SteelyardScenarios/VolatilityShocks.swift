/// The three volatility cases of a grid, in the order in which they stand inside a price move.
public enum VolatilityMove: String, Sendable, Hashable, Codable, CaseIterable {
  /// Volatility falls.
  case down
  /// Volatility stays.
  case same
  /// Volatility rises.
  case up
}

/// How far each volatility case moves: relative to the option's own volatility, scaled by tenor.
public struct VolatilityShocks: Sendable, Hashable, Codable {
  /// Relative rise at the reference tenor; 0.5 takes 60 % to 90 %.
  public let up: Double
  /// Relative fall at the reference tenor.
  public let down: Double
  /// A risen volatility is at least this, decimal.
  public let risenMin: Double
  /// How the shock depends on the tenor.
  public let tenor: TenorScaling

  /// Shocks from their parts.
  public init(up: Double, down: Double, risenMin: Double, tenor: TenorScaling) {
    self.up = up
    self.down = down
    self.risenMin = risenMin
    self.tenor = tenor
  }

  /// The volatility of an option after a move, decimal, >= 0.
  public func volatility(_ volatility: Double, after move: VolatilityMove, days: Double) -> Double {
    switch move {
    case .same: volatility
    case .up: max(volatility * (1 + up * tenor.factor(days: days)), risenMin)
    case .down: max(0, volatility * (1 - down * tenor.factor(days: days)))
    }
  }
}
