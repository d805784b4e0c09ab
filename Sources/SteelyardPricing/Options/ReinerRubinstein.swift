import Glibc
import SteelyardContracts
import SteelyardMath

/// The four terms A, B, C, D from which every single-barrier option is a sum.
///
/// - Source: E. Haug, "The Complete Guide to Option Pricing Formulas", 2nd edition (2007), section
///   4.17.1; letters as there.
struct ReinerRubinstein {
  /// A: the vanilla value.
  private let plain: Double
  /// B: as A with the barrier in the strike's place inside the probabilities.
  private let plainAtBarrier: Double
  /// C: the reflection of A.
  private let reflected: Double
  /// D: the reflection of B.
  private let reflectedAtBarrier: Double
  private let strikeIsAbove: Bool
  private let right: OptionRight
  private let isUp: Bool

  init(option: LognormalOption, barrier: Double, right: OptionRight, isUp: Bool) {
    let deviation = option.totalDeviation
    let sign = right.sign
    let side = isUp ? -1.0 : 1.0
    let forwardLeg = sign * option.yieldFactor * option.underlying
    let strikeLeg = sign * option.discountFactor * option.strike
    let logBarrier = logMoneyness(underlying: barrier, strike: option.underlying)
    let logBarrierStrike = logMoneyness(underlying: barrier, strike: option.strike)
    let drift = (option.rate - option.yield) * option.timeToExpiry
    // 2μ ln(H/S) with μ = (b − σ²/2)/σ².
    let power = 2 * (drift / (deviation * deviation) - 0.5) * logBarrier
    /// Legs weighted with (H/S)^(2(μ+1)) and (H/S)^(2μ), joined in the exponent with the
    /// probabilities: alone the power overflows where the probability underflows.
    func term(_ argument: Double, _ direction: Double, _ logWeight: Double?) -> Double {
      let (upper, lower) = (direction * argument, direction * (argument - deviation))
      guard let logWeight else {
        return forwardLeg * NormalDistribution.cumulative(upper)
          - strikeLeg * NormalDistribution.cumulative(lower)
      }
      return forwardLeg
        * exp(logWeight + 2 * logBarrier + NormalDistribution.logarithmOfCumulative(upper))
        - strikeLeg * exp(logWeight + NormalDistribution.logarithmOfCumulative(lower))
    }
    /// (ln of something + bT)/s + s/2: the (1 + μ)s of the book is bT/s + s/2.
    func argument(_ logarithm: Double) -> Double {
      (logarithm + drift) / deviation + 0.5 * deviation
    }
    plain = option.value(right)
    plainAtBarrier = term(argument(-logBarrier), sign, nil)
    reflected = term(argument(logBarrier + logBarrierStrike), side, power)
    reflectedAtBarrier = term(argument(logBarrier), side, power)
    strikeIsAbove = option.strike >= barrier
    self.right = right
    self.isUp = isUp
  }

  /// The value of the option that starts at the barrier.
  var knockIn: Double {
    switch (right, isUp, strikeIsAbove) {
    case (.call, false, true), (.put, true, false): reflected
    case (.call, false, false), (.put, true, true): plain - plainAtBarrier + reflectedAtBarrier
    case (.call, true, true), (.put, false, false): plain
    case (.call, true, false), (.put, false, true):
      plainAtBarrier - reflected + reflectedAtBarrier
    }
  }

  /// The value of the option that ends at the barrier.
  var knockOut: Double {
    switch (right, isUp, strikeIsAbove) {
    case (.call, false, true), (.put, true, false): plain - reflected
    case (.call, false, false), (.put, true, true): plainAtBarrier - reflectedAtBarrier
    case (.call, true, true), (.put, false, false): 0
    case (.call, true, false), (.put, false, true):
      plain - plainAtBarrier + reflected - reflectedAtBarrier
    }
  }
}
