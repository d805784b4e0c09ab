import Glibc
public import SteelyardContracts

/// What selling an asset within a horizon may cost, as a share of its value.
///
/// h = 1 − exp(−(z σ_h + s/2 + Y σ_D √(Q / V_D))): the tail of the price move until it is sold, half
/// the spread, and the square-root law of market impact. It rises with volatility, spread and size and
/// falls with volume, and lies in [0, 1).
///
/// - Source: the square-root law, B. Tóth et al., "Anomalous price impact and the critical nature of
///   liquidity in financial markets", Physical Review X 1 (2011) 021006; Y of 0.5 to 1 is usual.
public struct LiquidityHaircut: Sendable, Hashable, Codable {
  /// z: how many deviations of the horizon are taken, ≥ 0.
  public let tailMultiple: Double
  /// Y: the scale of the square-root law, ≥ 0.
  public let impactFactor: Double

  /// Makes a rule.
  ///
  /// - Throws: `invalidInput` where a number is negative or not finite.
  public init(tailMultiple: Double, impactFactor: Double) throws(SteelyardError) {
    guard tailMultiple >= 0, impactFactor >= 0, tailMultiple.isFinite, impactFactor.isFinite
    else {
      throw SteelyardError(
        .invalidInput, "z = \(tailMultiple) and Y = \(impactFactor) are no rule for a haircut.",
        remedy: "Give two numbers of at least 0.")
    }
    self.tailMultiple = tailMultiple
    self.impactFactor = impactFactor
  }

  /// What a haircut is made of: log price moves, all ≥ 0.
  public struct Parts: Sendable, Hashable {
    /// z σ_h.
    public let volatility: Double
    /// s/2.
    public let spread: Double
    /// Y σ_D √(Q / V_D).
    public let impact: Double

    /// 1 − exp(−sum), in [0, 1).
    public var haircut: Double { -expm1(-(volatility + spread + impact)) }
  }

  /// The haircut of a quantity.
  ///
  /// - Parameters:
  ///   - horizonDeviation: σ_h: of the log price over the horizon, decimal, ≥ 0.
  ///   - spread: s: ask less bid over the middle, ≥ 0.
  ///   - dailyDeviation: σ_D: of the log price over a day, decimal, ≥ 0.
  ///   - quantity: Q, ≥ 0, in the unit of the volume.
  ///   - dailyVolume: V_D, > 0; take a guarded one, see `GuardedVolume`.
  /// - Throws: `invalidInput` for a number outside its range.
  public func parts(
    horizonDeviation: Double, spread: Double, dailyDeviation: Double, quantity: Double,
    dailyVolume: Double
  ) throws(SteelyardError) -> Parts {
    guard horizonDeviation >= 0, spread >= 0, dailyDeviation >= 0, quantity >= 0, dailyVolume > 0,
      [horizonDeviation, spread, dailyDeviation, quantity, dailyVolume].allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "Deviations \(horizonDeviation) and \(dailyDeviation), spread \(spread), quantity"
          + " \(quantity), volume \(dailyVolume): no haircut.",
        remedy: "Give none below 0 and a volume above it.")
    }
    return Parts(
      volatility: tailMultiple * horizonDeviation, spread: 0.5 * spread,
      impact: impactFactor * dailyDeviation * (quantity / dailyVolume).squareRoot())
  }
}
