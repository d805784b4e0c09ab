import SteelyardCommandLine
import SteelyardContracts
import SteelyardPricing
import SteelyardReports

/// `steelyard price`: the value of one option and all its Greeks.
enum PriceCommand: Command {
  private static let volatility = CommandOption<Double>(
    "volatility", "SIGMA", .once,
    "volatility per root year, 0.6127 or 61.27%; counts before the market's"
  ) { text throws(SteelyardError) in try OptionValues.volatility(text) }
  private static let spot = OptionQuestionOptions.number(
    "spot", "PRICE", "spot in quote currency, in place of a forward; with --rate and --yield")
  private static let yield = OptionQuestionOptions.number(
    "yield", "RATE", "with --spot: what holding the coin yields per year, decimal; default: 0")
  private static let monitoringDays = OptionQuestionOptions.number(
    "monitoring-days", "DAYS",
    "how often a barrier is looked at; default: at every instant")

  static let declaration = CommandDeclaration(
    name: "price", summary: "value of one option and all its Greeks, by name or by numbers",
    description: """
      Prices one option: by its name in a market, by its name with --forward, --volatility and
      --time, or by numbers alone. Options paid in the coin are valued in coin. Barrier options are
      named in Steelyard's grammar and priced on --spot or --forward.
      """,
    operands: .init(placeholder: "INSTRUMENT", count: 0...1, summary: "the option's name"),
    options: OptionQuestionOptions.all + [volatility, spot, yield, monitoringDays]
      + OutputOptions.all,
    examples: [
      .init(
        says: "by name and numbers",
        line: "steelyard price BTC-27MAR26-80000-C --time 2026-03-14T09:25:00Z --forward 71000"
          + " --volatility 55%"),
      .init(
        says: "by numbers alone",
        line: "steelyard price --right put --strike 100 --forward 105 --days 30 --volatility 0.4"),
      .init(
        says: "a barrier option: an up-and-out call",
        line: "steelyard price BTC/USDC:USDC-260327-80000-C-UO-100000 --spot 70000 --days 13"
          + " --volatility 0.55"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let question = try OptionQuestion(arguments)
    var sources = question.sources
    let volatility: Double
    if let given = try arguments.value(Self.volatility) {
      volatility = given
      sources.append("volatility: --volatility")
    } else {
      guard question.barrier == nil else {
        throw SteelyardError(
          .invalidInput, "No market gives the volatility of a barrier option.",
          remedy: "Add --volatility.", subject: .instrument(question.name))
      }
      let found = try question.marketVolatility()
      volatility = found.value
      sources.append(found.source)
    }
    let formula = try formula(question, volatility: volatility, arguments)
    try output.write(
      PriceReport(
        name: question.name, right: question.right, formula: formula, base: question.base,
        quote: question.quote, sources: sources))
    return .fine
  }

  private static func formula(
    _ question: OptionQuestion, volatility: Double, _ arguments: ParsedArguments
  ) throws(SteelyardError) -> PriceReport.Formula {
    let spot = try arguments.value(Self.spot)
    if spot == nil, arguments.has(optionNamed: Self.yield.name) {
      throw SteelyardError(
        .invalidInput, "--yield needs --spot.", remedy: "A forward contains the yield already.")
    }
    if spot != nil, arguments.has(optionNamed: OptionQuestionOptions.forward.name) {
      throw SteelyardError(
        .invalidInput, "--spot and --forward are both there.", remedy: "Keep one of the two.")
    }
    if question.barrier == nil, arguments.has(optionNamed: monitoringDays.name) {
      throw SteelyardError(
        .invalidInput, "--monitoring-days is for barrier options.", remedy: "Leave it out.")
    }
    if spot == nil, question.barrier == nil {
      return try forwardFormula(question, volatility: volatility)
    }
    guard !question.isInverse else {
      throw SteelyardError(
        .unsupported,
        question.barrier == nil
          ? "An option paid in the coin is priced on its forward."
          : "Barrier options paid in the coin are not priced.",
        remedy: question.barrier == nil
          ? "Pass --forward in place of --spot." : "Name one that is paid in its quote currency.",
        subject: .instrument(question.name))
    }
    let rate = question.rate
    // On a forward the yield equals the rate, so that the spot does not drift.
    let underlying = if let spot { spot } else { try question.requiredForward() }
    let yield = if spot == nil { rate } else { try arguments.value(Self.yield) ?? 0 }
    let plain = try BlackScholes(
      spot: underlying, strike: question.strike,
      timeToExpiry: question.timeToExpiry, volatility: volatility, rate: rate,
      yield: yield)
    guard let barrier = question.barrier else { return .spot(plain) }
    let interval = try arguments.value(monitoringDays).map { $0 / 365 }
    return .barrier(
      try BarrierOption(
        vanilla: plain, kind: barrier.kind, barrier: barrier.level.doubleValue,
        monitoring: interval.map { .discrete(interval: $0) } ?? .continuous))
  }

  private static func forwardFormula(
    _ question: OptionQuestion, volatility: Double
  ) throws(SteelyardError) -> PriceReport.Formula {
    let forward = try question.requiredForward()
    if question.isInverse {
      guard question.rate == 0 else {
        throw SteelyardError(
          .notApplicable, "An option paid in the coin is not discounted by --rate.",
          remedy: "Leave --rate out: the forward carries it.", subject: .instrument(question.name))
      }
      return .inverse(
        try InverseOption(
          forward: forward, strike: question.strike, timeToExpiry: question.timeToExpiry,
          volatility: volatility))
    }
    return .forward(
      try Black76(
        forward: forward, strike: question.strike, timeToExpiry: question.timeToExpiry,
        volatility: volatility, rate: question.rate))
  }
}
