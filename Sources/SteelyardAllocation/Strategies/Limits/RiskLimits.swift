public import SteelyardContracts

/// The limits that stand between every strategy and its orders, in a strict order: one that stands higher is looked
/// at first
/// and never gives way to one below it.
public struct RiskLimits: Sendable, Hashable, Codable {
  /// The levels, the highest first.
  public enum Level: String, Sendable, Hashable, Codable, CaseIterable {
    /// The account can pay what it owes, and meets its margin.
    case solvency
    /// Equity stays above its budget of losses in an epoch.
    case drawdown
    /// Initial margin takes no more than a share of what counts for it.
    case marginUse = "margin_use"
    /// All that is held, over equity.
    case leverage
    /// Net delta over equity.
    case delta
    /// What curvature loses at a move of 10 %, over equity.
    case gamma
    /// What ten volatility points change, over equity.
    case vega
    /// The largest coin over equity.
    case concentration
    /// What is opened is expected to earn enough.
    case expectedReturn = "return"
  }

  /// The budget of losses: how far equity may fall from its highest in an epoch, decimal.
  public let drawdownMax: Double
  /// Days of an epoch.
  public let epochDays: Double
  /// Most initial margin over the equity that counts for it.
  public let marginUseMax: Double
  /// Most gross holdings over equity.
  public let leverageMax: Double
  /// Most net delta over equity, coins not netted.
  public let deltaMax: Double
  /// Most loss by curvature where every coin moves by 10 %, over equity.
  public let gammaMax: Double
  /// Most change where volatilities move by ten points, over equity.
  public let vegaMax: Double
  /// Most gross holdings of one coin over equity.
  public let concentrationMax: Double
  /// Least expected return a year of what is opened, where a strategy states one, decimal.
  public let returnMin: Double

  /// Limits from their parts.
  ///
  /// - Throws: `invalidInput` for a limit that is no number or can't be.
  public init(
    drawdownMax: Double = 0.2, epochDays: Double = 90, marginUseMax: Double = 0.6,
    leverageMax: Double = 3, deltaMax: Double = 1.5, gammaMax: Double = 0.15,
    vegaMax: Double = 0.15, concentrationMax: Double = 3, returnMin: Double = 0
  ) throws(SteelyardError) {
    for (name, value) in [
      ("drawdown", drawdownMax), ("margin use", marginUseMax), ("leverage", leverageMax),
      ("delta", deltaMax), ("gamma", gammaMax), ("vega", vegaMax),
      ("concentration", concentrationMax), ("days of an epoch", epochDays),
    ] where !(value > 0) {
      throw SteelyardError(
        .invalidInput, "The limit on \(name) is \(value).", remedy: "Give a number above zero.")
    }
    guard drawdownMax < 1, marginUseMax <= 1, returnMin.isFinite else {
      throw SteelyardError(
        .invalidInput,
        "A drawdown of \(drawdownMax), a margin use of \(marginUseMax) or a return of \(returnMin) is no limit.",
        remedy: "Give a drawdown below 1, a margin use of at most 1, a return that is a number.")
    }
    self.drawdownMax = drawdownMax
    self.epochDays = epochDays
    self.marginUseMax = marginUseMax
    self.leverageMax = leverageMax
    self.deltaMax = deltaMax
    self.gammaMax = gammaMax
    self.vegaMax = vegaMax
    self.concentrationMax = concentrationMax
    self.returnMin = returnMin
  }

  /// Those of a plain strategy: 20 % of losses in 90 days, three times its equity.
  public static let usual: RiskLimits = {
    do { return try RiskLimits() } catch { preconditionFailure("The usual limits are admissible.") }
  }()
}

/// What a limit did to a decision.
public struct LimitCut: Sendable, Hashable, Codable {
  /// Which one.
  public let level: RiskLimits.Level
  /// The share of what was asked for that is left, from 0 to 1.
  public let share: Double
  /// Why, in a sentence with its numbers.
  public let reason: String

  /// A cut from its parts.
  public init(level: RiskLimits.Level, share: Double, reason: String) {
    self.level = level
    self.share = share
    self.reason = reason
  }
}
