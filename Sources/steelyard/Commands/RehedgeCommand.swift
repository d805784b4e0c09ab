import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging
import SteelyardPricing
import SteelyardReports

/// `steelyard rehedge`: what hedging the delta of an option costs, by rules of when to trade.
enum RehedgeCommand: Command {
  private static let volatility = CommandOption<Double>(
    "volatility", "SIGMA", .once,
    "volatility that delta is computed with, 0.6127 or 61.27%; counts before the market's"
  ) { text throws(SteelyardError) in try OptionValues.volatility(text) }
  private static let quantity = OptionQuestionOptions.number(
    "quantity", "COINS", "options held, below zero for written ones; default: -1")
  private static let every = CommandOption<[Int]>(
    "every", "LOOKS[,LOOKS...]", .once, "hedge at every so many looks; default: 1,4,8"
  ) { text throws(SteelyardError) in
    try list(text) { text throws(SteelyardError) in
      try OptionValues.integer(text, in: 1...PriceProcess.stepsMax)
    }
  }
  private static let thresholds = CommandOption<[Double]>(
    "thresholds", "DELTA[,DELTA...]", .once,
    "hedge where delta is off by so many coins for each option; default: 0.05,0.1,0.2"
  ) { text throws(SteelyardError) in try list(text, OptionValues.number) }
  private static let aversions = CommandOption<[Double]>(
    "aversions", "NUMBER[,NUMBER...]", .once,
    "hedge to the edge of the band of Whalley and Wilmott; aversion against a variance as large as the "
      + "position's notional squared; default: 1,10,100"
  ) { text throws(SteelyardError) in try list(text, OptionValues.number) }

  static let declaration = CommandDeclaration(
    name: "rehedge",
    summary: "what hedging an option's delta costs, by rules of when to trade",
    description: """
      Hedges one option along drawn paths under several rules: at fixed times, where delta is off by a
      threshold, and to the edge of the band of Whalley and Wilmott. Tells costs against what is left open,
      which rules no other beats, the volatility that pays for time value and costs, Leland's volatilities,
      and what a jump or an expiry at the strike does to a hedged position. Of a knock-out, which no rule
      hedges well, it tells what happens at the barrier.
      """,
    operands: .init(placeholder: "INSTRUMENT", count: 0...1, summary: "the option's name"),
    options: OptionQuestionOptions.all + [volatility, quantity, every, thresholds, aversions]
      + PathOptions.all + OutputOptions.all,
    examples: [
      .init(
        says: "a written straddle's call, by numbers alone",
        line:
          "steelyard rehedge --right call --strike 60000 --forward 60000 --days 30 --volatility 60%"
          + " --paths 300"),
      .init(
        says: "a held option of a market where less is realised than is paid for",
        line: "steelyard rehedge BTC-26JUN26-96000-P --market Examples/hedged-book/market-btc.json"
          + " --quantity 10 --realised 40% --paths 300 --format json"),
      .init(
        says: "a knock-out near its barrier",
        line: "steelyard rehedge BTC/USDC:USDC-260327-80000-C-UO-100000 --forward 95000 --days 13"
          + " --volatility 55%"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let question = try OptionQuestion(arguments)
    guard question.timeToExpiry > 0 else {
      throw SteelyardError(
        .notApplicable, "The option has expired.", remedy: "Name one with time left.",
        subject: .instrument(question.name))
    }
    var sources = question.sources
    let hedged: Double
    if let given = try arguments.value(volatility) {
      hedged = given
      sources.append("volatility: --volatility")
    } else {
      let found = try question.marketVolatility()
      hedged = found.value
      sources.append(found.source)
    }
    if question.isInverse {
      sources.append(
        "The option is paid in the coin; the hedge is told of the same option paid in \(question.quote)."
      )
    }
    let forward = try question.requiredForward()
    if let barrier = question.barrier {
      try output.write(
        KnockOutReport(
          question.name,
          of: try BarrierOption(
            vanilla: BlackScholes(
              spot: forward, strike: question.strike, timeToExpiry: question.timeToExpiry,
              volatility: hedged, rate: 0, yield: 0), kind: barrier.kind,
            barrier: barrier.level.doubleValue, monitoring: .continuous), question.right,
          quantity: try arguments.value(quantity) ?? -1, quote: question.quote, sources: sources))
      return .fine
    }
    let looksPerDay = try arguments.value(PathOptions.looks) ?? PathOptions.looksDefault
    let looks = max(1, (question.timeToExpiry * 365 * looksPerDay).rounded())
    let paths = try arguments.value(PathOptions.paths) ?? PathOptions.pathsDefault
    let plan = try DeltaHedge.Plan(
      strike: question.strike, right: question.right, years: question.timeToExpiry,
      hedgeVolatility: hedged, quantity: try arguments.value(quantity) ?? -1,
      cost: try arguments.value(PathOptions.cost) ?? PathOptions.costDefault, rule: .every(1))
    let rules = try rules(arguments, notional: abs(plan.quantity) * forward)
    try PathOptions.check(looks: looks, paths: paths, rules: rules.count)
    let process = try PathOptions.process(arguments, start: forward, hedgedAt: hedged)
    let comparison = try RehedgeComparison(
      of: plan, rules, under: process, steps: Int(looks), paths: paths,
      seed: UInt64(try arguments.value(PathOptions.seed) ?? 1)
    ) { Progress.share("hedging along the paths", done: Int(1000 * $0), of: 1000) }
    try output.write(
      RehedgeReport(
        question.name, comparison, under: process, gaps: try gaps(plan, forward: forward),
        stepsPerDay: looksPerDay, quote: question.quote, sources: sources))
    return .fine
  }

  private static func rules(
    _ arguments: ParsedArguments, notional: Double
  ) throws(SteelyardError) -> [DeltaHedge.Rule] {
    let every = try arguments.value(every) ?? [1, 4, 8]
    let thresholds = try arguments.value(thresholds) ?? [0.05, 0.1, 0.2]
    let aversions = try arguments.value(aversions) ?? [1, 10, 100]
    return every.map { .every($0) } + thresholds.map { .threshold($0) }
      + aversions.map { .band(riskAversion: $0 / notional) }
  }

  /// The hedged position in jumps of 5, 10 and 20 % either way, and a day before expiry at its strike.
  private static func gaps(
    _ plan: DeltaHedge.Plan, forward: Double
  ) throws(SteelyardError) -> RehedgeReport.Gaps {
    func option(_ forward: Double, _ years: Double) throws(SteelyardError) -> Black76 {
      try Black76(
        forward: forward, strike: plan.strike, timeToExpiry: years,
        volatility: plan.hedgeVolatility, rate: 0)
    }
    let now = try option(forward, plan.years)
    var jumps: [(move: Double, profit: Double)] = []
    for move in [-0.2, -0.1, -0.05, 0.05, 0.1, 0.2] {
      let profit = try HedgeGap.jumpProfit(
        of: now, plan.right, logJump: log1p(move), volatilityAfter: plan.hedgeVolatility)
      jumps.append((move, plan.quantity * profit))
    }
    return RehedgeReport.Gaps(
      jumps: jumps, pin: try HedgeGap.pin(of: try option(plan.strike, 1.0 / 365)))
  }

  private static func list<Value>(
    _ text: String, _ read: (String) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> [Value] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 20 else {
      throw SteelyardError(
        .limitExceeded, "\(parts.count) rules are too many.", remedy: "Give 20 at the most.")
    }
    var values: [Value] = []
    for part in parts { values.append(try read(String(part))) }
    return values
  }
}
