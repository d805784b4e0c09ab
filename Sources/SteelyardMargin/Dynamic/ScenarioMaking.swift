import SteelyardContracts
import SteelyardScenarios

/// How current scenarios are made from history.
public enum ScenarioMaking: String, Sendable, Hashable, Codable, CaseIterable {
  /// The joint moves of past days as they were.
  case historical
  /// The same over the volatility of their day, times the volatility now, within caps.
  case filteredHistorical = "filtered_historical"
  /// Draws from fat-tailed distributions and a Student t copula that are fitted to the latter.
  case monteCarlo = "monte_carlo"
}

/// How scenarios are drawn from a fitted distribution.
public struct ScenarioDrawing: Sendable, Hashable, Codable {
  /// How points are chosen, as files name it.
  public enum Points: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each by itself.
    case independent
    /// In mirrored pairs.
    case antithetic
    /// Scrambled Sobol points.
    case quasiRandom = "quasi_random"
  }

  /// Scenarios of each group.
  public let scenarios: Int
  /// How points are chosen.
  public let points: Points
  /// Independently scrambled replicates of quasi-random points, which standard errors stand on.
  public let replicates: Int

  /// A drawing from its parts.
  public init(scenarios: Int, points: Points, replicates: Int) {
    self.scenarios = scenarios
    self.points = points
    self.replicates = replicates
  }

  /// The same as the sampler takes it.
  var sampling: Sampling {
    switch points {
    case .independent: .independent
    case .antithetic: .antithetic
    case .quasiRandom: .quasiRandom(replicates: replicates)
    }
  }

  /// Refuses figures that cannot be drawn with.
  func check() throws(SteelyardError) {
    func refuse(_ field: String, _ value: Int, _ remedy: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, "calibration.drawing.\(field) is \(value).", remedy: remedy,
        subject: .place(
          file: "margin model", row: nil, field: "calibration.drawing.\(field)"))
    }
    guard (1...JointScenarios.countMax).contains(scenarios) else {
      throw refuse(
        "scenarios", scenarios, "Give a whole number from 1 up to \(JointScenarios.countMax).")
    }
    switch points {
    case .independent: return
    case .antithetic:
      guard scenarios.isMultiple(of: 2) else {
        throw refuse("scenarios", scenarios, "Give an even number for mirrored pairs.")
      }
    case .quasiRandom:
      guard replicates > 1 else {
        throw refuse("replicates", replicates, "Give from 2 up.")
      }
      guard scenarios.isMultiple(of: replicates) else {
        throw refuse(
          "scenarios", scenarios,
          "Give a multiple of the \(replicates) replicates, or independent points.")
      }
    }
  }
}
