import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardForecasts
import SteelyardLiquidation
import SteelyardMath
import SteelyardReports

/// `steelyard depth`: the law of impact that order books show, for `simulate`.
enum DepthCommand: Command {
  private static let bands = CommandOption(
    text: "bands", "FILE",
    "CSV of depth: time_utc, book, best_bid, best_ask, mid, band_bps, bid_qty, ask_qty")
  private static let trades = CommandOption(
    text: "trades", "FILE", "CSV of trades: time_utc, book, price, qty, taker_side; a second look")
  private static let coin = CommandOption(
    text: "coin", "COIN", "whose books they are; default: BTC")
  private static let book = CommandOption(
    texts: "book", "NAME", "a book of the file; default: all of them, added up")
  private static let contract = CommandOption<(book: String, dollars: Double)>(
    "contract", "BOOK=USD", .repeated, "quantities of this book are contracts of so many dollars"
  ) { text throws(SteelyardError) in
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, !sides[0].isEmpty, let dollars = Double(sides[1]), dollars > 0,
      dollars.isFinite
    else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is no contract.", remedy: "Write BOOK=100.")
    }
    return (sides[0], dollars)
  }
  private static let least = CommandOption<Double>(
    "least-bps", "NUMBER", .once, "narrower bands are left out; default: 1"
  ) { text throws(SteelyardError) in try OptionValues.number(text) }
  private static let law = CommandOption<DepthLaw.Kind>(
    choice: "law", "linear|pool|square_root", "the law to take; default: the nearest")
  private static let tradesPerInterval = CommandOption<Int>(
    "interval-trades", "N", .once, "trades taken together in the second look; default: 250"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...1_000_000) }
  private static let save = CommandOption(
    text: "save", "FILE", "write the parameters of `simulate` with this law, whole or not at all")

  static let declaration = CommandDeclaration(
    name: "depth", summary: "the law of impact that order books show, for simulate",
    description: """
      Medians of what books hold within bands of the middle, the laws of `simulate` fitted to them,
      and, from trades, how far prices went with what takers bought. --save writes a parameter file
      in which the coin has the law. The method is in docs/simulation.md.
      """,
    operands: nil,
    options: [
      bands, trades, coin, book, contract, least, law, tradesPerInterval,
      SimulationInput.parameters, save,
    ] as [any DeclaredOption] + OutputOptions.all,
    examples: [
      .init(
        says: "from two minutes of made-up books",
        line: "steelyard depth --bands Examples/simulation/depth.csv --coin BTC")
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    guard let path = try arguments.value(bands) else {
      throw SteelyardError(.invalidInput, "There is no book.", remedy: "Add --bands FILE.")
    }
    let coin = try arguments.value(coin) ?? "BTC"
    var contracts: [String: Double] = [:]
    for (book, dollars) in try arguments.values(contract) { contracts[book] = dollars }
    let file = try DepthBandFile.read(InputFile(path: path))
    if let problem = file.problems.first { throw problem }
    let books = try chosen(try arguments.values(book), of: file, path)
    for name in contracts.keys.sorted() where !books.contains(name) {
      throw SteelyardError(
        .invalidInput, "--contract: there is no book \"\(name.prefix(60))\".",
        remedy: "It has \(books.joined(separator: ", ")).")
    }
    let profile = try DepthProfile(
      samples(file, books, contracts),
      leastDistance: (try arguments.value(least) ?? 1) * 1e-4 * (1 - 1e-9))
    let laws = DepthLaw.fits(to: profile)
    let wanted = try arguments.value(law)
    let law = laws.first { $0.kind == wanted } ?? laws[0]
    let flows = try flows(arguments, books, contracts)
    var notes = [
      "Books hold what is offered at one moment; what would be offered after stands in no book, and beyond \(NumberText.text((profile.levels.last?.distance ?? 0) * 1e4, .shortest)) bp a law is an extrapolation."
    ]
    if let stress = profile.stress, stress.slope.magnitude < 2 * stress.standardError {
      notes.append(
        "No thinning of depth under stress can be told from these samples: its slope lies within two standard errors of nothing."
      )
    }
    if let path = try arguments.value(save) {
      try OutputFile(path: path).write(try parameters(arguments, coin, law, profile))
    }
    try output.write(
      DepthReport(
        coin: coin, profile: profile, laws: laws, chosen: law, flows: flows, notes: notes))
    return .fine
  }

  private static func chosen(
    _ names: [String], of file: DepthBandFile, _ path: String
  ) throws(SteelyardError) -> [String] {
    for name in names where !file.books.contains(name) {
      throw SteelyardError(
        .invalidInput, "\(path) has no book \"\(name.prefix(60))\".",
        remedy: "It has \(file.books.joined(separator: ", ")).")
    }
    return names.isEmpty ? file.books : names
  }

  /// Samples in coins.
  private static func samples(
    _ file: DepthBandFile, _ books: [String], _ contracts: [String: Double]
  ) -> [DepthProfile.Sample] {
    books.flatMap { book in
      (file.samples[book] ?? []).flatMap { sample in
        let mid = 0.5 * (sample.bestBid + sample.bestAsk)
        let unit = contracts[book].map { $0 / mid } ?? 1
        return sample.bands.map {
          DepthProfile.Sample(
            book: book, time: sample.time, mid: mid, distance: $0.band,
            bid: $0.bidQuantity * unit, ask: $0.askQuantity * unit)
        }
      }
    }
  }

  private static func flows(
    _ arguments: ParsedArguments, _ books: [String], _ contracts: [String: Double]
  ) throws(SteelyardError) -> [DepthReport.Flow] {
    guard let path = try arguments.value(trades) else { return [] }
    let tape = try TradeTapeFile.read(InputFile(path: path))
    if let problem = tape.problems.first { throw problem }
    let count = try arguments.value(tradesPerInterval) ?? 250
    var flows: [DepthReport.Flow] = []
    for book in books {
      guard let trades = tape.trades[book], let first = trades.first else { continue }
      let line = try PriceImpact.kyle(TradeInterval.ofTrades(trades, count: count))
      guard line.slope > 0 else { continue }
      let unit = contracts[book].map { $0 / first.price } ?? 1
      flows.append(
        .init(
          book: book, coins: 0.001 * first.price / line.slope * unit,
          relativeError: line.slopeStandardError / line.slope, explained: line.rSquared))
    }
    return flows
  }

  private static func parameters(
    _ arguments: ParsedArguments, _ name: String, _ law: DepthLaw, _ profile: DepthProfile
  ) throws(SteelyardError) -> String {
    var settings = try SimulationInput.settings(arguments)
    let place = try settings.market.coin(named: name)
    let coin = settings.market.coins[place]
    var volume = 1.0
    if case .squareRoot(_, let daily) = coin.impact { volume = daily }
    settings.market.coins[place].impact = law.impact(price: coin.price, dailyVolume: volume)
    settings.market.provenance.sources.append(
      "Impact of \(name): \(law.kind.rawValue) fitted to \(profile.books.joined(separator: ", ")), "
        + "\(profile.sampleCount) samples, \(profile.levels.count) bands up to "
        + "\(NumberText.text((profile.levels.last?.distance ?? 0) * 1e4, .shortest)) bp; "
        + "misfit \(NumberText.text(law.misfit, .fixed(3))) (steelyard depth).")
    return try StrictJSON.text(of: settings)
  }
}
