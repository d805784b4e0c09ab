import Glibc
public import SteelyardContracts
public import SteelyardPricing
import SteelyardMath

/// What a delta hedge does not cover: a jump, the neighbourhood of a barrier, a strike at expiry.
///
/// Each is an instant in which the price moves and the hedge is not traded.
public enum HedgeGap {
  /// What a delta-hedged option gains in a jump: V(S e^j) − V(S) − Δ (S e^j − S), a loss for who is short.
  ///
  /// - Parameters:
  ///   - logJump: j, of the price.
  ///   - volatilityAfter: The option's volatility after it, decimal.
  /// - Returns: In quote currency for one option held.
  /// - Throws: What `Black76` throws.
  /// - Source: R. Merton, J. Financial Economics 3 (1976): the unhedgeable part.
  public static func jumpProfit(
    of option: Black76, _ right: OptionRight, logJump: Double, volatilityAfter: Double
  ) throws(SteelyardError) -> Double {
    let after = try Black76(
      forward: option.forward * exp(logJump), strike: option.strike,
      timeToExpiry: option.timeToExpiry, volatility: volatilityAfter, rate: option.rate)
    let delta = option.greeks(right).forwardDelta
    return after.value(right) - option.value(right) - delta * (after.forward - option.forward)
  }

  /// A knock-out near its barrier.
  public struct Barrier: Sendable, Hashable {
    /// Delta now, in coins; for one option held.
    public let delta: Double
    /// The delta one move away from the barrier: what has to be held just before it.
    public let deltaAtBarrier: Double
    /// What is to be traded at once when it is touched: the hedge of `deltaAtBarrier` is closed.
    public let unwind: Double
    /// What closing it costs where the price runs through by `slip`: deltaAtBarrier × slip × barrier, in quote
    /// currency, positive where the hedger of a short option loses by it.
    public let slippageLoss: Double
    /// The largest |delta| over the approach, as a multiple of the vanilla's.
    public let deltaMultiple: Double
  }

  /// How the hedge of a knock-out behaves on the way to its barrier.
  ///
  /// - Parameters:
  ///   - slip: How far beyond the barrier the hedge is closed, as a share of the barrier, ≥ 0.
  /// - Throws: `notApplicable` for a barrier that starts the option or is already touched; what `BarrierOption` throws.
  public static func barrier(
    of option: BarrierOption, _ right: OptionRight, slip: Double
  ) throws(SteelyardError) -> Barrier {
    guard option.kind == .upAndOut || option.kind == .downAndOut, !option.isTouched else {
      throw SteelyardError(
        .notApplicable, "The option has no knock-out ahead of it.",
        remedy: "Give an up-and-out or a down-and-out that is alive.")
    }
    guard slip >= 0, slip.isFinite else {
      throw SteelyardError(
        .invalidInput, "A slip of \(slip).", remedy: "Give a share from 0 up, such as 0.005.")
    }
    let spot = option.vanilla.spot
    let edge = option.effectiveBarrier
    // Inside the barrier by a ten-thousandth: the one-sided derivative there.
    let inside = edge * (option.kind == .upAndOut ? 1 - 1e-4 : 1 + 1e-4)
    let here = try delta(option, right, at: spot)
    let there = try delta(option, right, at: inside)
    let plain = abs(option.vanilla.greeks(right).spotDelta)
    var largest = abs(here)
    for place in 1...50 {
      let share = Double(place) / 50
      largest = max(largest, abs(try delta(option, right, at: spot + share * (inside - spot))))
    }
    // Who is short has bought `there` coins; beyond the barrier they are sold, an up barrier above and a down barrier
    // below.
    let direction = option.kind == .upAndOut ? 1.0 : -1.0
    return Barrier(
      delta: here, deltaAtBarrier: there, unwind: -there,
      slippageLoss: -there * direction * slip * edge,
      deltaMultiple: plain > 0 ? largest / plain : .infinity)
  }

  private static func delta(
    _ option: BarrierOption, _ right: OptionRight, at spot: Double
  ) throws(SteelyardError) -> Double {
    let width = 1e-5 * spot
    func value(_ spot: Double) throws(SteelyardError) -> Double {
      let vanilla = option.vanilla
      return try BarrierOption(
        vanilla: BlackScholes(
          spot: spot, strike: vanilla.strike, timeToExpiry: vanilla.timeToExpiry,
          volatility: vanilla.volatility, rate: vanilla.rate, yield: vanilla.yield),
        kind: option.kind, barrier: option.barrier, monitoring: option.monitoring
      ).value(right)
    }
    return (try value(spot + width) - value(spot - width)) / (2 * width)
  }

  /// A strike on which the price sits as the option expires.
  public struct Pin: Sendable, Hashable {
    /// The probability of ending on the other side of the strike than now.
    public let crossingProbability: Double
    /// Deviation of the delta that expiry settles at, in coins: √(p (1 − p)).
    public let deltaDeviation: Double
    /// The mean payoff that the last hedge leaves open: E|S_T − K| / 2 around the strike, in quote currency.
    public let openValue: Double
    /// Gamma now, in coins per quote unit.
    public let gamma: Double
    /// The move that turns the delta by half a coin: 1 / (2 Γ), in quote currency.
    public let moveForHalf: Double
  }

  /// The last hours of an option near its strike.
  ///
  /// - Throws: `notApplicable` for an option that has expired.
  /// - Source: M. Avellaneda, M. Lipkin, "A market-induced mechanism for stock pinning", Quantitative Finance 3
  ///   (2003), for why prices come to such strikes; the numbers are those of the lognormal price.
  public static func pin(of option: Black76) throws(SteelyardError) -> Pin {
    let deviation = option.volatility * option.timeToExpiry.squareRoot()
    guard deviation > 0 else {
      throw SteelyardError(
        .notApplicable, "The option has expired, or its price does not move.",
        remedy: "Give one with time and volatility left.")
    }
    let greeks = option.greeks(.call)
    let above = greeks.inTheMoneyProbability
    let crossing = option.forward >= option.strike ? 1 - above : above
    // E|S − K| = undiscounted call + put.
    let straddle = (option.value(.call) + option.value(.put)) / option.discountFactor
    let gamma = greeks.forwardGamma
    return Pin(
      crossingProbability: crossing, deltaDeviation: (above * (1 - above)).squareRoot(),
      openValue: 0.5 * straddle, gamma: gamma,
      moveForHalf: gamma > 0 ? 0.5 / gamma : .infinity)
  }
}
