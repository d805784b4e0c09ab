import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardReports
import SteelyardScenarios

extension StressCommand {
  /// Answers how far the book is from being liquidated.
  static func runEdge(
    _ arguments: ParsedArguments, _ output: ReportOutput
  ) throws(SteelyardError) -> ExitStatus {
    let currency = try arguments.value(currency) ?? .usd
    let account = try AccountInput(arguments, for: .edge)
    let answer = try EdgeAnswer(
      try account.evaluator(of: account.portfolio), state: account.state)
    let report = try answer.report(
      arguments, of: account, in: currency, isReverse: arguments.has(EdgeOptions.reverse),
      isPriced: arguments.has(EdgeOptions.liquidationPrice))
    try output.write(report, on: account.market)
    return arguments.has(check) && report.status.isMarginCallOrWorse ? .badNews : .fine
  }
}

extension EdgeAnswer {
  /// The report on an account.
  ///
  /// - Parameters:
  ///   - isReverse: Whether the nearest joint moves are looked for.
  ///   - isPriced: Whether liquidation prices are.
  func report(
    _ arguments: ParsedArguments, of account: AccountInput, in currency: Currency,
    isReverse: Bool, isPriced: Bool
  ) throws(SteelyardError) -> EdgeReport {
    let reverse = isReverse ? try reverse(arguments) : nil
    let prices =
      isPriced
      ? try prices(stated: try arguments.value(EdgeOptions.betas) ?? [:]) : nil
    return try report(
      reverse: reverse, prices: prices, currency: currency,
      usdPerUnit: try account.market.snapshot.priceUSD(of: currency), notes: account.notes,
      readingFailures: account.failures, unreadableCount: account.unreadableCount)
  }

  private func reverse(_ arguments: ParsedArguments) throws(SteelyardError) -> ReverseStress {
    guard state != nil else {
      throw SteelyardError(
        .missingMarketData, "--reverse: nothing says how prices move together.",
        remedy: "Pass --state FILE; `steelyard calibrate --history FILE --save FILE` makes one.")
    }
    let settings = try ReverseStressSettings(
      starts: try arguments.value(EdgeOptions.starts) ?? EdgeOptions.startsDefault,
      samples: try arguments.value(EdgeOptions.samples) ?? EdgeOptions.samplesDefault,
      seed: try arguments.value(EdgeOptions.seed) ?? 1)
    return try reverse(
      settings, stage: { Progress.stage($0) },
      share: { Progress.share($0, done: $1, of: $2) })
  }

  /// Liquidation prices along paths of one coin and of all, with and without volatility that follows spot.
  ///
  /// - Parameter stated: Betas that the caller states; others come from the state's scenarios, or are 1.
  private func prices(
    stated: [Currency: Double]
  ) throws(SteelyardError) -> (prices: EdgeReport.Prices, usesState: Bool) {
    let coins = evaluator.coins
    guard let reference = coins.contains(.btc) ? .btc : coins.first else {
      throw SteelyardError(
        .notApplicable, "--liquidation-price: the book holds no coin and no contract on one.",
        remedy: "Ask about a book with positions.")
    }
    for coin in stated.keys.sorted() where !coins.contains(coin) {
      throw SteelyardError(
        .notApplicable, "--betas: the book does not depend on \(coin).",
        remedy: "It depends on \(coins.map(\.code).joined(separator: ", ")).")
    }
    var paths = coins.flatMap { coin in
      LiquidationPath.VolatilityMode.allCases.map { LiquidationPath(of: coin, volatility: $0) }
    }
    var source: String?
    var usesState = false
    if coins.count > 1 {
      let betas = try betas(of: coins, to: reference, stated: stated)
      source = betas.source
      usesState = betas.usesState
      for mode in LiquidationPath.VolatilityMode.allCases {
        paths.append(
          try LiquidationPath(reference: reference, betas: betas.betas, volatility: mode))
      }
    }
    var prices: [LiquidationPrices] = []
    for (index, path) in paths.enumerated() {
      Progress.share("searching liquidation prices", done: index, of: paths.count)
      prices.append(try LiquidationPrices(of: evaluator, along: path))
    }
    return (EdgeReport.Prices(paths: prices, betaSource: source), usesState)
  }

  /// Betas of every coin and a sentence on where each comes from.
  private func betas(
    of coins: [Currency], to reference: Currency, stated: [Currency: Double]
  ) throws(SteelyardError) -> (betas: [Currency: Double], source: String, usesState: Bool) {
    let open = coins.filter { $0 != reference && stated[$0] == nil }
    var betas = stated
    var usesState = false
    var parts: [String] = []
    let named = stated.keys.filter { $0 != reference }.sorted().map(\.code)
    if !named.isEmpty { parts.append("as stated for " + named.joined(separator: ", ")) }
    if !open.isEmpty, let state {
      let found = try state.maintenance.core.betas(of: open, to: reference)
      betas.merge(found) { own, _ in own }
      let known = open.filter { found[$0] != nil }.map(\.code)
      usesState = !known.isEmpty
      if usesState {
        parts.append(
          "by regression over the \(state.maintenance.core.count) core scenarios of \(state.name) for "
            + known.joined(separator: ", "))
      }
    }
    let rest = open.filter { betas[$0] == nil }
    for coin in rest { betas[coin] = 1 }
    if !rest.isEmpty {
      parts.append(
        "1 for \(rest.map(\.code).joined(separator: ", ")), of which no state says anything: pass "
          + "--betas or --state")
    }
    let source = "Betas to \(reference), of logarithmic moves: \(parts.joined(separator: "; "))."
    return (betas, source, usesState)
  }
}
