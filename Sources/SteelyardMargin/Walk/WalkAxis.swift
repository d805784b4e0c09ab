public import SteelyardContracts
public import SteelyardMarket

/// The one input that a walk varies.
public enum WalkAxis: Sendable, Hashable {
  /// Relative move of spot: of every coin, or of one.
  case spot(MarketDisplacement.Scope)
  /// Relative move of every volatility.
  case volatility
  /// Days that pass.
  case days
  /// The size of a position, in `Instrument.quantityCurrency`.
  case quantity(Instrument)
}

/// Where a walk begins and ends, and how many points it has.
public struct WalkRange: Sendable, Hashable {
  /// Fewest and most points of a walk; at most so many frames are made.
  public static let stepsLimits = 2...1000

  /// The first value.
  public let lower: Double
  /// The last value.
  public let upper: Double
  /// How many points, both ends included.
  public let steps: Int

  /// A range from its parts.
  ///
  /// - Throws: `invalidInput` where the ends are not finite and in order, `limitExceeded` where the
  ///   points are too few or too many.
  public init(from lower: Double, to upper: Double, steps: Int) throws(SteelyardError) {
    guard lower.isFinite, upper.isFinite, lower < upper, (upper - lower).isFinite else {
      throw SteelyardError(
        .invalidInput, "The range goes from \(lower) to \(upper).",
        remedy: "Give FROM below TO, such as -0.3:0.3.")
    }
    guard WalkRange.stepsLimits.contains(steps) else {
      throw SteelyardError(
        .limitExceeded, "The walk has \(steps) points.",
        remedy: "Give from \(WalkRange.stepsLimits.lowerBound) to "
          + "\(WalkRange.stepsLimits.upperBound).")
    }
    self.lower = lower
    self.upper = upper
    self.steps = steps
  }

  /// The width, > 0.
  public var width: Double { upper - lower }

  /// The values in order, and the present one among them where it lies inside.
  ///
  /// A step within a billionth of the width of the present value is the present value: else
  /// rounding would set the undisplaced point beside itself.
  func values(around present: Double) -> [Double] {
    var values = (0..<steps).map { index in
      index == steps - 1 ? upper : lower + width * Double(index) / Double(steps - 1)
    }
    if let near = values.firstIndex(where: { abs($0 - present) <= 1e-9 * width }) {
      values[near] = present
    } else if let later = values.firstIndex(where: { $0 > present }), later > 0 {
      values.insert(present, at: later)
    }
    return values
  }
}
