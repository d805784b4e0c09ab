import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardReports

/// `steelyard greeks`: the sensitivities of a portfolio.
enum GreeksCommand: Command {
  static let declaration = CommandDeclaration(
    name: "greeks", summary: "sensitivities by position, expiry and underlying, net and gross",
    description: """
      Computes the Greeks of a portfolio in the exchange's convention: delta in coins, gamma in
      coins per quote unit, vega per volatility point, theta per calendar day, rho per 1 % of rate.
      The model only says which volatilities options are priced from.
      """,
    operands: nil, options: AccountOptions.all + OutputOptions.all,
    examples: [
      .init(
        says: "the example book",
        line: "steelyard greeks \(AccountOptions.exampleBook)"),
      .init(
        says: "as a table for a spreadsheet",
        line: "steelyard greeks \(AccountOptions.exampleBook) --format csv"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let account = try AccountInput(arguments, for: .sensitivities)
    try output.write(
      GreeksReport(
        explanation: account.explanation, naming: naming, notes: account.notes,
        readingFailures: account.failures, unreadableCount: account.unreadableCount),
      on: account.market)
    return .fine
  }
}
