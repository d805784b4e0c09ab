import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardReports

/// `steelyard report`: the daily risk report of an account, or of a house with a page for each of its accounts.
enum ReportCommand: Command {
  static let currency = CommandOption<Currency>(
    "currency", "CODE", .once, "the currency of the answer; default: USD"
  ) { text throws(SteelyardError) in try Currency(text) }
  private static let check = CommandOption(
    flag: "check",
    "exit with 1 where an account is in margin_call, liquidation or bankrupt, or a limit is passed")

  static let declaration = CommandDeclaration(
    name: "report", summary: "the daily risk report of an account, or of a house",
    description: """
      Tells where an account stands, what changed since an earlier market and why, what it may lose in
      scenarios and events, the nearest moves that end its margin, and what it hangs on. With --accounts
      it tells the same of a house: totals, ranking, who is nearest; with --out a page of each account.
      """,
    operands: nil,
    options: [MarketOptions.market, AccountOptions.positions, ReportOptions.accounts]
      + [
        ReportOptions.previousMarket, ReportOptions.previousPositions,
        ReportOptions.previousAccounts, ReportOptions.directory, ReportOptions.limit,
      ] as [any DeclaredOption]
      + [AccountOptions.model, AccountOptions.parameters, AccountOptions.state]
      + [HistoryOptions.events, EdgeOptions.starts, EdgeOptions.samples, EdgeOptions.seed]
      + [MarketOptions.time, MarketOptions.price, MarketOptions.ageMaximum]
      + [AccountOptions.stated, AccountOptions.group, AccountOptions.partial]
      + [AccountOptions.naming, currency, check]
      + [ReportOptions.format, ReportOptions.browser, OutputOptions.output, OutputOptions.colour],
    examples: [
      .init(
        says: "the example book, and what changed since the day before",
        line: "steelyard report \(AccountOptions.exampleBook)"
          + " --previous-market Examples/daily-report/market-before.json"
          + " --previous-positions Examples/daily-report/positions-before.csv"),
      .init(
        says: "a house of five accounts against limits",
        line: "steelyard report \(AccountOptions.exampleMarket)"
          + " --accounts Examples/daily-report/accounts.csv --limit use=80% --limit coin=75%"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let format = try arguments.value(ReportOptions.format) ?? .text
    let output = try ReportOutput(arguments, format: format.rendered)
    let browserPath = try arguments.value(ReportOptions.browser)
    let browser: PageBrowser? = format == .pdf ? try PageBrowser(stated: browserPath) : nil
    try refuseMixtures(arguments, format)
    let pages = ReportPages(output: output, format: format, browser: browser)
    return arguments.has(optionNamed: ReportOptions.accounts.name)
      ? try runHouse(arguments, pages) : try runAccount(arguments, pages)
  }

  /// Sees to it that no option stands without the question that it belongs to.
  ///
  /// - Throws: `notApplicable`.
  private static func refuseMixtures(
    _ arguments: ParsedArguments, _ format: ReportFormat
  ) throws(SteelyardError) {
    func refuse(_ option: any DeclaredOption, _ reason: String) throws(SteelyardError) {
      guard arguments.has(optionNamed: option.name) else { return }
      throw SteelyardError(
        .notApplicable, "--\(option.name): \(reason)", remedy: "Leave it out.")
    }
    if arguments.has(optionNamed: ReportOptions.accounts.name) {
      for option in [
        AccountOptions.positions, ReportOptions.previousPositions, AccountOptions.group,
      ] as [any DeclaredOption] {
        try refuse(option, "the accounts of a house stand in --accounts.")
      }
      if arguments.has(optionNamed: ReportOptions.directory.name) {
        try refuse(OutputOptions.output, "the pages go into --out.")
      }
      try refuse(AccountOptions.stated, "it is stated of one account.")
    } else {
      try refuse(ReportOptions.directory, "one account has one page; write it with --output.")
      try refuse(ReportOptions.previousAccounts, "it goes with --accounts.")
    }
    if !arguments.has(optionNamed: ReportOptions.previousMarket.name) {
      for option in [ReportOptions.previousPositions, ReportOptions.previousAccounts] {
        try refuse(option, "there is no --previous-market to value them in.")
      }
    }
    if format != .pdf { try refuse(ReportOptions.browser, "only --format pdf needs one.") }
    if format == .pdf, !arguments.has(optionNamed: ReportOptions.directory.name),
      (try arguments.value(OutputOptions.output) ?? "-") == "-", Terminal.isWatched
    {
      throw SteelyardError(
        .notApplicable, "A PDF is nothing for a terminal.", remedy: "Add --output FILE.")
    }
  }

  // MARK: One account

  private static func runAccount(
    _ arguments: ParsedArguments, _ pages: ReportPages
  ) throws(SteelyardError) -> ExitStatus {
    let question = try DailyQuestion(arguments)
    let request = try AccountRequest(arguments, for: .edge)
    let previousPath = try arguments.value(ReportOptions.previousPositions)
    try checkStandardInput(arguments, [request.positions] + request.group, previousPath)
    let book = try AccountBook(arguments, positions: request.positions, group: request.group)
    let account = try AccountInput(request, book, supposed: nil, on: nil, isDetailed: false)
    var earlier: AccountInput?
    if let market = try previousMarket(arguments) {
      let file = try previousPath.map { path throws(SteelyardError) in
        Progress.stage("reading \(path)")
        return try PortfolioFile.read(InputFile(path: path))
      }
      earlier = try AccountInput(
        request, try AccountBook(market, file ?? book.file, group: []), supposed: nil, on: nil,
        isDetailed: false)
      try refuseLater(earlier, account)
    }
    let input = try DailyInput(account, since: earlier, question)
    let report = try input.report(named: nil)
    try pages.write(report, on: account.market)
    let isBad = report.status.isMarginCallOrWorse || !report.keepsLimits
    return arguments.has(check) && isBad ? .badNews : .fine
  }

  /// The earlier market; nil where none is named.
  private static func previousMarket(
    _ arguments: ParsedArguments
  ) throws(SteelyardError) -> MarketInput? {
    let paths = try arguments.values(ReportOptions.previousMarket)
    guard !paths.isEmpty else { return nil }
    return try MarketInput(
      paths: paths, time: nil, prices: [],
      ageSecondsMax: try arguments.value(MarketOptions.ageMaximum)
        ?? MarketOptions.ageSecondsDefault)
  }

  /// Sees to it that one option at most reads standard input.
  private static func checkStandardInput(
    _ arguments: ParsedArguments, _ paths: [String], _ previous: String?
  ) throws(SteelyardError) {
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market)
        + (try arguments.values(ReportOptions.previousMarket)) + paths
        + [previous].compactMap { $0 })
  }

