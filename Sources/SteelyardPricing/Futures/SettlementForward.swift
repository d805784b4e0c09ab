public import SteelyardContracts

/// A forward that settles on an average of spot: what the average has fixed, and what still moves.
///
/// With window W, n seconds left and A the mean spot since the window opened,
///
///     fixed = A (W − n)/W     variable = (spot + basis) n/W     forward = fixed + variable
///
/// Before the window opens nothing is fixed. At expiry all is, and the forward is the average.
///
/// - Source: Derive, `v2-core` contracts, forward feed, commit 7736900 (2026-01-21).
public struct SettlementForward: Sendable, Hashable {
  /// The part that no spot move changes any more, in quote currency, >= 0.
  public let fixed: Double
  /// The part that moves with spot, in quote currency, >= 0.
  public let variable: Double
  /// The share of the window that has passed, 0 to 1; 0 where nothing is fixed.
  public let fixedShare: Double

  /// The forward, in quote currency.
  public var value: Double { fixed + variable }

  /// A forward before or inside its window.
  ///
  /// - Parameters:
  ///   - spot: In quote currency, > 0.
  ///   - basis: Forward less spot, in quote currency.
  ///   - average: Mean spot since the window opened, > 0; nil where it is not known or the window
  ///     is not open: then nothing is fixed.
  ///   - secondsLeft: Seconds to expiry, >= 0.
  ///   - windowSeconds: Length of the window, >= 0; 0 for a settlement without an average.
  /// - Throws: `invalidInput` naming the field.
  public init(
    spot: Double, basis: Double, average: Double?, secondsLeft: Double, windowSeconds: Double
  ) throws(SteelyardError) {
    try Admissible.notNegative.check(secondsLeft, "secondsLeft")
    try Admissible.notNegative.check(windowSeconds, "windowSeconds")
    let elapsed =
      secondsLeft < windowSeconds ? (windowSeconds - secondsLeft) / windowSeconds : 0
    try self.init(spot: spot, basis: basis, average: average, elapsed: elapsed)
  }

  /// The same by the share of the window that has passed.
  ///
  /// - Parameters:
  ///   - spot: In quote currency, > 0.
  ///   - basis: Forward less spot, in quote currency.
  ///   - average: Mean spot since the window opened, > 0; nil where it is not known.
  ///   - elapsed: Share of the window that has passed, 0 to 1.
  /// - Throws: `invalidInput` naming the field.
  public init(
    spot: Double, basis: Double, average: Double?, elapsed: Double
  ) throws(SteelyardError) {
    try Admissible.positive.check(spot, "spot")
    try Admissible.positive.check(spot + basis, "spot + basis")
    guard elapsed >= 0, elapsed <= 1 else {
      throw SteelyardError(
        .invalidInput, "elapsed is \(elapsed).", remedy: "Pass a share from 0 to 1 as elapsed.")
    }
    guard let average else {
      self.init(level: spot + basis, average: 0, elapsed: 0)
      return
    }
    try Admissible.positive.check(average, "average")
    self.init(level: spot + basis, average: average, elapsed: elapsed)
  }

  /// The same from numbers that were checked before.
  ///
  /// - Parameter level: The forward if nothing were fixed, in quote currency.
  package init(level: Double, average: Double, elapsed: Double) {
    fixed = average * elapsed
    variable = level * (1 - elapsed)
    fixedShare = elapsed
  }
}
