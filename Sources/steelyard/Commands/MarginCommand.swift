import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardReports

/// `steelyard margin`: the requirement of a portfolio under a model, explained.
enum MarginCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let check = CommandOption(
    flag: "check",
    "exit with 1 where the status is margin_call, liquidation or bankrupt; with --what-if, that of "
      + "the worst fills")

  static let declaration = CommandDeclaration(
    name: "margin", summary: "requirement of a portfolio under a margin model, explained",
    description: """
      Computes initial and maintenance margin, counted equity, excess and health of one account,
      with the scenarios and charges behind them. P&L is positive for a gain; requirements are
      positive amounts; excess is counted equity less requirement.
      """,
    operands: nil,
    options: AccountOptions.all + [WhatIfInput.option, VaryOption.option, currency, check]
      + OutputOptions.all,
    examples: [
      .init(
        says: "the example book",
        line: "steelyard margin \(AccountOptions.exampleBook)"),
      .init(
        says: "the same position by position, with every rule and scenario",
        line: "steelyard margin \(AccountOptions.exampleBook) --model cross --explain"),
      .init(
        says: "positions from a pipe, the answer for a program",
        line: "cat Examples/hedged-book/positions.csv | steelyard margin"
          + " \(AccountOptions.exampleMarket) --positions - --format json"),
      .init(
        says: "what trades and working orders would do to it",
        line: "steelyard margin \(AccountOptions.exampleBook)"
          + " --what-if Examples/what-if/trades.csv"),
      .init(
        says: "how far bitcoin may fall or rise before margin is no longer covered",
        line: "steelyard margin \(AccountOptions.exampleBook) --vary spot:BTC=-0.3:0.3:25"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let vary = try arguments.value(VaryOption.option)
    let account = try AccountInput(arguments, for: .margin)
    if vary != nil, account.whatIf != nil {
      throw SteelyardError(
        .notApplicable, "--vary walks what is held, --what-if supposes another book.",
        remedy: "Give one of the two.")
    }
    if let whatIf = account.whatIf {
      let report = try WhatIfReport(
        result: whatIf, currency: currency,
        usdPerUnit: try account.market.snapshot.priceUSD(of: currency),
        detail: arguments.has(AccountOptions.explain) ? .explained : .summary, naming: naming,
        notes: account.notes, readingFailures: account.failures,
        unreadableCount: account.unreadableCount)
      try output.write(report, on: account.market)
      return arguments.has(check) && report.status.isMarginCallOrWorse ? .badNews : .fine
    }
    if let vary {
      let report = try WalkReport(
        walk: try account.walk(vary), currency: currency,
        usdPerUnit: try account.market.snapshot.priceUSD(of: currency), naming: naming,
        notes: account.notes, readingFailures: account.failures,
        unreadableCount: account.unreadableCount)
      try output.write(report, on: account.market)
      return arguments.has(check) && report.status.isMarginCallOrWorse ? .badNews : .fine
    }
    let report = try MarginReport(
      explanation: account.explanation, currency: currency,
      usdPerUnit: try account.market.snapshot.priceUSD(of: currency),
      detail: arguments.has(AccountOptions.explain) ? .explained : .summary, naming: naming,
      notes: account.notes, readingFailures: account.failures,
      unreadableCount: account.unreadableCount)
    try output.write(report, on: account.market)
    return arguments.has(check) && report.status.isMarginCallOrWorse ? .badNews : .fine
  }
}