  private static func refuseLater(
    _ earlier: AccountInput?, _ account: AccountInput
  ) throws(SteelyardError) {
    guard let before = earlier?.market.snapshot.time, before >= account.market.snapshot.time else {
      return
    }
    throw SteelyardError(
      .invalidInput,
      "--previous-market is of \(before), not before the market of \(account.market.snapshot.time).",
      remedy: "Give the earlier market there.")
  }

  // MARK: A house

  private static func runHouse(
    _ arguments: ParsedArguments, _ pages: ReportPages
  ) throws(SteelyardError) -> ExitStatus {
    let question = try DailyQuestion(arguments)
    let request = try AccountRequest(arguments, for: .house)
    try checkStandardInput(
      arguments, [request.positions], try arguments.value(ReportOptions.previousAccounts))
    let market = try MarketInput(arguments, prices: try arguments.values(MarketOptions.price))
    let members = try HouseFiles(path: request.positions)
    let house = try HouseInput(request, market, members)
    let earlier = try earlierAccounts(arguments, request, members)
    if let before = earlier.values.first, let now = house.accounts.first {
      try refuseLater(before, now)
    }
    let directory = try arguments.value(ReportOptions.directory)
    if let directory { try ReportPages.makeDirectory(directory) }
    let files = PageNames(house.names, ending: pages.format.ending)
    var accounts: [HouseReport.Account] = []
    for (place, account) in house.accounts.enumerated() {
      let name = house.names[place]
      Progress.share("events and distances of \(name)", done: place, of: house.accounts.count)
      let before = earlier[name]
      // Why it changed stands on its own page.
      let input = try DailyInput(account, since: directory == nil ? nil : before, question)
      accounts.append(
        HouseReport.Account(
          name: name, explanation: account.explanation, unreadableCount: account.unreadableCount,
          worst: input.stressed()?.outcomes.first, distances: input.distances(),
          equityChangeUSD: before.map {
            account.explanation.figures.equity - $0.explanation.figures.equity
          },
          path: directory == nil ? nil : files.name(of: place)))
      if let directory {
        let report = try input.report(
          named: name, pages: [.init("The house", path: files.house)])
        try pages.write(report, on: market, to: "\(directory)/\(files.name(of: place))")
      }
    }
    let report = try HouseReport(
      accounts: accounts, currency: question.currency,
      usdPerUnit: try market.snapshot.priceUSD(of: question.currency), limits: question.limits,
      earlier: earlier.values.first?.market.snapshot.time, naming: question.naming,
      notes: market.notes(isDetailed: false), failures: house.accounts.flatMap(\.failures))
    try pages.write(report, on: market, to: directory.map { "\($0)/\(files.house)" })
    let isBad = report.status.isMarginCallOrWorse || !report.keepsLimits
    return arguments.has(check) && isBad ? .badNews : .fine
  }

  /// The accounts as they were, by name; none where no earlier market is named.
  private static func earlierAccounts(
    _ arguments: ParsedArguments, _ request: AccountRequest, _ present: HouseFiles
  ) throws(SteelyardError) -> [String: AccountInput] {
    guard let market = try previousMarket(arguments) else { return [:] }
    let files = try arguments.value(ReportOptions.previousAccounts).map {
      path throws(SteelyardError) in try HouseFiles(path: path)
    }
    let house = try HouseInput(request, market, files ?? present)
    return Dictionary(
      zip(house.names, house.accounts), uniquingKeysWith: { first, _ in first })
  }
}
