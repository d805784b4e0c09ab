import Glibc
public import SteelyardContracts
import SteelyardMath

/// A portfolio that is shifted between a risky asset and cash by a rule, so that it ends above a floor.
///
///     CPPI   exposure = min(m × (V − F), L × V),   F grows with the rate of cash
///     TIPP   the same with F = max(F grown, share × the highest V so far)
///
/// A fall of more than 1 / m between two looks goes through the floor: the gap. With continuous trading, no cap and
/// no cost, CPPI ends at
///
///     V_T = F_T + (V_0 − F_0) (S_T / S_0)^m exp((1 − m) (r + m σ² / 2) T)
///
/// - Source: F. Black, R. Jones, "Simplifying portfolio insurance", J. Portfolio Management 14 (1987); F. Black, A.
///   Perold, "Theory of constant proportion portfolio insurance", J. Economic Dynamics and Control 16 (1992); T.
///   Estep, M. Kritzman, "TIPP: insurance without complexity", J. Portfolio Management 14 (1988).
public struct PortfolioInsurance: Sendable, Hashable {
  /// How the floor moves.
  public enum Floor: Sendable, Hashable {
    /// It grows with the rate of cash.
    case constant
    /// It also keeps this share of the highest value so far, in (0, 1): time-invariant protection.
    case ratchet(Double)
  }

  /// The rule of one portfolio.
  public struct Rule: Sendable, Hashable {
    /// The floor at the beginning as a share of the value then, in [0, 1).
    public let floorShare: Double
    /// m: exposure for a unit of the cushion, > 0.
    public let multiple: Double
    /// L: most exposure as a multiple of the value, > 0; 1 for no borrowing.
    public let exposureMax: Double
    /// How the floor moves.
    public let floor: Floor
    /// What a trade costs as a share of its value, ≥ 0.
    public let cost: Double
    /// Continuous rate of cash per year.
    public let rate: Double
    /// The exposure is traded where it is off by more than this share of what it should be, ≥ 0.
    public let tolerance: Double

    /// A rule from its parts.
    ///
    /// - Throws: `invalidInput` for a number that cannot be.
    public init(
      floorShare: Double, multiple: Double, exposureMax: Double, floor: Floor, cost: Double,
      rate: Double, tolerance: Double
    ) throws(SteelyardError) {
      let isFloorFit =
        if case .ratchet(let share) = floor { share > 0 && share < 1 } else { true }
      guard floorShare >= 0, floorShare < 1, multiple > 0, multiple.isFinite, exposureMax > 0,
        exposureMax.isFinite, isFloorFit, cost >= 0, cost < 1, rate.isFinite, tolerance >= 0
      else {
        throw SteelyardError(
          .invalidInput,
          "Floor \(floorShare), multiple \(multiple), most exposure \(exposureMax), \(floor), cost \(cost), "
            + "tolerance \(tolerance).",
          remedy:
            "Give a floor and a ratchet below 1, a multiple and an exposure above zero, costs from 0 up."
        )
      }
      self.floorShare = floorShare
      self.multiple = multiple
      self.exposureMax = exposureMax
      self.floor = floor
      self.cost = cost
      self.rate = rate
      self.tolerance = tolerance
    }
  }

  /// Values step by step; shape `[step + 1]`.
  public let values: [Double]
  /// Floors step by step; shape `[step + 1]`.
  public let floors: [Double]
  /// Exposure to the risky asset after each look, in the values' unit; shape `[step]`.
  public let exposures: [Double]
  /// Costs of all trades.
  public let costs: Double
  /// Trades.
  public let tradeCount: Int
  /// How far the value ended below the floor, 0 where it did not.
  public let shortfall: Double
  /// The largest distance below the floor at any step: gap risk that came about.
  public let gapMax: Double
  /// The first step at which the cushion was gone and all was in cash; nil where it never was.
  public let lockedStep: Int?

