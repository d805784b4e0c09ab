import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardReports

/// `steelyard collateral`: where collateral should be over venues and lending protocols.
enum CollateralCommand: Command {
  private static let places = CommandOption(
    text: "places", "FILE",
    "assets, places, scenarios and transfers, JSON as in docs/collateral-placement.md; - is standard input"
  )
  private static let check = CommandOption(
    flag: "check", "exit with 1 where some need can't be met, or not without being short on the way"
  )

  static let declaration = CommandDeclaration(
    name: "collateral",
    summary: "the cheapest placement of collateral over venues and lending protocols",
    description: """
      Places what is held over margin accounts, lending protocols and wallets so that a year costs least:
      interest, income forgone, capital that does not count, and transfers. Every venue's requirement and
      every protocol's health factor is met in every scenario that the file names. Requirements are numbers,
      or come from positions under a margin model, with --market. Says what binds, what one more dollar of
      it costs, and in which order to transfer so that nobody is short on the way. It plans only.
      """,
    operands: nil,
    options: [places, check] as [any DeclaredOption]
      + [MarketOptions.market, MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum]
      + OutputOptions.all,
    examples: [
      .init(
        says: "a treasury, two venues and a lending protocol",
        line: "steelyard collateral --places Examples/collateral/places.json"),
      .init(
        says: "requirements from positions, by each venue's margin model",
        line:
          "steelyard collateral --places Examples/collateral/books.json --market Examples/hedged-book/market-btc.json"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let path = try arguments.required(places)
    try StandardInputUse.check(try arguments.values(MarketOptions.market) + [path])
    let json = StrictJSON(input: try InputFile(path: path), examples: "Examples/collateral")
    var problem = try json.strictly(PlacementProblem.self)
    do throws(SteelyardError) { try problem.check() } catch { throw json.placed(error) }
    let notes = try PlacementBooks.evaluate(&problem, arguments)
    Progress.stage("placing collateral")
    let placement: Placement
    do throws(SteelyardError) { placement = try Placement(problem) } catch {
      throw json.placed(error)
    }
    try output.write(PlacementReport(placement, notes: notes))
    return arguments.has(check) && !(placement.isFeasible && placement.plan.isComplete)
      ? .badNews : .fine
  }
}
