import SteelyardCommandLine
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// `steelyard iv`: the volatility behind a price, or why there is none.
enum ImpliedVolatilityCommand: Command {
  private static let price = OptionQuestionOptions.number(
    "price", "PRICE",
    "the price: in coin for an option paid in the coin, else in quote currency; default: the "
      + "market's mark")

  static let declaration = CommandDeclaration(
    name: "iv", summary: "the volatility behind an option price, or why there is none",
    description: """
      Solves Black-76 for the volatility that gives a price. That there is none, because the price
      is below intrinsic value or above its maximum, is an answer with a status, not an error.
      """,
    operands: .init(placeholder: "INSTRUMENT", count: 0...1, summary: "the option's name"),
    options: [price] + OptionQuestionOptions.all + OutputOptions.all,
    examples: [
      .init(
        says: "of a price in coin",
        line: "steelyard iv BTC-27MAR26-80000-C --price 0.0105"
          + " --time 2026-03-14T09:25:00Z --forward 71000"),
      .init(
        says: "by numbers alone, for a program",
        line: "steelyard iv --price 2.75 --right put --strike 100 --forward 105 --days 30"
          + " --format json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let question = try OptionQuestion(arguments)
    guard question.barrier == nil else {
      throw SteelyardError(
        .unsupported, "A barrier option's price need not have one volatility.",
        remedy: "Name an option without a barrier.", subject: .instrument(question.name))
    }
    if question.isInverse, question.rate != 0 {
      throw SteelyardError(
        .notApplicable, "An option paid in the coin is not discounted by --rate.",
        remedy: "Leave --rate out: the forward carries it.", subject: .instrument(question.name))
    }
    let forward = try question.requiredForward()
    let (price, source) = try price(arguments, question)
    // The discount factor of the rate, which no volatility changes.
    let discountFactor = try Black76(
      forward: forward, strike: question.strike, timeToExpiry: question.timeToExpiry,
      volatility: 0, rate: question.rate
    ).discountFactor
    let result = try Black76.impliedVolatility(
      price: question.isInverse ? price * forward : price, right: question.right,
      forward: forward, strike: question.strike, timeToExpiry: question.timeToExpiry,
      discountFactor: discountFactor)
    try output.write(
      ImpliedVolatilityReport(
        .init(
          name: question.name, right: question.right, price: price,
          priceCurrency: question.isInverse ? question.base : question.quote, forward: forward,
          strike: question.strike, quote: question.quote, timeToExpiry: question.timeToExpiry,
          discountFactor: discountFactor),
        result: result, sources: question.sources + [source]))
    return .fine
  }

  private static func price(
    _ arguments: ParsedArguments, _ question: OptionQuestion
  ) throws(SteelyardError) -> (Double, source: String) {
    if let given = try arguments.value(price) { return (given, "price: --price") }
    guard let listing = question.listing else {
      throw SteelyardError(
        .invalidInput, "--price is missing.",
        remedy: "Add it, or the instrument's name and --market FILE.")
    }
    if let problem = listing.market.problemOfInstrument[listing.instrument] { throw problem }
    guard let mark = listing.market.snapshot.observation(of: listing.instrument)?.markPrice else {
      throw SteelyardError(
        .missingMarketData, "The market has no mark price of it.",
        remedy: "Add --price.", subject: .instrument(question.name))
    }
    return (mark, "price: the option's own mark")
  }
}
