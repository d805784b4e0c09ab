public import SteelyardContracts
import SteelyardMath

/// Coverage and independence where windows overlap and breaches therefore come together.
///
/// The promise is imposed on the data: every requirement is scaled by one factor so that the promised
/// share of periods breaches. Blocks of that series are then drawn with replacement, around the end,
/// and the tests' statistics on them say what is usual. A block keeps the dependence that overlapping
/// windows bring; what reaches beyond a block is broken up, which is what independence means here.
///
/// - Source: D. Politis, J. Romano, "A circular block-resampling procedure for stationary data", in
///   "Exploring the Limits of Bootstrap" (1992), pp. 263-270; imposing the hypothesis on the data
///   P. Hall, S. Wilson, Biometrics 47 (1991), pp. 757-762; the count of p-values A. Davison,
///   D. Hinkley, "Bootstrap Methods and their Application" (1997), eq. 4.11.
public struct BlockBootstrapTest: Sendable, Hashable {
  /// x.
  public let breaches: Int
  /// n.
  public let periods: Int
  /// p, the promised share of breaches.
  public let probability: Double
  /// Periods of a block.
  public let blockLength: Int
  /// How many series were drawn.
  public let trials: Int
  /// The seed of the draws.
  public let seed: UInt64
  /// x/n − p.
  public let statistic: Double
  /// How probable a share at least as far from the promise is, on either side.
  public let pValue: Double
  /// How probable so many breaches or more are.
  public let tooManyPValue: Double
  /// Christoffersen's independence ratio of the series.
  public let independenceStatistic: Double
  /// How probable an independence ratio at least as large is.
  public let independencePValue: Double
  /// The joint ratio of the series.
  public let jointStatistic: Double
  /// How probable a joint ratio at least as large is.
  public let jointPValue: Double

  /// Most series drawn times periods: a minute's work.
  public static let drawsMax = 5_000_000_000

  /// Tests a series of windows that may overlap.
  ///
  /// - Parameters:
  ///   - profit: P&L over each window, positive for a gain; shape `[period]`.
  ///   - requirement: What stood against its loss, > 0; shape `[period]`.
  ///   - probability: p, the promised share of breaches.
  ///   - blockLength: Periods of a block: at least the windows' overlap, at most half the series.
  ///   - trials: How many series are drawn, at least 100.
  ///   - seed: Of the draws; the same seed gives the same answer.
  /// - Throws: `invalidInput`; `notApplicable` where the promise is less than half a breach in all;
  ///   `limitExceeded`.
  public init(
    profit: [Double], requirement: [Double], probability: Double, blockLength: Int, trials: Int,
    seed: UInt64
  ) throws(SteelyardError) {
    let series = try BreachSeries(profit: profit, requirement: requirement)
    let test = try ChristoffersenTest(series, probability: probability)
    try BlockBootstrapTest.check(requirement, blockLength: blockLength, trials: trials)
    let usual = try BlockBootstrapTest.imposed(profit, requirement, probability)
    let usualCount = usual.count { $0 }
    let usualShare = Double(usualCount) / Double(series.count)
    breaches = series.breachCount
    periods = series.count
    self.probability = probability
    self.blockLength = blockLength
    self.trials = trials
    self.seed = seed
    let distance = Double(series.breachCount) / Double(series.count) - probability
    statistic = distance
    independenceStatistic = test.independenceStatistic
    jointStatistic = test.statistic
    var generator = SplitMix64(seed: seed)
    var drawn = usual
    var (far, many, dependent, joint) = (1, 1, 1, 1)
    for _ in 0..<trials {
      BlockBootstrapTest.draw(usual, blockLength, &generator, into: &drawn)
      let counts = BlockBootstrapTest.counts(drawn)
      let offset = Double(counts.breaches) / Double(usual.count) - usualShare
      let ratio = LikelihoodRatio.independence(counts.transitions)
      let coverage = LikelihoodRatio.proportion(
        counts.breaches, of: usual.count, promised: usualShare)
      // Ties count as extreme; rounding must not turn one into the other.
      if abs(offset) >= abs(distance) - 1e-12 { far += 1 }
      if offset >= distance - 1e-12 { many += 1 }
      if ratio >= test.independenceStatistic - 1e-9 { dependent += 1 }
      if ratio + coverage >= test.statistic - 1e-9 { joint += 1 }
    }
    let total = Double(trials + 1)
    pValue = Double(far) / total
    tooManyPValue = Double(many) / total
    independencePValue = Double(dependent) / total
    jointPValue = Double(joint) / total
  }

