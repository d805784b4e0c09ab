import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import SteelyardScenarios

/// An account, what may be traded for it, and the scenarios that it is judged by.
struct HedgeInput {
  let account: AccountInput
  let market: HedgeMarket
  let scenarios: HedgeScenarios
  /// Remarks for people.
  let notes: [String]

  /// A token that may be bought: costs of the order of what issuers publish.
  private static func token(
    of coin: Currency, _ leverage: Double
  ) throws(SteelyardError) -> HedgeInstrument {
    .token(
      try LeveragedToken(
        coin: coin, leverage: leverage, feePerYear: 0.0365, rebalancingCost: 0.0005))
  }

  /// - Throws: `invalidInput` for an instrument or kind that is none; `missingMarketData` for an instrument that is
  ///   named and has no price, or without a state; what the model's frame throws.
  init(
    _ account: AccountInput, _ arguments: ParsedArguments, naming: InstrumentNaming
  ) throws(SteelyardError) {
    let snapshot = account.market.snapshot
    let isShortFree = !arguments.has(HedgeOptions.noShortOptions)
    let wanted = try HedgeInput.wanted(
      try arguments.value(HedgeOptions.instruments) ?? "perpetual,future,option", for: account,
      naming)
    let table = try ContractTermsTable.embedded()
    let desk = try HedgeDesk(
      HedgeDesk.Account(
        book: WalkBook(
          portfolio: account.portfolio, stated: account.stated, others: account.others),
        model: account.model, snapshot: snapshot, response: try account.stressResponse(),
        state: account.state, surfaces: [:]),
      HedgeDesk.Choice(
        instruments: wanted.instruments, areNamed: wanted.areNamed, maySellOptions: isShortFree,
        name: "--instruments"),
      rates: try HedgeOptions.rates(arguments),
      scenarioCount: try arguments.value(HedgeOptions.scenarios) ?? HedgeOptions.scenariosDefault,
      lot: { (try? table.terms(for: $0, listedOn: naming))?.lot.doubleValue },
      stage: { Progress.stage($0) })
    market = desk.market
    scenarios = desk.scenarios
    self.account = account
    let unknown = desk.unknownLots.map(\.toldName)
    notes =
      account.notes
      + (unknown.isEmpty
        ? []
        : [
          "No lots of \(naming.rawValue) are on file for \(unknown.count) instruments, such as \(unknown[0]): "
            + "traded in thousandths of "
            + "a unit."
        ])
  }

  /// The multiple of a token that a word names, `token` for the inverse one or `token:2`; nil for other words.
  private static func leverage(of word: String) throws(SteelyardError) -> Double? {
    if word == "token" { return -1 }
    guard word.hasPrefix("token:") else { return nil }
    do throws(SteelyardError) {
      return try OptionValues.number(String(word.dropFirst("token:".count)))
    } catch {
      throw SteelyardError(
        error.code, "--instruments: \"\(word.prefix(40))\" is no token.",
        remedy: "Write token:MULTIPLE, such as token:-3.")
    }
  }

  /// What may be traded by the arguments.
  private static func wanted(
    _ text: String, for account: AccountInput, _ naming: InstrumentNaming
  ) throws(SteelyardError) -> (instruments: [HedgeInstrument], areNamed: Bool) {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let kinds = words.compactMap(HedgeChain.Kind.init(rawValue:))
    var leverages: [Double] = []
    for word in words {
      if let leverage = try leverage(of: word) { leverages.append(leverage) }
    }
    let snapshot = account.market.snapshot
    let coins = HedgeDesk.coins(of: account.portfolio, in: snapshot)
    var tokens: [HedgeInstrument] = []
    for leverage in leverages {
      for coin in coins { tokens.append(try token(of: coin, leverage)) }
    }
    if kinds.count + leverages.count == words.count {
      guard !kinds.isEmpty else { return (tokens, false) }
      return (
        try HedgeDesk.chain(of: Set(kinds), for: account.portfolio, in: snapshot) + tokens, false
      )
    }
    var instruments: [HedgeInstrument] = []
    for word in words where try leverage(of: word) == nil {
      do throws(SteelyardError) {
        instruments.append(.listed(try naming.instrument(named: word)))
      } catch {
        throw SteelyardError(
          error.code, "--instruments: \(error.message)", remedy: error.remedy,
          subject: error.subject)
      }
    }
    return (instruments + tokens, true)
  }
}
