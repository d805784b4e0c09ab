import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardReports

/// `steelyard route`: the cheapest way to swap over pools and books.
enum RouteCommand: Command {
  private static let request = CommandOption(
    text: "request", "FILE",
    "what is swapped, and the venues or the network of pools, JSON as in docs/routing.md; - is standard input"
  )

  static let declaration = CommandDeclaration(
    name: "route",
    summary: "the cheapest way to swap an amount over pools and books",
    description: """
      Splits a swap over pools of constant product, pools with concentrated liquidity and order books so
      that it brings most: fees, gas, bridges and the cost of waiting included. Over a network of pools it
      also goes through other tokens, and finds arbitrage. Says why each venue is used or not, and a bound
      that no route exceeds. It plans only: no order is sent.
      """,
    operands: nil,
    options: [request] + OutputOptions.all,
    examples: [
      .init(
        says: "a million USDC into ETH over two pools, a book and another chain",
        line: "steelyard route --request Examples/routing/venues.json"),
      .init(
        says: "through other tokens, for a program",
        line: "steelyard route --request Examples/routing/network.json --format json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let file = try InputFile(path: try arguments.required(request))
    let json = StrictJSON(input: file, examples: "Examples/routing")
    let asked = try json.strictly(RouteRequest.self)
    Progress.stage("looking for the best route")
    // Only what the request says is told about its file; what can't be written is not.
    if asked.isNetwork {
      let found: RouteRequest.Network
      do throws(SteelyardError) { found = try asked.networkRoute() } catch {
        throw json.placed(error)
      }
      try output.write(NetworkRouteReport(found, of: asked))
    } else {
      let found: RouteRequest.Parallel
      do throws(SteelyardError) { found = try asked.parallelRoute() } catch {
        throw json.placed(error)
      }
      try output.write(RouteReport(found, of: asked))
    }
    return .fine
  }
}
