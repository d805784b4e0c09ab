public import SteelyardContracts

/// When a portfolio is looked at, and how its state widens or narrows the bands.
public struct RebalanceTiming: Sendable, Hashable {
  /// Looked at every so many days.
  public struct Calendar: Sendable, Hashable {
    /// Days from one look to the next, > 0.
    public let everyDays: Double
    /// The last rebalancing; nil for none yet.
    public let last: Timestamp?

    /// A calendar from its parts.
    ///
    /// - Throws: `invalidInput` for days that are not above zero.
    public init(everyDays: Double, last: Timestamp?) throws(SteelyardError) {
      guard everyDays > 0, everyDays.isFinite else {
        throw SteelyardError(
          .invalidInput, "A look every \(everyDays) days can't be.",
          remedy: "Give a number of days above zero.")
      }
      self.everyDays = everyDays
      self.last = last
    }

    /// The instant from which it is due; nil where it always is.
    public var due: Timestamp? {
      last.map { $0.advanced(bySeconds: Int64((everyDays * 86_400).rounded())) }
    }

    /// Whether it is due.
    public func isDue(at time: Timestamp) -> Bool { due.map { time >= $0 } ?? true }
  }

  /// Bands follow the volatility.
  public struct Regime: Sendable, Hashable {
    /// The volatility now, a year, decimal.
    public let volatility: Double
    /// Above it the regime is stressed.
    public let level: Double
    /// What bands are multiplied by then: below 1 narrows them, above widens.
    public let bandFactor: Double

    /// A regime from its parts.
    ///
    /// - Throws: `invalidInput` for a volatility below zero, or a level or factor that is not above it.
    public init(volatility: Double, level: Double, bandFactor: Double) throws(SteelyardError) {
      guard volatility >= 0, volatility.isFinite, level > 0, level.isFinite, bandFactor > 0,
        bandFactor.isFinite
      else {
        throw SteelyardError(
          .invalidInput,
          "A volatility of \(volatility), a level of \(level) and a factor of \(bandFactor) are no regime.",
          remedy: "Give a volatility from 0 up, and a level and a factor above zero.")
      }
      self.volatility = volatility
      self.level = level
      self.bandFactor = bandFactor
    }

    /// Whether the volatility is above the level.
    public var isStressed: Bool { volatility > level }
  }

  /// Nil for any time.
  public let calendar: Calendar?
  /// Nil for bands that stay.
  public let regime: Regime?

  /// Timing from its parts.
  public init(calendar: Calendar? = nil, regime: Regime? = nil) {
    self.calendar = calendar
    self.regime = regime
  }

  /// What bands are multiplied by now.
  public var bandFactor: Double { regime.map { $0.isStressed ? $0.bandFactor : 1 } ?? 1 }
}
