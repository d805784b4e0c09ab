/// Where a scenario takes volatility.
public enum VolatilityMove: String, Sendable, Hashable, Codable, CaseIterable {
  /// Volatility falls.
  case down
  /// Volatility stays.
  case same
  /// Volatility rises.
  case up
  /// The smile tilts: one wing rises, the other falls.
  case linearSkew = "linear_skew"
  /// Both wings of the smile rise.
  case absoluteSkew = "absolute_skew"

  /// The cases of a grid, in the order in which they stand inside a price move.
  public static let gridCases: [VolatilityMove] = [.down, .same, .up]

  /// Whether the smile tilts.
  ///
  /// Nobody knows which way, so each expiry takes whichever hurts.
  public var isSkew: Bool { self == .linearSkew || self == .absoluteSkew }
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
  /// How the smile tilts; nil where no scenario tilts it.
  public let skew: SkewShocks?

  /// Shocks from their parts.
  public init(
    up: Double, down: Double, risenMin: Double, tenor: TenorScaling, skew: SkewShocks? = nil
  ) {
    self.up = up
    self.down = down
    self.risenMin = risenMin
    self.tenor = tenor
    self.skew = skew
  }

  /// The volatility of an option after a move, decimal, >= 0.
  ///
  /// - Parameters:
  ///   - years: Years of 365 days to expiry.
  ///   - logStrike: ln(K/F).
  /// - Precondition: A move that tilts the smile has its `skew`; sources see to that.
  public func volatility(
    _ volatility: Double, after move: VolatilityMove, years: Double, logStrike: Double
  ) -> Double {
    let days = years * 365
    switch move {
    case .same: return volatility
    case .up: return max(volatility * (1 + up * tenor.factor(days: days)), risenMin)
    case .down: return max(0, volatility * (1 - down * tenor.factor(days: days)))
    case .linearSkew, .absoluteSkew:
      guard let skew else { preconditionFailure("a tilt without its figures") }
      return volatility * max(0, skew.factor(move, logStrike: logStrike, years: years))
    }
  }

  /// Whether the shocks can be computed with.
  var isAdmissible: Bool {
    [up, down, risenMin].allSatisfy { $0 >= 0 && $0.isFinite } && tenor.daysMin >= 0
      && tenor.referenceDays > 0 && tenor.shortPower.isFinite && tenor.longPower.isFinite
      && skew?.isAdmissible ?? true
  }
}
