import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import SteelyardReports

/// `steelyard rebalance`: back to target weights, where that is worth its cost and within margin and limits.
enum RebalanceCommand: Command {
  private static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }

  private static let example =
    "\(AccountOptions.exampleMarket) --price USDC=1 --targets Examples/rebalance/targets.csv"
  private static let positions = "--positions Examples/rebalance/venue.csv"

  static let declaration = CommandDeclaration(
    name: "rebalance",
    summary: "the trades that bring a portfolio back to its target weights, the cheapest way",
    description: """
      Holds the exposure of each coin, its spot, perpetuals, futures and option delta together, against
      a target share of the equity, by bands, by shares of risk, by what trading costs, or by the calendar.
      What one account buys and another sells crosses between them; the rest is traded as perpetual, spot or
      pool swap, whichever costs least with funding and interest. No trade, and no state on the way, breaks
      margin or limits: what would is scaled or refused, with its reason. It plans only: no order is sent.
      """,
    operands: nil,
    options: RebalanceOptions.all + [currency, RebalanceOptions.check] + OutputOptions.all,
    examples: [
      .init(
        says: "what has drifted by more than five points, back to its target",
        line: "steelyard rebalance \(example) \(positions) --band 5%"),
      .init(
        says: "two accounts of different venues, netted, to the edge of their bands",
        line:
          "steelyard rebalance \(example) \(positions) --positions Examples/rebalance/treasury.csv"
          + " --model deribit --model cross --relative-band 20% --to edge"),
      .init(
        says: "only what is worth its cost, coins that move together counted together",
        line: "steelyard rebalance \(example) \(positions) --cost-aware region"
          + " --history Examples/synthetic-history/closes.csv"),
      .init(
        says: "as perpetual, spot or pool swap for ninety days, for a program",
        line:
          "steelyard rebalance \(example) --positions Examples/rebalance/treasury.csv --model cross --every 30"
          + " --pools Examples/rebalance/pools.json --funding BTC=8% --funding ETH=12% --horizon 90 --format json"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let currency = try arguments.value(currency) ?? .usd
    let naming = try arguments.value(AccountOptions.naming) ?? .deribit
    let input = try RebalanceInput(arguments, naming: naming)
    Progress.stage("looking for the trades")
    let plan = try RebalancePlan(input.book, input.request)
    try output.write(
      RebalanceReport(
        plan, currency: currency, usdPerUnit: try input.book.snapshot.priceUSD(of: currency),
        naming: naming, notes: input.notes))
    return arguments.has(RebalanceOptions.check) && !plan.isWhole ? .badNews : .fine
  }
}
