import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
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
    var unknown: [String] = []
    var allowances: [HedgeAllowance] = []
    for instrument in wanted.instruments {
      let listed = instrument.instrument
      let terms = listed.flatMap { try? table.terms(for: $0, listedOn: naming) }
      if let listed, terms == nil { unknown.append(listed.toldName) }
      allowances.append(
        HedgeAllowance(
          instrument, lot: terms?.lot.doubleValue,
          maySell: isShortFree || !(listed?.isOption ?? false)))
    }
    let listed = wanted.instruments.compactMap(\.instrument)
    let held = account.portfolio.positions.map(\.instrument)
    var fitted = FittedSurfaces(
      for: held + listed, source: account.model.surfaceSource, in: snapshot)
    fitted.addBands(for: held + listed, under: [account.model], in: snapshot)
    Progress.stage("valuing the scenarios of \(account.model.name)")
    let response = try account.stressResponse()
    market = try HedgeMarket(
      WalkBook(portfolio: account.portfolio, stated: account.stated, others: account.others),
      account.model, snapshot, surfaces: fitted.surfaces, response: response,
      rates: try HedgeOptions.rates(arguments), allowances: allowances, level: .detected)
    if wanted.areNamed, let missing = market.left.first {
      throw SteelyardError(
        .missingMarketData,
        "--instruments: it has no price in this market, or nothing of it may be traded.",
        remedy: "Add a market file with it, or leave it out.",
        subject: .instrument(missing.instrument?.toldName ?? "token"))
    }
    guard !market.candidates.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "--instruments: nothing that may be traded has a price in this market.",
        remedy: "Add a market file with instruments on what the book depends on, or name some.")
    }
    let state = try HedgeInput.state(account, response)
    scenarios = try HedgeScenarios(
      of: state, coins: market.coins,
      count: try arguments.value(HedgeOptions.scenarios) ?? HedgeOptions.scenariosDefault)
    self.account = account
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

  /// How prices move together: the model's own state, the one that `--state` names, or that of the dynamic model's
  /// parameters.
  private static func state(
    _ account: AccountInput, _ response: StressResponse
  ) throws(SteelyardError) -> ModelState {
    if let dynamic = account.model as? DynamicMargin { return dynamic.state }
    var file = account.state
    if file == nil { file = try MarginModelCatalogue.state(ofParameters: response.parameters) }
    guard let file else {
      throw SteelyardError(
        .missingMarketData, "Nothing says how prices move together.",
        remedy: "Pass --state FILE; `steelyard calibrate --history FILE --save FILE` makes one.")
    }
    return file.state
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
    let coins = account.portfolio.coins(in: snapshot)
    var tokens: [HedgeInstrument] = []
    for leverage in leverages {
      for coin in coins { tokens.append(try token(of: coin, leverage)) }
    }
    if kinds.count + leverages.count == words.count {
      let usual = HedgeChain.usual
      guard !kinds.isEmpty else { return (tokens, false) }
      let chain = try HedgeChain(
        kinds: Set(kinds), optionDays: usual.optionDays, expiriesMax: usual.expiriesMax,
        strikesPerSide: usual.strikesPerSide, moneynessMax: usual.moneynessMax)
      let underlyings = snapshot.underlyings.map(\.underlying).filter { coins.contains($0.base) }
      return (
        chain.instruments(on: underlyings, in: snapshot).map { .listed($0) } + tokens, false
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

extension Portfolio {
  /// The coins that it has contracts on or holds, as far as a market knows them.
  fileprivate func coins(in snapshot: MarketSnapshot) -> [Currency] {
    let known = Set(snapshot.underlyings.map(\.underlying.base))
    let held = balances.filter { !$0.amount.isZero }.map(\.asset)
    return Set(positions.map(\.instrument.underlying.base) + held).intersection(known).sorted()
  }
}