  /// What the joint test says, in a sentence.
  public func verdict(significance: Double) -> String {
    CoverageProbability.verdict(
      "Block bootstrap", pValue: jointPValue, significance: significance,
      rejected: "\(breaches) breaches in \(periods) are too many, too few or clustered beyond "
        + "\(blockLength) periods",
      kept: "\(breaches) breaches in \(periods) agree with the promise, overlap considered")
  }

  private static func check(
    _ requirement: [Double], blockLength: Int, trials: Int
  ) throws(SteelyardError) {
    if let period = requirement.firstIndex(where: { $0 <= 0 }) {
      throw SteelyardError(
        .invalidInput, "The requirement of period \(period) is \(requirement[period]).",
        remedy: "Leave out periods without a requirement: there is nothing to scale.")
    }
    guard blockLength > 0, 2 * blockLength <= requirement.count else {
      throw SteelyardError(
        .invalidInput, "Blocks of \(blockLength) periods do not fit \(requirement.count) twice.",
        remedy: "Give a block of 1 to \(requirement.count / 2) periods.")
    }
    guard trials >= 100 else {
      throw SteelyardError(
        .invalidInput, "\(trials) series are too few for a p-value.",
        remedy: "Draw at least 100, better 2000.")
    }
    guard trials <= drawsMax / requirement.count else {
      throw SteelyardError(
        .limitExceeded, "\(trials) series of \(requirement.count) periods are too many.",
        remedy: "Draw at most \(drawsMax / requirement.count) series.")
    }
  }

  /// The breaches if requirements were scaled so that the promised share breaches: the periods whose
  /// loss is largest relative to its requirement, of equals the first ones.
  private static func imposed(
    _ profit: [Double], _ requirement: [Double], _ probability: Double
  ) throws(SteelyardError) -> [Bool] {
    let wanted = Int((Double(profit.count) * probability).rounded())
    guard wanted > 0, wanted < profit.count else {
      throw SteelyardError(
        .notApplicable,
        "\(profit.count) periods at \(probability) promise \(wanted) breaches; nothing can be drawn.",
        remedy: "Give a longer series.")
    }
    let severity = zip(profit, requirement).map { $0 / $1 }
    let worst = severity.indices.sorted { (severity[$0], $0) < (severity[$1], $1) }
    var breaches = [Bool](repeating: false, count: profit.count)
    for period in worst.prefix(wanted) { breaches[period] = true }
    return breaches
  }

  private static func draw(
    _ series: [Bool], _ blockLength: Int, _ generator: inout SplitMix64, into drawn: inout [Bool]
  ) {
    var filled = 0
    while filled < series.count {
      var source = Int.random(in: 0..<series.count, using: &generator)
      for _ in 0..<min(blockLength, series.count - filled) {
        drawn[filled] = series[source]
        filled += 1
        source = source + 1 == series.count ? 0 : source + 1
      }
    }
  }

  private static func counts(
    _ series: [Bool]
  ) -> (breaches: Int, transitions: BreachTransitions) {
    var (breaches, first, last, pairs) = (0, 0, 0, 0)
    var before = false
    for (period, breach) in series.enumerated() {
      if breach {
        breaches += 1
        if before { pairs += 1 }
        if period == 0 { first = 1 }
        if period == series.count - 1 { last = 1 }
      }
      before = breach
    }
    var transitions = BreachTransitions()
    transitions.breachToBreach = pairs
    transitions.quietToBreach = breaches - first - pairs
    transitions.breachToQuiet = breaches - last - pairs
    transitions.quietToQuiet =
      series.count - 1 - pairs - transitions.quietToBreach - transitions.breachToQuiet
    return (breaches, transitions)
  }
}
