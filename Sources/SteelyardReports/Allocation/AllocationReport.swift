public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardValidation

/// The answer of `optimise`: weights by one or several objectives, what binds, where the risk comes from, and how
/// it went in the past.
public struct AllocationReport: Report {
  /// A walk through history.
  public struct Walk: Sendable {
    /// What was held.
    public let name: String
    /// How it went.
    public let course: WalkForward.Course
    /// What that came to.
    public let statistics: CourseStatistics
    /// How sure its Sharpe ratio is.
    public let confidence: CourseConfidence?

    /// A walk from its parts.
    public init(
      name: String, course: WalkForward.Course, statistics: CourseStatistics,
      confidence: CourseConfidence?
    ) {
      self.name = name
      self.course = course
      self.statistics = statistics
      self.confidence = confidence
    }
  }

  let allocations: [Allocation]
  let constraints: AllocationConstraints
  let moments: AssetMoments
  let scenarios: ReturnScenarios
  let level: Double
  let frontier: [Allocation]
  let walks: [Walk]
  let walkWords: String
  let firstDay: Timestamp
  let lastDay: Timestamp
  let stepsPerYear: Double
  let sizes: [PositionSizes]
  let notes: [String]

  /// How large a portfolio would be held.
  public struct PositionSizes: Sendable {
    /// The name of the rule, for programs.
    public let key: String
    /// The rule, for people.
    public let words: String
    /// Multiples of each allocation.
    public let multiples: [Double]

    /// Sizes from their parts.
    public init(key: String, words: String, multiples: [Double]) {
      self.key = key
      self.words = words
      self.multiples = multiples
    }
  }

  /// A report from its parts.
  ///
  /// - Parameters:
  ///   - allocations: One for each objective; at least one.
  ///   - constraints: What they kept to.
  ///   - moments: Of a step, for figures that allocations are compared by.
  ///   - scenarios: The history's steps.
  ///   - level: Of tail losses.
  ///   - frontier: Points of the efficient frontier, from the least variance up; empty for none.
  ///   - walks: Through the history; empty for none.
  ///   - walkWords: How was walked, in a sentence.
  ///   - days: The first and last of the history.
  ///   - stepsPerYear: Steps in a year.
  ///   - sizes: Multiples.
  ///   - notes: What was odd.
  public init(
    _ allocations: [Allocation], constraints: AllocationConstraints, moments: AssetMoments,
    scenarios: ReturnScenarios, level: Double, frontier: [Allocation], walks: [Walk],
    walkWords: String, days: (first: Timestamp, last: Timestamp), stepsPerYear: Double,
    sizes: [PositionSizes], notes: [String]
  ) {
    self.allocations = allocations
    self.constraints = constraints
    self.moments = moments
    self.scenarios = scenarios
    self.level = level
    self.frontier = frontier
    self.walks = walks
    self.walkWords = walkWords
    firstDay = days.first
    lastDay = days.last
    self.stepsPerYear = stepsPerYear
    self.sizes = sizes
    self.notes = notes
  }

  /// What an allocation comes to, in one measure for all of them.
  struct Figures {
    let expectedReturn: Double
    let volatility: Double
    let tailLoss: Double
    let drawdown: Double
    let turnover: Double?
    let deviationParts: [Double]
  }

  func figures(_ allocation: Allocation) -> Figures {
    let deviation = RiskContributions.deviation(
      of: allocation.weights, covariance: moments.covariance)
    let tail = RiskContributions.tailLoss(of: allocation.weights, in: scenarios, level: level)
    let path = DrawdownLimit(paths: [scenarios.returns], measure: .maximum, most: 1)
    let mean = zip(allocation.weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 }
    return Figures(
      expectedReturn: mean * stepsPerYear,
      volatility: deviation.risk * stepsPerYear.squareRoot(), tailLoss: tail.risk,
      drawdown: path.drawdown(of: allocation.weights),
      turnover: constraints.turnover(allocation.weights),
      deviationParts: deviation.parts.map { deviation.risk > 0 ? $0 / deviation.risk : 0 })
  }
}
