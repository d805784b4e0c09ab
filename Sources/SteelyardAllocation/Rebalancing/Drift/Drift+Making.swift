public import SteelyardContracts
import SteelyardMath

extension Drift {
  /// Steps in which the least part of the way into the bands of risk contributions is looked for.
  private static let segmentSteps = 256
  /// By how much a band may be exceeded by rounding.
  private static let tolerance = 1e-12

  /// Holds weights against targets.
  ///
  /// - Parameters:
  ///   - targets: As the drawdown leaves them; shape `[coin]`.
  ///   - costs: What a dollar traded of each coin costs, decimal; shape `[coin]`.
  ///   - time: Now, for the calendar.
  /// - Throws: `invalidInput` for shapes that differ or weights that are no numbers, and what a no-trade region throws.
  public init(
    coins: [Currency], held: [Double], targets: [Double], costs: [Double], _ question: Question,
    at time: Timestamp
  ) throws(SteelyardError) {
    guard held.count == coins.count, targets.count == coins.count, costs.count == coins.count,
      (held + targets).allSatisfy(\.isFinite), costs.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw SteelyardError(
        .invalidInput,
        "\(held.count) weights, \(targets.count) targets and \(costs.count) costs for \(coins.count) coins, or one "
          + "is no number.", remedy: "Give one of each for every coin.")
    }
    let timing = question.timing
    let factor = timing.bandFactor
    let isDue = timing.calendar?.isDue(at: time) ?? true
    var findings: [Finding] = []
    var aims = held
    for rule in question.rules {
      let outcome = try RuleOutcome(
        rule, held: held, targets: targets, costs: costs, question, factor: factor,
        steps: Self.segmentSteps, tolerance: Self.tolerance)
      findings += outcome.findings
      // Where rules ask for different moves, the one that goes nearest to the target keeps them all.
      for coin in coins.indices
      where abs(outcome.aims[coin] - targets[coin]) < abs(aims[coin] - targets[coin]) {
        aims[coin] = outcome.aims[coin]
      }
    }
    if question.rules.isEmpty { aims = targets }
    self.coins = coins
    self.held = held
    self.targets = targets
    self.aims = isDue ? aims : held
    self.findings = coins.indices.flatMap { coin in findings.filter { $0.coin == coin } }
    self.isDue = isDue
    due = timing.calendar?.due
    bandFactor = factor
  }
}

/// What one rule finds and asks for.
private struct RuleOutcome {
  private(set) var findings: [Drift.Finding] = []
  private(set) var aims: [Double]

  init(
    _ rule: DriftRule, held: [Double], targets: [Double], costs: [Double],
    _ question: Drift.Question, factor: Double, steps: Int, tolerance: Double
  ) throws(SteelyardError) {
    aims = held
    switch rule {
    case .absolute(let band):
      look(rule, held, targets, question, tolerance) { _ in (1, factor * band) }
    case .relative(let band):
      look(rule, held, targets, question, tolerance) { (abs(targets[$0]), factor * band) }
    case .costBand(let aversion):
      var widths: [Double] = []
      for coin in held.indices {
        widths.append(
          factor
            * (try NoTradeBand.halfWidth(
              target: targets[coin], cost: costs[coin], riskAversion: aversion)))
      }
      look(rule, held, targets, question, tolerance) { (1, widths[$0]) }
    case .riskContribution(let band):
      guard let covariance = question.covariance else { return }
      lookAtRisk(
        rule, factor * band, held, targets, covariance, question.destination, steps, tolerance)
    case .noTradeRegion(let aversion, let days):
      guard let covariance = question.covariance else { return }
      let region = try NoTradeRegion(
        held: held, targets: targets, covariance: covariance, costs: costs, riskAversion: aversion,
        horizonYears: days / 365)
      for coin in held.indices {
        let fires = region.weights[coin] != held[coin]
        findings.append(
          .init(
            coin: coin, rule: rule, measured: region.marginalUtility[coin],
            band: region.costs[coin], fires: fires))
        guard fires else { continue }
        aims[coin] = question.destination == .edge ? region.weights[coin] : targets[coin]
      }
    }
  }

  /// A rule that looks at each weight by itself: the distance over a unit, against a band in that unit.
  private mutating func look(
    _ rule: DriftRule, _ held: [Double], _ targets: [Double], _ question: Drift.Question,
    _ tolerance: Double, _ measure: (Int) -> (unit: Double, band: Double)
  ) {
    for coin in held.indices {
      let (unit, band) = measure(coin)
      let distance = held[coin] - targets[coin]
      let fires = abs(distance) > band * unit + tolerance
      let measured: Double? = unit > 0 ? abs(distance) / unit : distance == 0 ? 0 : nil
      findings.append(.init(coin: coin, rule: rule, measured: measured, band: band, fires: fires))
      guard fires else { continue }
      let edge = targets[coin] + (distance > 0 ? 1 : -1) * band * unit
      aims[coin] = question.destination == .edge ? edge : targets[coin]
    }
  }

  /// A rule on shares of variance: one coin's share depends on all weights, so all go the same part of their way.
  private mutating func lookAtRisk(
    _ rule: DriftRule, _ band: Double, _ held: [Double], _ targets: [Double],
    _ covariance: Matrix, _ destination: DriftDestination, _ steps: Int, _ tolerance: Double
  ) {
    let wanted = RuleOutcome.shares(targets, covariance)
    func gaps(_ weights: [Double]) -> [Double] {
      zip(RuleOutcome.shares(weights, covariance), wanted).map { abs($0 - $1) }
    }
    func along(_ part: Double) -> [Double] {
      zip(held, targets).map { $0 + part * ($1 - $0) }
    }
    func isWithin(_ weights: [Double]) -> Bool {
      gaps(weights).allSatisfy { $0 <= band + tolerance }
    }
    for (coin, gap) in gaps(held).enumerated() {
      findings.append(
        .init(coin: coin, rule: rule, measured: gap, band: band, fires: gap > band + tolerance))
    }
    guard !isWithin(held) else { return }
    guard destination == .edge else {
      aims = targets
      return
    }
    // The first part of the way that is within all bands; at the targets it is, so there is one.
    var outside = 0.0
    var inside = 1.0
    for step in 1...steps {
      let part = Double(step) / Double(steps)
      if isWithin(along(part)) {
        inside = part
        break
      }
      outside = part
    }
    for _ in 0..<50 {
      let middle = 0.5 * (outside + inside)
      if isWithin(along(middle)) { inside = middle } else { outside = middle }
    }
    aims = inside >= 1 ? targets : along(inside)
  }

  /// Each coin's share of the variance; zeros where nothing moves.
  private static func shares(_ weights: [Double], _ covariance: Matrix) -> [Double] {
    let risk = RiskContributions.deviation(of: weights, covariance: covariance)
    return risk.parts.map { risk.risk > 0 ? $0 / risk.risk : 0 }
  }
}
