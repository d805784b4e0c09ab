import Glibc
public import SteelyardContracts
import SteelyardMath

/// A European option that starts or ends when the underlying touches one barrier, without rebate.
///
/// With discrete monitoring the barrier is moved away from the spot by 0.5826 σ√Δt and then taken as
/// continuous. That correction is good while the spot is more than about one step's deviation away
/// from the barrier.
///
/// - Accuracy: Absolute error below 1e-13 × the larger of spot and strike for continuous monitoring;
///   the discrete correction is an approximation of order o(√Δt).
/// - Source: M. Rubinstein, E. Reiner, "Breaking down the barriers", Risk 4 (1991), in the notation
///   of E. Haug, "The Complete Guide to Option Pricing Formulas", 2nd edition (2007), section 4.17;
///   M. Broadie, P. Glasserman, S. Kou, "A continuity correction for discrete barrier options",
///   Mathematical Finance 7 (1997), theorem 1.1.
public struct BarrierOption: Sendable, Hashable {
  /// The option without its barrier.
  public let vanilla: BlackScholes
  /// Side of the barrier, and whether touching it starts or ends the option.
  public let kind: BarrierKind
  /// The barrier as written in the contract, in quote currency.
  public let barrier: Double
  /// When the barrier is looked at.
  public let monitoring: BarrierMonitoring
  /// The continuously watched barrier that stands in for `barrier`, in quote currency.
  public let effectiveBarrier: Double

  /// A barrier option.
  ///
  /// - Parameters:
  ///   - vanilla: The option without its barrier; for one on a forward pass the forward as spot and
  ///     the rate as yield.
  ///   - kind: Side and effect of the barrier.
  ///   - barrier: In quote currency, above zero.
  ///   - monitoring: When the barrier is looked at.
  /// - Throws: `invalidInput` naming the field.
  public init(
    vanilla: BlackScholes, kind: BarrierKind, barrier: Double, monitoring: BarrierMonitoring
  ) throws(SteelyardError) {
    try Admissible.positive.check(barrier, "barrier")
    self.vanilla = vanilla
    self.kind = kind
    self.barrier = barrier
    self.monitoring = monitoring
    switch monitoring {
    case .continuous: effectiveBarrier = barrier
    case .discrete(let interval):
      try Admissible.positive.check(interval, "monitoring interval")
      let away = kind.isUp ? 1.0 : -1.0
      // −ζ(1/2)/√(2π)
      let shift = 0.58259715793901067 * vanilla.volatility * interval.squareRoot()
      effectiveBarrier = barrier * exp(away * shift)
    }
  }

  /// Whether the spot is at or beyond the effective barrier, so that its effect has taken place.
  public var isTouched: Bool {
    kind.isUp ? vanilla.spot >= effectiveBarrier : vanilla.spot <= effectiveBarrier
  }

  /// The value in quote currency per unit of base, from 0 to the vanilla value.
  ///
  /// An option whose barrier was touched earlier is not told by these numbers: value it as vanilla
  /// (in) or zero (out).
  public func value(_ right: OptionRight) -> Double {
    let whole = vanilla.value(right)
    if isTouched { return kind.isIn ? whole : 0 }
    if vanilla.option.isAtLimit && pathIsCertain { return certainValue(right) }
    let part = ReinerRubinstein(
      option: vanilla.option, barrier: effectiveBarrier, right: right, isUp: kind.isUp)
    // The closed form is a sum of four terms, so rounding can leave it a hair outside its range.
    return min(max(kind.isIn ? part.knockIn : part.knockOut, 0), whole)
  }

  private var pathIsCertain: Bool { vanilla.option.totalDeviation == 0 }

  /// Without deviation the spot runs straight to the forward and touches what lies between.
  private func certainValue(_ right: OptionRight) -> Double {
    let forward =
      vanilla.spot * exp((vanilla.rate - vanilla.yield) * vanilla.timeToExpiry)
    let touches = kind.isUp ? forward >= effectiveBarrier : forward <= effectiveBarrier
    return touches == kind.isIn ? vanilla.intrinsicValue(right) : 0
  }
}

extension BarrierKind {
  /// Whether the barrier lies above the spot.
  var isUp: Bool { self == .upAndIn || self == .upAndOut }
  /// Whether touching the barrier starts the option.
  var isIn: Bool { self == .upAndIn || self == .downAndIn }
}
