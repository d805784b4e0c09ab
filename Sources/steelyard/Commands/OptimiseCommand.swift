import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardForecasts
import SteelyardReports
import SteelyardValidation

/// `steelyard optimise`: which weights a portfolio should have.
enum OptimiseCommand: Command {
  private static let walk = CommandOption<Int>(
    "walk-forward", "DAYS", .once,
    "also walk through the history, each choice from so many days before it"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 2...36_500) }
  private static let every = CommandOption<Int>(
    "every", "DAYS", .once, "of the walk: days from one choice to the next; default: 30"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...36_500) }
  private static let walkCost = AllocationOptions.share(
    "walk-cost", "of the walk: what trading costs, of what is traded; default: 0.1%")
  private static let volatilityTarget = AllocationOptions.share(
    "volatility-target", "how many times over to hold it for this volatility a year")
  private static let shortfallBudget = AllocationOptions.share(
    "shortfall-budget", "how many times over to hold it for this tail loss a day")

  private static let kelly = AllocationOptions.share(
    "kelly", "how many times over to hold it for this part of what grows fastest, such as 50%")

  static let declaration = CommandDeclaration(
    name: "optimise", summary: "which weights a portfolio should have, and what that costs",
    description: """
      Chooses weights from a history of daily closes under limits. Each optimum comes with its
      certificate, with what binds and what a point more of it would be worth, and with each coin's
      part of the risk. A weight is a share of the capital; what weights leave is cash. Means are
      those of the history and say little about the future. The methods are in docs/allocation.md.
      """,
    operands: nil,
    options: DailyReturns.options + AllocationOptions.methods + AllocationViews.all
      + AllocationLimits.all
      + [volatilityTarget, shortfallBudget, kelly, walk, every, walkCost] as [any DeclaredOption]
      + OutputOptions.all,
    examples: [
      .init(
        says: "three objectives side by side, no coin above 60 %",
        line: "steelyard optimise --history Examples/synthetic-history/closes.csv"
          + " --objective minimum-variance,minimum-cvar,tangency --weights 0:60%"),
      .init(
        says: "from what is held, at most a fifth turned over",
        line: "steelyard optimise --history Examples/synthetic-history/closes.csv"
          + " --objective minimum-cvar --held BTC=20%,ETH=30%,SOL=50% --turnover 20%"),
      .init(
        says: "with an opinion in place of the history's means, at half of what grows fastest",
        line: "steelyard optimise --history Examples/synthetic-history/closes.csv"
          + " --objective maximum-utility --market-weights BTC=60%,ETH=30%,SOL=10%"
          + " --view ETH-BTC=15%@60% --kelly 50%"),
      .init(
        says: "how that would have gone, against equal weights and the first coin",
        line: "steelyard optimise --history Examples/synthetic-history/closes.csv"
          + " --objective minimum-cvar,risk-parity --walk-forward 365"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    var methods = try methods(arguments)
    let pointCount = try arguments.value(AllocationOptions.frontier)
    let lookback = try arguments.value(walk)
    let days = try DailyReturns(arguments)
    let views = try AllocationViews.views(arguments, days.panel.assets, methods)
    guard views == nil || lookback == nil else {
      throw SteelyardError(
        .notApplicable, "--walk-forward: what is thought now was not known in the past.",
        remedy: "Leave --market-weights out of a walk.")
    }
    for place in methods.indices { methods[place].views = views }
    let constraints = try AllocationLimits.constraints(arguments, days.panel)
    let budgets = try arguments.value(AllocationOptions.budgets).map {
      shares throws(SteelyardError) in try AllocationLimits.column(shares, days.panel.assets)
    }
    let scenarios = try ReturnScenarios(days.panel)
    var allocations: [Allocation] = []
    for var method in methods {
      Progress.stage("optimising \(method.kind.rawValue)")
      method.budgets = budgets
      allocations.append(try solved(method, days.panel, constraints))
    }
    let moments = try methods[0].moments(days.panel)
    Progress.stage("drawing the frontier")
    let frontier =
      if let pointCount {
        try MeanVariance(moments, constraints).frontier(pointCount: pointCount)
      } else { [Allocation]() }
    let walks =
      if let lookback {
        try walks(arguments, methods, days.panel, constraints, lookback: lookback)
      } else { (reports: [AllocationReport.Walk](), words: "") }
    try output.write(
      AllocationReport(
        allocations, constraints: constraints, moments: moments, scenarios: scenarios,
        level: methods[0].level, frontier: frontier, walks: walks.reports, walkWords: walks.words,
        days: (days.days[0], days.days[days.days.count - 1]),
        stepsPerYear: DailyReturns.stepsPerYear,
        sizes: try sizes(arguments, allocations, moments, scenarios, level: methods[0].level),
        notes: days.notes + (try meanNotes(views, methods[0], days.panel, moments))))
    return .fine
  }

  private static func methods(
    _ arguments: ParsedArguments
  ) throws(SteelyardError) -> [AllocationMethod] {
    let year = DailyReturns.stepsPerYear
    var methods: [AllocationMethod] = []
    for kind in try arguments.value(AllocationOptions.objectives) ?? [.minimumVariance] {
      var method = AllocationMethod(kind)
      if let value = try arguments.value(AllocationOptions.covariance) { method.covariance = value }
      if let value = try arguments.value(AllocationOptions.level) { method.level = value }
      if let value = try arguments.value(AllocationOptions.riskAversion) {
        method.riskAversion = value
      }
      if let value = try arguments.value(AllocationOptions.riskless) {
        method.riskless = value / year
      }
      method.targetReturn = try arguments.value(AllocationOptions.target).map { $0 / year }
      if let value = try arguments.value(AllocationOptions.radius) { method.radius = value }
      if let value = try arguments.value(AllocationOptions.seed) { method.seed = value }
      methods.append(method)
    }
    return methods
  }

  /// An allocation, or an error that says why there is none.
  private static func solved(
    _ method: AllocationMethod, _ panel: ReturnPanel, _ constraints: AllocationConstraints
  ) throws(SteelyardError) -> Allocation {
    let allocation = try method.allocation(panel, constraints)
    let name = method.kind.rawValue
    switch allocation.status {
    case .optimal: return allocation
    case .infeasible:
      throw SteelyardError(
        .notApplicable,
        method.kind == .tangency
          ? "No weights keep all limits and have a mean return above the riskless one."
          : "\(name): no weights keep all limits.",
        remedy: "Widen a limit: weights, groups, turnover, leverage, margin, drawdown or target.")
    case .unbounded:
      throw SteelyardError(
        .notApplicable, "\(name) gets better without end.",
        remedy: "Bound the weights with --weights or --leverage.")
    case .stopped:
      throw SteelyardError(
        .noConvergence,
        "\(name) stopped with a residual of \(allocation.residual) after \(allocation.iterationCount) steps.",
        remedy: "Leave out coins that are nearly the same, or loosen the limits.")
    }
  }

  /// What views make of the means, coin by coin; nothing without views.
  private static func meanNotes(
    _ views: MarketViews?, _ method: AllocationMethod, _ panel: ReturnPanel,
    _ posterior: AssetMoments
  ) throws(SteelyardError) -> [String] {
    guard let views else { return [] }
    let history = try method.covariance.moments(panel)
    let implied = try views.impliedReturns(history)
    let year = DailyReturns.stepsPerYear
    return panel.assets.indices.map { place in
      "\(panel.assets[place]) is expected to return \(percent(posterior.means[place] * year)) a year; the market implies "
        + "\(percent(implied[place] * year)), the history's mean is \(percent(history.means[place] * year))."
    }
  }

  private static func sizes(
    _ arguments: ParsedArguments, _ allocations: [Allocation], _ moments: AssetMoments,
    _ scenarios: ReturnScenarios, level: Double
  ) throws(SteelyardError) -> [AllocationReport.PositionSizes] {
    var sizes: [AllocationReport.PositionSizes] = []
    if let target = try arguments.value(volatilityTarget) {
      var multiples: [Double] = []
      for allocation in allocations {
        let daily = RiskContributions.deviation(
          of: allocation.weights, covariance: moments.covariance)
        multiples.append(
          try PositionSize.volatilityTarget(
            target, volatility: daily.risk * DailyReturns.stepsPerYear.squareRoot(),
            most: .infinity))
      }
      sizes.append(
        .init(key: "volatility_target", words: "for the volatility asked for", multiples: multiples)
      )
    }
    if let budget = try arguments.value(shortfallBudget) {
      var multiples: [Double] = []
      for allocation in allocations {
        let tail = RiskContributions.tailLoss(of: allocation.weights, in: scenarios, level: level)
        multiples.append(
          try PositionSize.shortfallBudget(budget, shortfall: tail.risk, most: .infinity))
      }
      sizes.append(
        .init(key: "shortfall_budget", words: "for the tail loss asked for", multiples: multiples))
    }
    if let part = try arguments.value(kelly) {
      let riskless =
        (try arguments.value(AllocationOptions.riskless) ?? 0) / DailyReturns.stepsPerYear
      var multiples: [Double] = []
      for allocation in allocations {
        let risk = RiskContributions.deviation(
          of: allocation.weights, covariance: moments.covariance
        ).risk
        let mean = zip(allocation.weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 }
        // Below zero it would be sold: then nothing of it is held.
        multiples.append(
          part
            * max(
              0,
              try KellyFraction.diffusion(mean: mean, riskless: riskless, variance: risk * risk)))
      }
      let fall = try KellyFraction.fallProbability(to: 0.5, part: part)
      sizes.append(
        .init(
          key: "kelly",
          words:
            "for that part of what grows fastest; capital halves at some time with a chance of "
            + percent(fall),
          multiples: multiples))
    }
    return sizes
  }

  private static func walks(
    _ arguments: ParsedArguments, _ methods: [AllocationMethod], _ panel: ReturnPanel,
    _ constraints: AllocationConstraints, lookback: Int
  ) throws(SteelyardError) -> (reports: [AllocationReport.Walk], words: String) {
    let every = try arguments.value(every) ?? 30
    let cost = try arguments.value(walkCost) ?? 0.001
    let walk = try WalkForward(panel, lookback: lookback, every: every, costRate: cost)
    var rules: [(name: String, method: AllocationMethod)] = methods.map { ($0.kind.rawValue, $0) }
    if !methods.contains(where: { $0.kind == .equalWeight }) {
      rules.append(("equal-weight", AllocationMethod(.equalWeight)))
    }
    var courses: [(name: String, course: WalkForward.Course)] = []
    var kept = 0
    for rule in rules {
      Progress.stage("walking with \(rule.name)")
      let course = try walk.course { (window, held) throws(SteelyardError) in
        let limits =
          rule.method.kind == .equalWeight
          ? .longOnly(held.count) : try known(constraints, window, held)
        let allocation = try rule.method.allocation(window, limits)
        if allocation.status == .optimal { return allocation.weights }
        kept += 1
        return held
      }
      courses.append((rule.name, course))
    }
    var first = [Double](repeating: 0, count: panel.assets.count)
    first[0] = 1
    let holding = try WalkForward(
      panel, lookback: lookback, every: panel.stepCount, costRate: cost
    ).course { (_, _) throws(SteelyardError) in first }
    courses.append(("hold \(panel.assets[0])", holding))
    // The bootstrap of a walk is drawn from one seed, so that two walks differ by their returns alone.
    let confidences = CourseConfidence.ofEach(
      courses.map(\.course.returns), stepsPerYear: DailyReturns.stepsPerYear, seed: 1)
    var reports: [AllocationReport.Walk] = []
    for (walked, confidence) in zip(courses, confidences) {
      reports.append(
        .init(
          name: walked.name, course: walked.course,
          statistics: try CourseStatistics(
            walked.course, stepsPerYear: DailyReturns.stepsPerYear),
          confidence: confidence))
    }
    return (
      reports,
      "Each choice sees the \(lookback) days before it and holds for \(every) days, weights drifting with prices; "
        + "trades cost \(percent(cost)) of what is traded. Costs are taken off."
        + (kept == 0
          ? "" : " Where no weights kept all limits what was held was kept, \(kept) times.")
    )
  }

  /// The limits as they stand at a choice: turnover from what is held then, drawdown along the days seen.
  ///
  /// The first choice builds the portfolio from cash, which no limit on turnover is meant for.
  private static func known(
    _ constraints: AllocationConstraints, _ window: ReturnPanel, _ held: [Double]
  ) throws(SteelyardError) -> AllocationConstraints {
    var limits = constraints
    if limits.held != nil { limits.held = held }
    if held.allSatisfy({ $0 == 0 }) { limits.turnoverMax = nil }
    if let drawdown = limits.drawdown {
      limits.drawdown = DrawdownLimit(
        paths: [try ReturnScenarios(window).returns], measure: drawdown.measure,
        most: drawdown.most)
    }
    return limits
  }

  private static func percent(_ share: Double) -> String {
    // Hundredths of a per cent are as fine as fees are told.
    let hundredths = Int((abs(share) * 10_000).rounded())
    let rest = hundredths % 100
    return
      "\(share < 0 && hundredths > 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }
}