  /// The portfolio along a path.
  ///
  /// - Parameters:
  ///   - path: Prices of the risky asset at equal steps, each > 0.
  ///   - years: The whole time, > 0.
  ///   - value: At the beginning, > 0.
  /// - Throws: `invalidInput` for a path or numbers that cannot be.
  public init(
    _ rule: Rule, along path: [Double], years: Double, value start: Double
  ) throws(SteelyardError) {
    guard path.count >= 2, path.allSatisfy({ $0 > 0 && $0.isFinite }), years > 0, years.isFinite,
      start > 0, start.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "\(path.count) prices over \(years) years from \(start), or a price that is none.",
        remedy: "Give at least two prices, a time and a value above zero.")
    }
    let steps = path.count - 1
    let growth = exp(rule.rate * years / Double(steps))
    var value = start
    var floor = rule.floorShare * start
    var highest = start
    var exposure = 0.0
    var values = [value]
    var floors = [floor]
    var exposures: [Double] = []
    var costs = 0.0
    var trades = 0
    var locked: Int?
    for place in 0..<steps {
      let wanted = max(0, min(rule.multiple * (value - floor), rule.exposureMax * max(value, 0)))
      let isOff = abs(wanted - exposure) > rule.tolerance * max(wanted, 0)
      if wanted != exposure, isOff || wanted == 0 {
        let cost = rule.cost * abs(wanted - exposure)
        costs += cost
        value -= cost
        trades += 1
        exposure = wanted
      }
      if value <= floor, locked == nil { locked = place }
      exposures.append(exposure)
      let cash = (value - exposure) * growth
      exposure *= path[place + 1] / path[place]
      value = cash + exposure
      highest = max(highest, value)
      floor *= growth
      if case .ratchet(let share) = rule.floor { floor = max(floor, share * highest) }
      values.append(value)
      floors.append(floor)
    }
    self.values = values
    self.floors = floors
    self.exposures = exposures
    self.costs = costs
    tradeCount = trades
    shortfall = max(0, floor - value)
    gapMax = zip(values, floors).reduce(0) { max($0, $1.1 - $1.0) }
    lockedStep = locked
  }

  /// The probability that a fall between two looks goes through the floor of an uncapped portfolio at least once,
  /// under a lognormal price.
  ///
  ///     P = 1 − (1 − N(d))^n,   d = (ln((1 − 1/m) e^(r δ)) − (μ − σ²/2) δ) / (σ √δ)
  ///
  /// - Parameters:
  ///   - volatility: σ, > 0.
  ///   - drift: μ of the risky asset.
  ///   - looks: n over the whole time, ≥ 1.
  /// - Returns: 0 for a multiple of at most 1, which no fall can break.
  /// - Throws: `invalidInput` for a number that cannot be.
  /// - Source: S. Balder, M. Brandl, A. Mahayni, "Effectiveness of CPPI strategies under discrete-time trading", J.
  ///   Economic Dynamics and Control 33 (2009), proposition 3.2.
  public static func gapProbability(
    multiple: Double, volatility: Double, drift: Double, rate: Double, years: Double, looks: Int
  ) throws(SteelyardError) -> Double {
    guard multiple > 0, volatility > 0, volatility.isFinite, drift.isFinite, rate.isFinite,
      years > 0,
      looks >= 1
    else {
      throw SteelyardError(
        .invalidInput,
        "Multiple \(multiple), volatility \(volatility), \(years) years, \(looks) looks.",
        remedy: "Give numbers above zero.")
    }
    guard multiple > 1 else { return 0 }
    let step = years / Double(looks)
    let edge = log1p(-1 / multiple) + rate * step
    let score =
      (edge - (drift - 0.5 * volatility * volatility) * step) / (volatility * step.squareRoot())
    let alone = NormalDistribution.cumulative(score)
    return -expm1(Double(looks) * log1p(-alone))
  }

  /// What CPPI ends at with continuous trading, no cap and no cost.
  ///
  /// - Parameters:
  ///   - value: V_0.
  ///   - floorNow: F_0, the floor's value at the beginning.
  ///   - priceRatio: S_T / S_0, > 0.
  /// - Throws: `invalidInput` for a number that cannot be.
  /// - Source: F. Black, A. Perold (1992).
  public static func continuousValue(
    value: Double, floorNow: Double, multiple: Double, priceRatio: Double, volatility: Double,
    rate: Double, years: Double
  ) throws(SteelyardError) -> Double {
    guard value > 0, floorNow >= 0, multiple > 0, priceRatio > 0, volatility >= 0, years > 0,
      [value, floorNow, multiple, priceRatio, volatility, rate, years].allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "Value \(value), floor \(floorNow), multiple \(multiple), price ratio \(priceRatio).",
        remedy: "Give numbers above zero.")
    }
    let power =
      multiple * log(priceRatio)
      + (1 - multiple) * (rate + 0.5 * multiple * volatility * volatility) * years
    return floorNow * exp(rate * years) + (value - floorNow) * exp(power)
  }
}
