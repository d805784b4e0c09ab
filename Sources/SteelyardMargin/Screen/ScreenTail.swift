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
  /// The width of the bounds, as a share, from which on no better threshold is sought.
  static let widthShare = 0.01

  let excess: Double
  let mass: Double
  private let most: Double

  init(_ sums: UnsafeMutableBufferPointer<Float>, _ slot: Int) {
    let first = slot * ScreenColumns.sumsPerSlot
    func sum(_ from: Int) -> Double {
      Double(sums[from]) + Double(sums[from + 1]) + Double(sums[from + 2]) + Double(sums[from + 3])
    }
    excess = sum(first)
    mass = sum(first + 4)
    most = Double(max(sums[first], sums[first + 1], sums[first + 2], sums[first + 3]))
  }

  /// What sums over so many tiles may be off by, as a share.
  static func sumShare(tiles: Int) -> Double {
    Double(blocksPerTile * tiles + sumRoundings) * unitRounding
  }

  /// Makes a slot's sums zero.
  static func clear(_ slot: Int, in sums: UnsafeMutableBufferPointer<Float>) {
    let first = slot * ScreenColumns.sumsPerSlot
    for place in first..<first + ScreenColumns.sumsPerSlot { sums[place] = 0 }
  }

  /// The largest loss.
  func largest(rounding: Double) -> ScreenBounds {
    ScreenBounds(lower: max(0, most - rounding), upper: max(0, most + rounding))
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
  func better(than threshold: Float) -> Float {
    guard threshold.isFinite, excess.isFinite else { return 0 }
    guard mass > 0 else { return threshold * 0.5 }
    return max(0, threshold + Float(excess / mass * log(mass / ScreenTail.massAim)))
  }

  /// Whether the bounds need no better threshold.
  func isEnough(at threshold: Float, _ bounds: ScreenBounds) -> Bool {
    ScreenTail.massRange.contains(mass) || (threshold <= 0 && mass < 1)
      || bounds.upper - bounds.lower <= ScreenTail.widthShare * bounds.upper
  }
}

extension ScreenBounds {
  /// Keeps the narrower of two bounds on either side.
  mutating func tighten(_ other: ScreenBounds) {
    lower = max(lower, other.lower)
    upper = min(upper, other.upper)
  }
}
