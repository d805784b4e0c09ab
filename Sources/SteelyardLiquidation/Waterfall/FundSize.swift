public import SteelyardContracts
public import SteelyardMargin

/// What one simulation left unpaid: the losses beyond all that the accounts had.
public struct SimulatedShortfall: Sendable, Hashable {
  /// Of all owners together, in USD, ≥ 0.
  public let total: Double
  /// Of the owner who left most.
  public let largest: Double
  /// Of the one after.
  public let second: Double

  /// A shortfall from its parts; they are checked when the fund is sized.
  public init(total: Double, largest: Double, second: Double) {
    self.total = total
    self.largest = largest
    self.second = second
  }

  /// The shortfall of a list, one per owner group, in USD, ≥ 0.
  public init(ofOwners shortfalls: some Sequence<Double>) {
    var (total, largest, second) = (0.0, 0.0, 0.0)
    for shortfall in shortfalls {
      total += shortfall
      if shortfall > largest {
        (largest, second) = (shortfall, largest)
      } else if shortfall > second {
        second = shortfall
      }
    }
    self.init(total: total, largest: largest, second: second)
  }
}

/// How large an insurance fund has to be, from simulated shortfalls.
///
/// - Cover-1 and cover-2: the most that the one owner, or the two owners, with the largest shortfalls leave in any of the
///   simulations.
/// - Quantile: what the shortfall of all owners together stays within in a share of the simulations.
///
/// The recommendation is the larger of cover-2 and the quantile.
///
/// - Source: CPMI-IOSCO, "Principles for financial market infrastructures" (2012), principle 4 for cover-1 and cover-2;
///   the quantile's error as `HistoricalTail.valueAtRiskStandardError` with order statistics.
public struct FundSize: Sendable, Hashable {
  /// What decides the recommendation.
  public enum Basis: String, Sendable, Hashable, Codable, CaseIterable {
    /// The two largest owners in the worst simulation.
    case coverTwo = "cover_2"
    /// The quantile of the whole.
    case quantile
  }

  /// How many simulations it stands on.
  public let simulationCount: Int
  /// The share of simulations that the quantile covers.
  public let level: Double
  /// In USD.
  public let coverOne: Double
  /// In USD.
  public let coverTwo: Double
  /// In USD.
  public let quantile: Double
  /// Of the quantile, in USD.
  public let quantileError: Double
  /// Observed shortfalls that hold the true quantile with at least 95 %; infinite where there are too few simulations.
  public let interval: QuantileInterval
  /// The mean shortfall of the simulations beyond the level, in USD.
  public let expectedShortfall: Double
  /// In how many simulations anything was left unpaid.
  public let shortfallCount: Int

  /// Sizes a fund.
  ///
  /// - Parameters:
  ///   - shortfalls: One per simulation, all equally likely; as many as it takes for one to be beyond the level.
  ///   - level: Between 0 and 1; 0.999 as a rule.
  /// - Throws: `invalidInput`; `notApplicable` where there are too few simulations for the level.
  public init(
    of shortfalls: [SimulatedShortfall], level: Double
  ) throws(SteelyardError) {
    for (place, shortfall) in shortfalls.enumerated() {
      guard shortfall.second >= 0, shortfall.largest >= shortfall.second, shortfall.total.isFinite,
        shortfall.total * (1 + 1e-9) >= shortfall.largest + shortfall.second
      else {
        throw SteelyardError(
          .invalidInput,
          "A shortfall of \(shortfall.total), of which \(shortfall.largest) and "
            + "\(shortfall.second) are the largest owners', can't be.",
          remedy: "Give finite sizes, the larger owner first.", subject: .scenario(place))
      }
    }
    let tail = try HistoricalTail(profit: shortfalls.map { -$0.total })
    // The quantile of fewer would be the largest one seen, whatever the level.
    guard Double(shortfalls.count) * (1 - level) >= 1 - 1e-9 else {
      throw SteelyardError(
        .notApplicable,
        "\(shortfalls.count) simulations have none beyond a level of \(level).",
        remedy: "Simulate at least 1 / (1 - level) times; ten times that for a usable error.")
    }
    simulationCount = shortfalls.count
    self.level = level
    coverOne = shortfalls.coverOne
    coverTwo = shortfalls.coverTwo
    quantile = shortfalls.quantile(level)
    quantileError = try tail.valueAtRiskStandardError(level: level, method: .orderStatistics)
    interval = try tail.valueAtRiskInterval(level: level, confidence: 0.95)
    expectedShortfall = try tail.expectedShortfall(level: level)
    shortfallCount = shortfalls.count { $0.total > 0 }
  }

  /// What decides.
  public var basis: Basis { coverTwo >= quantile ? .coverTwo : .quantile }
  /// In USD.
  public var recommended: Double { max(coverTwo, quantile) }
}
