public import SteelyardContracts

/// Mean, value at risk and expected shortfall of a sampled P&L, each with its standard error.
///
/// Errors come from the means of the sample's independent groups: single scenarios, mirrored pairs, or
/// replicates of quasi-random points. That of the expected shortfall is the error of the mean of
/// v + max(0, loss − v)/(1 − confidence) at v = value at risk; that of value at risk is half the
/// distance of the losses whose exceedance frequencies lie one standard error of that frequency apart.
///
/// - Source: P. Glasserman, "Monte Carlo Methods in Financial Engineering" (2004), 9.1.2 for quantiles,
///   4.2 for mirrored pairs, 5.4 for randomised quasi-Monte Carlo.
public struct TailEstimate: Sendable, Hashable {
  /// A figure and its standard error, in the currency of the P&L.
  public struct Figure: Sendable, Hashable {
    /// The estimate.
    public let value: Double
    /// One standard error.
    public let standardError: Double
  }

  /// Mean P&L, positive for a gain.
  public let mean: Figure
  /// The loss at the confidence.
  public let valueAtRisk: Figure
  /// The mean loss beyond it.
  public let expectedShortfall: Figure

  /// Estimates from a sample whose scenarios count alike.
  ///
  /// - Parameters:
  ///   - profit: P&L in each scenario, positive for a gain.
  ///   - confidence: In 0..<1.
  ///   - sampling: How the scenarios were chosen.
  /// - Throws: `invalidInput` for a count that does not suit the sampling, fewer than two independent
  ///   groups, a confidence outside its range, or P&L that is not finite.
  public init(
    profit: [Double], confidence: Double, sampling: Sampling
  ) throws(SteelyardError) {
    let groups = try sampling.groups(of: profit.count)
    guard groups.count >= 2 else {
      throw SteelyardError(
        .invalidInput, "One independent group has no standard error.",
        remedy: "Draw at least two scenarios, pairs or replicates.")
    }
    guard (0..<1).contains(confidence) else {
      throw SteelyardError(
        .invalidInput, "The confidence is \(confidence).", remedy: "Give one from 0 to below 1.")
    }
    let tail = TailSelection(of: profit, count: profit.count, confidence: confidence)
    guard tail.expectedShortfall.isFinite else {
      throw SteelyardError(
        .invalidInput, "The P&L of scenario \(tail.lowestScenario) is not finite.",
        remedy: "Leave such scenarios out by name.", subject: .scenario(tail.lowestScenario))
    }
    func figure(_ value: Double, _ column: [Double]) -> Figure {
      let means = sampling.groupMeans(of: column, groups: groups)
      let count = Double(means.count)
      let centre = means.reduce(0, +) / count
      let spread = means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      return Figure(value: value, standardError: (spread / (count * (count - 1))).squareRoot())
    }
    let share = 1 - confidence
    mean = figure(profit.reduce(0, +) / Double(profit.count), profit)
    expectedShortfall = figure(
      tail.expectedShortfall, profit.map { max(0, -$0 - tail.valueAtRisk) / share })
    let frequency = figure(share, profit.map { -$0 > tail.valueAtRisk ? 1 : 0 }).standardError
    // The outermost order statistics end the interval.
    let least = 1 / Double(profit.count)
    let far = TailSelection(
      of: profit, count: profit.count, confidence: 1 - max(share - frequency, least))
    let near = TailSelection(
      of: profit, count: profit.count, confidence: max(0, 1 - share - frequency))
    valueAtRisk = Figure(
      value: tail.valueAtRisk,
      standardError: 0.5 * max(0, far.valueAtRisk - near.valueAtRisk))
  }
}
