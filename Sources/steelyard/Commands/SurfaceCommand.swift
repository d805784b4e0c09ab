import SteelyardCommandLine
import SteelyardContracts
import SteelyardMarket
import SteelyardReports

/// `steelyard surface`: the fitted volatility surface and its arbitrage checks.
enum SurfaceCommand: Command {
  private static let underlying = CommandOption(
    texts: "underlying", "CODE",
    "only these, by coin (BTC) or in full (BTC/USD:BTC); default: all that have options")
  private static let ssvi = CommandOption(
    flag: "ssvi", "fit one arbitrage-free SSVI surface in place of a slice for each expiry")
  private static let explain = CommandOption(
    flag: "explain", "list each market row that was left out or is odd")
  private static let check = CommandOption(
    flag: "check", "exit with 1 where a surface has arbitrage")

  static let declaration = CommandDeclaration(
    name: "surface", summary: "the fitted volatility surface and its arbitrage checks",
    description: """
      Fits a volatility surface to the quotes of each underlying and shows, for each expiry, the
      parameters, the fit error in volatility points, butterfly and calendar arbitrage with place
      and size, and the smile.
      """,
    operands: nil,
    options: [MarketOptions.market, underlying, ssvi, explain, check]
      + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum] + OutputOptions.all,
    examples: [
      .init(
        says: "bitcoin",
        line: "steelyard surface --market Examples/hedged-book/market-btc.json"),
      .init(
        says: "one surface for all expiries, as a page with plots",
        line: "steelyard surface --market Examples/hedged-book/market-eth.json --ssvi"
          + " --format html --output /dev/null"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let names = try arguments.values(underlying)
    try StandardInputUse.check(try arguments.values(MarketOptions.market))
    let market = try MarketInput(arguments, prices: try arguments.values(MarketOptions.price))
    let options = SurfaceFitOptions.standard(arguments.has(ssvi) ? .ssvi : .correctedSVI)
    var fits: [SurfaceFit] = []
    var failures: [SteelyardError] = []
    for underlying in try chosen(names, in: market.snapshot) {
      Progress.stage("fitting the volatility surface of \(underlying)")
      do throws(SteelyardError) {
        fits.append(try market.snapshot.fittedSurface(of: underlying, options: options))
      } catch {
        failures.append(error)
      }
    }
    if fits.isEmpty, !failures.isEmpty { throw Refusal.of(failures) }
    let report = try SurfaceReport(
      fits: fits, snapshot: market.snapshot,
      notes: market.notes(isDetailed: arguments.has(explain)),
      failures: failures)
    try output.write(report)
    return arguments.has(check) && !report.isArbitrageFree ? .badNews : .fine
  }

  /// The underlyings with options, or those that were asked for.
  private static func chosen(
    _ names: [String], in snapshot: MarketSnapshot
  ) throws(SteelyardError) -> [Underlying] {
    let known = snapshot.underlyings.filter { market in
      market.expiries.contains { !$0.options.isEmpty }
    }.map(\.underlying)
    guard !known.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "The market at \(snapshot.time) has no options.",
        remedy: "Add a market file with options.")
    }
    var chosen: [Underlying] = []
    for name in names {
      let matching = known.filter { $0.description == name || $0.base.code == name }
      guard !matching.isEmpty else {
        throw SteelyardError(
          .invalidInput, "--underlying: the market has no options on \"\(name.prefix(60))\".",
          remedy: "It has them on \(known.map(\.description).joined(separator: ", ")).")
      }
      chosen += matching.filter { !chosen.contains($0) }
    }
    return names.isEmpty ? known : chosen
  }
}
