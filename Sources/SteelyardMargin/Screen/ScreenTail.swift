import Glibc
import SteelyardScenarios

/// What the kernel has added up of one slot: the excess over a threshold and the weight beyond it.
///
/// The weights of all scenarios add up to 1 / (1 - level), so that a weight of 1 lies beyond value at risk.
struct ScreenTail {
  /// 2^-24: what one rounding of a number in single precision may move it by, as a share.
  static let unitRounding = 0x1p-24
  /// Roundings of an account's P&L beside one for each row: of P&L, of quantities and of the threshold.
  static let roundings = 6
  /// Roundings of a sum over scenarios beside those of its tiles: within a block, of weights and of products.
  private static let sumRoundings = 32
  /// Most blocks that a kernel divides a tile into: each adds one rounding to a sum.
  private static let blocksPerTile = 4
  /// Beyond this single precision could overflow, and `figures` decide.
  static let magnitudeMax = 1e30
  /// The weight that the next threshold is aimed at: a little beyond value at risk, where both bounds hold.
  static let massAim = 1.2
  /// Weights beyond a threshold with which both bounds are near the measure.
  static let massRange = 1.0...1.6
  /// Weights beyond a threshold that is kept as it is where scenarios are light: another would save nothing.
  static let massKept = 1.1...1.4
  /// Weights of one scenario with which a threshold stays where it is enough: there may be no other weight in
  /// the range, and one scenario more or less would be outside.
  static let heavy = 0.3...1.0
  /// What becomes of a threshold beyond which there is nothing, where nothing else is known.
  static let stepBack: Float = 0.5
  /// The same as a share of what the measure is known to be at the least.
  static let belowKnown: Float = 0.98
  /// Less than a threshold that lies above all losses, where the measure is known at the least.
  static let stepBeyond: Float = 0.9
  /// Passages with steps of full length, where scenarios are heavy.
  static let fullSteps = 2
  /// The length of later steps there, where losses that lie in heaps would be stepped over and back.
  static let laterStep = 0.5
  /// The width of the bounds, as a share, with which a heavy scenario's threshold may stay: between two losses
  /// the upper bound grows with the distance.
  static let heavyWidthShare = 0.03
  /// The width of the bounds, as a share, from which on no better threshold is sought.
  static let widthShare = 0.01

  let excess: Double
  let mass: Double

  /// - Parameter first: Where the numbers of the slot begin.
  @inline(__always)
  init(_ sums: UnsafeMutableBufferPointer<Float>, first: Int) {
    excess =
      Double(sums[first]) + Double(sums[first + 1]) + Double(sums[first + 2])
      + Double(sums[first + 3])
    mass =
      Double(sums[first + 4]) + Double(sums[first + 5]) + Double(sums[first + 6])
      + Double(sums[first + 7])
  }

  /// What sums over so many tiles may be off by, as a share.
  static func sumShare(tiles: Int) -> Double {
    Double(blocksPerTile * tiles + sumRoundings) * unitRounding
  }

  /// The largest loss.
  ///
  /// - Parameter first: Where the numbers of the slot begin.
  static func largest(
    _ sums: UnsafeMutableBufferPointer<Float>, first: Int, rounding: Double
  ) -> ScreenBounds {
    let most = Double(
      max(max(sums[first], sums[first + 1]), max(sums[first + 2], sums[first + 3])))
    return ScreenBounds(lower: max(0, most - rounding), upper: max(0, most + rounding))
  }

  /// Bounds of the expected shortfall, not less than zero.
  ///
  /// Above: t + excess, for every t. Below: the mean loss of any scenarios that weigh 1 or more, hence of
  /// those beyond t.
  ///
  /// - Parameter share: What sums over the group's scenarios may be off by.
  func shortfall(beyond threshold: Float, rounding: Double, share: Double) -> ScreenBounds {
    let start = Double(threshold)
    // Numbers beyond single precision say nothing.
    guard start.isFinite, excess.isFinite else { return ScreenBounds(lower: 0, upper: .infinity) }
    let upper = max(0, start + excess * (1 + share) + rounding)
    guard mass * (1 - share) >= 1 else { return ScreenBounds(lower: 0, upper: upper) }
    let mean = excess * (1 - share) / (mass * (1 + share))
    return ScreenBounds(lower: max(0, start + mean - rounding), upper: upper)
  }

  /// A threshold with a weight nearer to the aim beyond it, as if the tail fell off exponentially.
  ///
  /// - Parameters:
  ///   - heaviest: The largest weight of one scenario.
  ///   - known: What is known of the measure.
  ///   - passage: The number of the passage, from 1.
  func better(
    than threshold: Float, heaviest: Double, _ known: ScreenBounds, passage: Int
  ) -> Float {
    guard threshold.isFinite, excess.isFinite else { return 0 }
    if ScreenTail.massKept.contains(mass) { return threshold }
    let isHeavy = ScreenTail.heavy.contains(heaviest)
    if isHeavy, isNear(heaviest, known) { return threshold }
    guard mass > 0 else {
      if known.lower > 0 {
        return min(Float(known.lower) * ScreenTail.belowKnown, threshold * ScreenTail.stepBeyond)
      }
      // A holding that has become another: two thresholds with nothing beyond say to begin anew.
      return passage == 1 ? threshold * ScreenTail.stepBack : 0
    }
    let length = isHeavy && passage > ScreenTail.fullSteps ? ScreenTail.laterStep : 1
    return max(
      0, threshold + Float(length * excess / mass * log(mass / ScreenTail.massAim)))
  }

  /// Whether the bounds need no better threshold.
  func isEnough(at threshold: Float, _ bounds: ScreenBounds, heaviest: Double) -> Bool {
    isNear(heaviest, bounds) || (threshold <= 0 && mass < 1)
      || bounds.upper - bounds.lower <= ScreenTail.widthShare * bounds.upper
  }

  /// Whether both bounds are near the measure, or as near as scenarios of such a weight permit.
  private func isNear(_ heaviest: Double, _ bounds: ScreenBounds) -> Bool {
    if ScreenTail.massRange.contains(mass) { return true }
    return mass >= 1 && mass <= 1 + heaviest
      && bounds.upper - bounds.lower <= ScreenTail.heavyWidthShare * bounds.upper
  }
}

extension ScreenBounds {
  /// Keeps the narrower of two bounds on either side.
  mutating func tighten(_ other: ScreenBounds) {
    lower = max(lower, other.lower)
    upper = min(upper, other.upper)
  }
}
