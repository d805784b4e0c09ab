public import SteelyardContracts
public import SteelyardForecasts
public import SteelyardMargin
import SteelyardScenarios

/// A state of the dynamic model and what it was made from.
public struct CalibrationReport: Report {
  /// The state.
  public let state: ModelState
  /// What answers will name it by.
  public let stateName: String
  /// The parameters it was made with.
  public let specification: DynamicSpecification
  /// How scales came to be what they are, by coin.
  public let paths: [Calibrator.ScalePath]
  /// How forecasters of volatility did on each coin; empty where nobody asked.
  public let contests: [(coin: Currency, contest: VolatilityContest)]
  /// What people should know besides.
  public let notes: [String]

  /// A report from its parts.
  public init(
    state: ModelState, stateName: String, specification: DynamicSpecification,
    paths: [Calibrator.ScalePath],
    contests: [(coin: Currency, contest: VolatilityContest)] = [], notes: [String]
  ) {
    self.state = state
    self.stateName = stateName
    self.specification = specification
    self.paths = paths
    self.contests = contests
    self.notes = notes
  }

  /// One coin as the state sees it.
  struct Line {
    let coin: CoinState
    /// What a unit held long, and short, needs by the current scenarios alone, relative.
    let long: Double
    let short: Double
    /// Standard errors of both, were the scenarios draws; nil for other measures than expected
    /// shortfall.
    let longError: Double?
    let shortError: Double?
    let horizonDays: Double
  }

  var lines: [Line] {
    state.coins.compactMap { coin in
      guard let moves = state.initial.core.coins[coin.coin] else { return nil }
      let weights = state.initial.core.weights
      let measure = specification.initial.measure
      let sampling = state.initial.core.sampling
      func error(_ profit: [Double]) -> Double? {
        measure.standardError(of: profit, weights: weights, sampling: sampling)
      }
      return Line(
        coin: coin, long: measure.loss(of: moves.spot, weights: weights),
        short: measure.loss(of: moves.spot.map { -$0 }, weights: weights),
        longError: error(moves.spot), shortError: error(moves.spot.map { -$0 }),
        horizonDays: moves.horizonDays)
    }
  }

  /// The groups of scenarios with their sizes.
  var groups: [(name: String, scenarios: JointScenarios)] {
    [
      ("initial: current", state.initial.core), ("initial: stressed", state.initial.stressed),
      ("initial: crashes", state.initial.crashes),
      ("maintenance: current", state.maintenance.core),
      ("maintenance: stressed", state.maintenance.stressed),
    ].compactMap { name, group in group.map { (name, $0) } }
  }
}
