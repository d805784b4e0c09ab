import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// `steelyard stress`: what a book comes to when markets move.
enum StressCommand: Command {
  static let declaration = CommandDeclaration(
    name: "stress", summary: "what a portfolio comes to when markets move",
    description: "Provisional.", operands: nil,
    options: AccountOptions.all + EdgeOptions.all + OutputOptions.all, examples: [])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    try EdgeOptions.check(arguments)
    let account = try AccountInput(arguments, for: .stress)
    let evaluator = try StressEvaluator(
      WalkBook(portfolio: account.portfolio, stated: account.stated), account.model,
      account.market.snapshot, surfaces: account.surfaces,
      response: try StressResponse(DynamicInput.specification(arguments)), level: .detected)
    let report = try EdgeAnswer(evaluator, state: account.state)
      .report(arguments, of: account, in: .usd)
    try output.write(report)
    return .fine
  }
}
