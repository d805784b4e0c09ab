public import SteelyardContracts
public import SteelyardMargin
import SteelyardScenarios
import SteelyardForecasts

/// Joint moves of the market that a hedge is judged by, with their probabilities.
public struct HedgeScenarios: Sendable, Hashable {
  /// Most scenarios.
  public static let countMax = 20_000

  /// The moves.
  public let shocks: [MarketShock]
  /// Of each, summing to 1.
  public let probabilities: [Double]
  /// Realised volatility that tokens are taken to go through on the way, decimal per root year, by coin.
  public let volatilities: [Currency: Double]
  /// Where they come from, for people.
  public let source: String

  /// Scenarios from their parts.
  ///
  /// - Throws: `invalidInput` for weights that are none, `limitExceeded` beyond `countMax`.
  public init(
    shocks: [MarketShock], weights: [Double], volatilities: [Currency: Double], source: String
  ) throws(SteelyardError) {
    let sum = weights.reduce(0, +)
    guard !shocks.isEmpty, weights.count == shocks.count,
      weights.allSatisfy({ $0 >= 0 && $0.isFinite }), sum > 0
    else {
      throw SteelyardError(
        .invalidInput,
        "\(shocks.count) scenarios have \(weights.count) weights that sum to \(sum).",
        remedy: "Give each a weight from 0 up, not all 0.")
    }
    guard shocks.count <= HedgeScenarios.countMax else {
      throw SteelyardError(
        .limitExceeded, "\(shocks.count) scenarios.",
        remedy: "Give at most \(HedgeScenarios.countMax).")
    }
    self.shocks = shocks
    probabilities = weights.map { $0 / sum }
    self.volatilities = volatilities
    self.source = source
  }

  /// What tomorrow may be like by a state: the scenarios of its initial margin, evenly thinned out.
  ///
  /// - Parameter count: As many, or all where there are fewer; thinned weights stay what they were.
  /// - Throws: `invalidInput` for a count below 1; `unsupported` for a coin that the state does not know.
  public init(
    of state: ModelState, coins: [Currency], count: Int
  ) throws(SteelyardError) {
    let core = state.initial.core
    guard count >= 1 else {
      throw SteelyardError(
        .invalidInput, "\(count) scenarios are asked for.", remedy: "Ask for at least 1.")
    }
    for coin in coins where core.coins[coin] == nil {
      let known = core.coins.keys.sorted().map(\.code).joined(separator: ", ")
      throw SteelyardError(
        .unsupported, "The state does not say how \(coin) moves.",
        remedy: "It knows \(known); calibrate with a history of \(coin).")
    }
    let used = min(count, core.count)
    let days = coins.compactMap { core.coins[$0]?.horizonDays }.max() ?? 1
    let places = (0..<used).map { $0 * core.count / used }
    var volatilities: [Currency: Double] = [:]
    for coin in state.coins { volatilities[coin.coin] = coin.initialScale * 365.0.squareRoot() }
    try self.init(
      shocks: places.map { MarketShock(scenario: $0, of: core, days: days) },
      weights: places.map { core.weights[$0] }, volatilities: volatilities,
      source: "\(used) of the \(core.count) scenarios of \(state.name), over "
        + "\(days == days.rounded() ? "\(Int(days))" : "\(days)") \(days == 1 ? "day" : "days")")
  }
}
