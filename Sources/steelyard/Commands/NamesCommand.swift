import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardReports

/// `steelyard names`: what instrument names say, in every grammar.
enum NamesCommand: Command {
  private static let grammars = InstrumentNaming.allCases.map(\.rawValue).joined(separator: ", ")
  private static let from = CommandOption<InstrumentNaming>(
    choice: "from", "GRAMMAR",
    "the grammar that the names follow: \(grammars); default: Deribit's, else any that fits")
  private static let to = CommandOption<InstrumentNaming>(
    choice: "to", "GRAMMAR", "write them in this grammar only; default: in all")

  static let declaration = CommandDeclaration(
    name: "names", summary: "what an instrument name says, and how every venue writes it",
    description: """
      Reads instrument names and shows the contract, its terms, and its name in every grammar that
      can say it. A name that follows no grammar is refused with the place and what was expected.
      """,
    operands: .init(placeholder: "NAME", count: 1...1000, summary: "an instrument's name"),
    options: [from, to] + OutputOptions.all,
    examples: [
      .init(says: "an option", line: "steelyard names BTC-27MAR26-80000-C"),
      .init(
        says: "from one venue to a library",
        line: "steelyard names --from deribit --to ccxt BTC-27MAR26-80000-C BTC-PERPETUAL"),
      .init(
        says: "names of another venue, for a program",
        line: "steelyard names --from okx BTC-USD-260327-80000-C BTC-USDT-SWAP --format json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let only = try arguments.value(to)
    let report = NamesReport(
      names: arguments.operands, naming: try arguments.value(from),
      wanted: only.map { [$0] } ?? InstrumentNaming.allCases, terms: try .embedded())
    // Of all grammars some never fit; of the one that was asked for it is a refusal.
    let refusals = report.failures + (only == nil ? [] : report.unsaid)
    if refusals.count < arguments.operands.count { try output.write(report) }
    guard refusals.isEmpty else { throw Refusal.of(refusals) }
    return .fine
  }
}
