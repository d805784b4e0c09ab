import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// Accounts, market, targets and rules of a rebalancing.
struct RebalanceInput {
  let book: RebalanceBook
  let request: RebalanceRequest
  /// Remarks for people.
  let notes: [String]

  /// Reads everything.
  ///
  /// - Throws: The last of the mistakes, once the others are told.
  init(_ arguments: ParsedArguments, naming: InstrumentNaming) throws(SteelyardError) {
    let paths = try arguments.values(RebalanceOptions.positions)
    guard !paths.isEmpty else {
      throw SteelyardError(
        .invalidInput, "--positions is missing.",
        remedy: "Add --positions FILE; see `steelyard rebalance --help`.")
    }
    let targetPath = try arguments.required(TargetInput.option)
    let poolPath = try arguments.value(RebalanceOptions.pools)
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market) + paths + [targetPath]
        + [poolPath].compactMap(\.self))
    let cash = try arguments.value(RebalanceOptions.cash) ?? .usdc
    let targets = try TargetInput(
      path: targetPath, objective: try arguments.value(TargetInput.objective), cash: cash)
    let pools = try poolPath.map { path throws(SteelyardError) in
      try RebalanceInput.pools(path)
    }
    // A wrong rule is told before anything large is read.
    _ = try RebalanceOptions.rules(arguments)
    let read = try AccountBook(arguments, positions: paths[0], group: Array(paths.dropFirst()))
    let snapshot = read.market.snapshot
    try targets.check(in: snapshot)
    guard read.mistakes.isEmpty else { throw Refusal.of(read.mistakes) }
    let history = try RebalanceHistory(arguments, targets.targets, until: snapshot.time)
    let question = try RebalanceInput.question(arguments, history)
    let portfolios = [read.portfolio] + read.others
    let models = try RebalanceInput.models(
      arguments, count: paths.count, coins: snapshot.coins.union(targets.targets.coins).sorted())
    let perpetuals = snapshot.observations.map(\.instrument).filter {
      $0.product == .perpetual && targets.targets.coins.contains($0.underlying.base)
    }
    let instruments = portfolios.flatMap { $0.positions.map(\.instrument) } + perpetuals
    var fitted = FittedSurfaces(
      for: instruments, sources: Set(models.map(\.surfaceSource)), in: snapshot,
      progress: { Progress.stage($0) })
    fitted.addBands(for: instruments, under: models, in: snapshot)
    Progress.stage("valuing the accounts")
    let names = RebalanceInput.names(paths)
    var accounts: [RebalanceAccount] = []
    for place in paths.indices {
      accounts.append(
        RebalanceAccount(name: names[place], portfolio: portfolios[place], model: models[place]))
    }
    let frames = try RebalanceFrames(
      accounts, in: snapshot, perpetuals: perpetuals, surfaces: fitted.surfaces, level: .detected)
    try read.refuseMistakes(frames.universe, in: frames.frames, fitted.failures)
    book = try RebalanceBook(
      accounts, frames, in: snapshot, cash: cash, coins: targets.targets.coins,
      perpetuals: perpetuals)
    var request = RebalanceRequest(
      targets: targets.targets, question: question, limits: try StrategyOptions.limits(arguments),
      rates: try RebalanceInput.rates(arguments),
      kinds: try arguments.value(RebalanceOptions.ways)
        ?? (pools == nil ? [.perpetual, .spot] : [.perpetual, .spot, .pool]))
    guard pools != nil || !request.kinds.contains(.pool) else {
      throw SteelyardError(
        .invalidInput, "--ways: no pools are named.", remedy: "Pass --pools FILE too.")
    }
    request.pools = pools ?? .none
    request.peakEquity = try arguments.value(RebalanceOptions.peakEquity)
    request.tradeMinUSD = try arguments.value(RebalanceOptions.tradeMin) ?? request.tradeMinUSD
    request.sharing = arguments.has(RebalanceOptions.together) ? .together : .each
    let table = try ContractTermsTable.embedded()
    for instrument in perpetuals {
      if let terms = try? table.terms(for: instrument, listedOn: naming) {
        request.lots[instrument] = terms.lot
      }
    }
    self.request = request
    notes = fitted.notes + history.notes + read.notes(isDetailed: false)
  }

  private static func pools(_ path: String) throws(SteelyardError) -> SwapPools {
    let json = StrictJSON(input: try InputFile(path: path), examples: "Examples/rebalance")
    let pools = try json.strictly(SwapPools.self)
    do throws(SteelyardError) { try pools.check() } catch { throw json.placed(error) }
    return pools
  }

  private static func question(
    _ arguments: ParsedArguments, _ history: RebalanceHistory
  ) throws(SteelyardError) -> Drift.Question {
    let every = try arguments.value(RebalanceOptions.every)
    let last = try arguments.value(RebalanceOptions.last)
    guard every != nil || last == nil else {
      throw SteelyardError(
        .notApplicable, "--last belongs to --every.", remedy: "Leave it out, or pass --every DAYS.")
    }
    let rules = try RebalanceOptions.rules(arguments)
    guard every != nil || !rules.isEmpty else {
      throw SteelyardError(
        .invalidInput, "Nothing says when a weight has drifted too far.",
        remedy: "Pass --band, --relative-band, --risk-band, --cost-aware or --every.")
    }
    let factor = try arguments.value(RebalanceOptions.bandFactor)
    let level = try arguments.value(RebalanceOptions.volatilityLevel)
    guard level != nil || factor == nil else {
      throw SteelyardError(
        .notApplicable, "--band-factor belongs to --volatility-level.",
        remedy: "Leave it out, or pass --volatility-level.")
    }
    var regime: RebalanceTiming.Regime?
    if let level {
      guard let volatility = history.volatility else {
        throw SteelyardError(
          .missingMarketData, "--volatility-level: no history tells the volatility.",
          remedy: "Pass --history FILE with daily closes of the coins.")
      }
      regime = try .init(volatility: volatility, level: level, bandFactor: factor ?? 2)
    }
    let calendar = try every.map { days throws(SteelyardError) in
      try RebalanceTiming.Calendar(everyDays: Double(days), last: last)
    }
    let isCostAware = try arguments.value(RebalanceOptions.costAware) != nil
    return try Drift.Question(
      rules: rules,
      destination: try arguments.value(RebalanceOptions.destination)
        ?? (isCostAware ? .edge : .target),
      timing: .init(calendar: calendar, regime: regime), covariance: history.covariance)
  }

  /// The model of each account.
  private static func models(
    _ arguments: ParsedArguments, count: Int, coins: [Currency]
  ) throws(SteelyardError) -> [any MarginModel] {
    let given = try arguments.values(RebalanceOptions.model)
    let names: [String] = given.isEmpty ? [AccountOptions.modelDefault] : given
    guard names.count == 1 || names.count == count else {
      throw SteelyardError(
        .invalidInput, "--model stands \(names.count) times for \(count) accounts.",
        remedy: "Name one for all, or one for each in the order of --positions.")
    }
    let parameters = try arguments.value(AccountOptions.parameters).map {
      path throws(SteelyardError) in try InputFile(path: path)
    }
    let state = try arguments.value(AccountOptions.state).map { path throws(SteelyardError) in
      try ModelStateFile.read(InputFile(path: path))
    }
    guard names.count == 1 || parameters == nil else {
      throw SteelyardError(
        .notApplicable, "--parameters: it is not said which model they are of.",
        remedy: "Name one model for all accounts.")
    }
    var made: [String: any MarginModel] = [:]
    var needsState = false
    for name in Set<String>(names).sorted() {
      if name == "rates" {
        made[name] = try StrategyMargin.rates(of: coins).model
        continue
      }
      let specification = try MarginModelCatalogue.specification(
        named: name, parameters: parameters)
      needsState = needsState || specification.needsState
      made[name] = try MarginModelCatalogue.model(
        named: name, parameters: parameters, state: specification.needsState ? state : nil)
    }
    guard needsState || state == nil else {
      throw SteelyardError(
        .notApplicable, "No model here keeps a state.", remedy: "Leave --state out.")
    }
    var models: [any MarginModel] = []
    for place in 0..<count {
      if let model = made[names.count == 1 ? names[0] : names[place]] { models.append(model) }
    }
    return models
  }

  private static func rates(_ arguments: ParsedArguments) throws(SteelyardError) -> WayRates {
    var funding: [String: Double] = [:]
    for share in try arguments.values(RebalanceOptions.funding) {
      guard funding.updateValue(share.share, forKey: share.asset) == nil else {
        throw SteelyardError(
          .invalidInput, "--funding: \(share.asset) stands twice.", remedy: "Name each coin once.")
      }
    }
    return try WayRates(
      trading: try LiquidationOptions.settings(arguments).rates,
      spotFee: try arguments.value(RebalanceOptions.spotFee) ?? RebalanceOptions.spotFeeDefault,
      fundingPerYear: PerCoin(others: 0, coins: funding),
      cashBorrowRate: try arguments.value(RebalanceOptions.borrowRate),
      coinBorrowRate: try arguments.value(RebalanceOptions.coinBorrowRate),
      horizonDays: try arguments.value(RebalanceOptions.horizon) ?? RebalanceOptions.horizonDefault)
  }

  /// Accounts by their files: the last part of the path without its ending, or the whole path where two are alike.
  private static func names(_ paths: [String]) -> [String] {
    let short = paths.map { path in
      let file = path.split(separator: "/").last.map(String.init) ?? path
      return file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    }
    return paths.indices.map { place in
      short.count(where: { $0 == short[place] }) == 1 && !short[place].isEmpty
        ? short[place] : paths[place]
    }
  }
}
