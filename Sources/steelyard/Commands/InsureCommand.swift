import SteelyardCommandLine
import SteelyardContracts
import SteelyardHedging
import SteelyardReports

/// `steelyard insure`: what a floor under a holding costs, by ways to keep it.
enum InsureCommand: Command {
  private static let value = OptionQuestionOptions.number(
    "value", "AMOUNT", "what the holding is worth; default: 1000000")
  private static let floor = CommandOption<Double>(
    "floor", "SHARE", .once, "the floor as a share of the holding, such as 85%; default: 85%"
  ) { text throws(SteelyardError) in
    let share = try AllocationOptions.share(text)
    guard share > 0, share < 1 else {
      throw SteelyardError(
        .invalidInput, "A floor of \(share) of the holding.",
        remedy: "Give a share above 0 and below 1, such as 85%.")
    }
    return share
  }
  private static let days = OptionQuestionOptions.number(
    "days", "DAYS", "days to the end; default: 90")
  private static let price = OptionQuestionOptions.number(
    "price", "PRICE", "the coin's price, for the strike and the number of coins; default: 100")
  private static let volatility = CommandOption<Double>(
    "volatility", "SIGMA", .once,
    "what puts are priced at, and made puts hedged at, 0.6 or 60%; required"
  ) { text throws(SteelyardError) in try OptionValues.volatility(text) }
  private static let multiple = OptionQuestionOptions.number(
    "multiple", "NUMBER", "exposure of CPPI and TIPP for one of cushion; default: 4")
  private static let aversion = OptionQuestionOptions.number(
    "risk-aversion", "NUMBER",
    "of the band: against a variance as large as the holding squared; default: 10")

  static let declaration = CommandDeclaration(
    name: "insure", summary: "what a floor under a holding costs, by ways to keep it",
    description: """
      Puts that are bought, puts that are made by trading their delta (at every look, or outside the band
      of Whalley and Wilmott), CPPI and TIPP, side by side over the same drawn paths: where they end, what
      trading costs, how often and by how much the floor breaks. With --jumps the gap risk shows that
      trading cannot take away.
      """,
    operands: nil,
    options: [value, floor, days, price, volatility, multiple, aversion] + PathOptions.all
      + OutputOptions.all,
    examples: [
      .init(
        says: "a floor of 85 % for a quarter, puts at 60 %",
        line: "steelyard insure --volatility 60% --paths 500"),
      .init(
        says: "the same where prices jump, for a program",
        line: "steelyard insure --volatility 60% --jumps 6:-0.12:0.08 --paths 500 --format json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let implied = try arguments.required(volatility)
    let looks = try arguments.value(PathOptions.looks) ?? PathOptions.looksDefault
    let paths = try arguments.value(PathOptions.paths) ?? PathOptions.pathsDefault
    let question = try InsuranceComparison.Question(
      value: try arguments.value(value) ?? 1_000_000,
      floorShare: try arguments.value(floor) ?? 0.85,
      days: try arguments.value(days) ?? 90, impliedVolatility: implied,
      cost: try arguments.value(PathOptions.cost) ?? PathOptions.costDefault, looksPerDay: looks,
      multiple: try arguments.value(multiple) ?? 4,
      riskAversion: try arguments.value(aversion) ?? 10)
    try PathOptions.check(
      looks: Double(question.looks), paths: paths, rules: InsuranceComparison.Way.allCases.count)
    let process = try PathOptions.process(
      arguments, start: try arguments.value(price) ?? 100, hedgedAt: implied)
    let seed = UInt64(try arguments.value(PathOptions.seed) ?? 1)
    let comparison = try InsuranceComparison(question, under: process, paths: paths, seed: seed) {
      Progress.share("walking the paths", done: Int(1000 * $0), of: 1000)
    }
    try output.write(try InsuranceReport(comparison, under: process, seed: seed))
    return .fine
  }
}
