public import SteelyardContracts
public import SteelyardMargin
import SteelyardMath

/// What the Acerbi-Székely statistics are like when the promised tail is true.
///
/// They do not depend on location-free scale, so one simulation of a standardised shape serves a series
/// whose risk changes from day to day. Only breaches are drawn: their number from its binomial
/// distribution, each from the tail.
public struct ShortfallSimulation: Sendable, Hashable {
  /// The shape of the P&L that the promise assumed.
  public enum Shape: Sendable, Hashable {
    /// A parametric shape of mean zero.
    case parametric(ParametricTail.Shape)
    /// Standardised outcomes that count alike, such as the residuals of a filtered history.
    case outcomes([Double])
  }

  /// n.
  public let periods: Int
  /// The level of value at risk and shortfall.
  public let level: Double
  /// The shape that was simulated.
  public let shape: Shape
  /// How many series were simulated.
  public let trials: Int
  /// The seed of the draws.
  public let seed: UInt64

  private let depths: [Double]
  private let depthsAndNumbers: [Double]

  /// Most breaches drawn in all: some minutes of work.
  public static let drawsMax = 50_000_000

  /// Simulates series of a promise that holds.
  ///
  /// - Parameters:
  ///   - periods: n of the series that is tested.
  ///   - level: Between 0 and 1.
  ///   - shape: What the promise assumed.
  ///   - trials: How many series, at least 100.
  ///   - seed: Of the draws; the same seed gives the same answer.
  /// - Throws: `invalidInput`; `notApplicable` for a shape without a shortfall; `limitExceeded`.
  public init(
    periods: Int, level: Double, shape: Shape, trials: Int, seed: UInt64
  ) throws(SteelyardError) {
    try CoverageProbability.check(1 - level)
    try CoverageProbability.check(breaches: 0, periods: periods)
    let expected = Double(periods) * (1 - level)
    guard trials >= 100 else {
      throw SteelyardError(
        .invalidInput, "\(trials) series are too few for a p-value.",
        remedy: "Simulate at least 100, better 10000.")
    }
    guard Double(trials) * max(1, expected) <= Double(ShortfallSimulation.drawsMax) else {
      throw SteelyardError(
        .limitExceeded, "\(trials) series of \(periods) periods are too many.",
        remedy: "Simulate fewer series.")
    }
    let tail = try SimulatedTail(shape, level: level)
    let counts = BreachCounts(periods: periods, probability: tail.breachProbability)
    var generator = SplitMix64(seed: seed)
    var (depths, both): ([Double], [Double]) = ([], [])
    for _ in 0..<trials {
      let breaches = counts.count(at: generator.nextUnit())
      var sum = 0.0
      for _ in 0..<breaches { sum += tail.draw(&generator) }
      if breaches > 0 { depths.append(sum / Double(breaches) + 1) }
      both.append(sum / expected + 1)
    }
    self.periods = periods
    self.level = level
    self.shape = shape
    self.trials = trials
    self.seed = seed
    self.depths = depths.sorted()
    depthsAndNumbers = both.sorted()
  }

  /// The share of simulated series at most as high as what was observed.
  ///
  /// - Parameters:
  ///   - statistic: Which one.
  ///   - observed: Its value on the series tested.
  /// - Returns: Above 0, at most 1: the observed series counts as one of its own distribution.
  public func pValue(_ statistic: ShortfallStatistic, observed: Double) -> Double {
    let sorted = values(statistic)
    return Double(1 + sorted.count { $0 <= observed }) / Double(sorted.count + 1)
  }

  /// The value at or under which a share of the simulated series lies: under it, the promise is
  /// rejected at that significance.
  ///
  /// - Returns: The empirical quantile; nil where no simulated series had a breach.
  /// - Throws: `invalidInput` for a significance outside (0, 1).
  public func criticalValue(
    _ statistic: ShortfallStatistic, significance: Double
  ) throws(SteelyardError) -> Double? {
    guard significance > 0, significance < 1 else {
      throw SteelyardError(
        .invalidInput, "A significance of \(significance) is not between 0 and 1.",
        remedy: "Give a significance such as 0.05.")
    }
    return quantile(significance, ofSorted: values(statistic), convention: .linear)
  }

  private func values(_ statistic: ShortfallStatistic) -> [Double] {
    statistic == .depth ? depths : depthsAndNumbers
  }
}

/// A standardised tail to draw breaches from.
private struct SimulatedTail {
  /// How probable a breach is in one period.
  let breachProbability: Double
  private let source: Source

  private enum Source {
    case normal(tail: Double, shortfall: Double)
    case studentT(StudentTDistribution, tail: Double, shortfall: Double)
    case outcomes([Double], shortfall: Double)
  }

  init(_ shape: ShortfallSimulation.Shape, level: Double) throws(SteelyardError) {
    switch shape {
    case .parametric(let parametric):
      let tail = try ParametricTail(shape: parametric, location: 0, scale: 1)
      let shortfall = try tail.expectedShortfall(level: level)
      breachProbability = 1 - level
      switch parametric {
      case .normal: source = .normal(tail: 1 - level, shortfall: shortfall)
      case .studentT(let freedom):
        guard let student = StudentTDistribution(degreesOfFreedom: freedom) else {
          preconditionFailure("a parametric tail has degrees of freedom above 0")
        }
        source = .studentT(student, tail: 1 - level, shortfall: shortfall)
      }
    case .outcomes(let outcomes):
      let tail = try HistoricalTail(profit: outcomes)
      let risk = try tail.valueAtRisk(level: level)
      let shortfall = try tail.expectedShortfall(level: level)
      let beyond = outcomes.filter { $0 + risk < 0 }
      guard shortfall > 0, !beyond.isEmpty else {
        throw SteelyardError(
          .notApplicable, "The outcomes have no loss beyond their value at risk at \(level).",
          remedy: "Give more outcomes, or a lower level.")
      }
      breachProbability = Double(beyond.count) / Double(outcomes.count)
      source = .outcomes(beyond, shortfall: shortfall)
    }
  }

  /// A breach, as a multiple of the shortfall, negative.
  func draw(_ generator: inout SplitMix64) -> Double {
    switch source {
    case .normal(let tail, let shortfall):
      return NormalDistribution.quantile(tail * generator.nextUnit()) / shortfall
    case .studentT(let student, let tail, let shortfall):
      return student.quantile(tail * generator.nextUnit()) / shortfall
    case .outcomes(let beyond, let shortfall):
      return beyond[Int.random(in: 0..<beyond.count, using: &generator)] / shortfall
    }
  }
}

/// Binomial counts by inversion of their distribution.
private struct BreachCounts {
  private var cumulative: [Double] = []

  init(periods: Int, probability: Double) {
    guard let binomial = BinomialDistribution(trials: periods, probability: probability) else {
      preconditionFailure("periods and probability were checked")
    }
    var sum = 0.0
    for breaches in 0...periods {
      sum += binomial.point(breaches)
      cumulative.append(sum)
      // No draw of 53 bits lies beyond; counts above it have no probability left.
      if 1 - sum < 1e-16 && Double(breaches) > Double(periods) * probability { break }
    }
  }

  func count(at draw: Double) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] >= draw { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
