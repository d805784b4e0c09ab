import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import SteelyardValidation

/// Histories of a strategy from files: spot, perpetuals, funding, basis, volatility indices and dated futures, by coin.
struct StrategyHistoryInput {
  /// What a strategy is walked through.
  let history: StrategyHistory
  /// What was odd or is missing, for people.
  let notes: [String]

  static let interval = CommandOption<HistoryInterval>(
    "interval", "hourly|8h|daily", .once,
    "how often the strategy is asked; default: hourly where there are hourly closes, else daily"
  ) { text throws(SteelyardError) in
    switch text {
    case "hourly": .hourly
    case "8h": .eightHours
    case "daily": .daily
    default:
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no interval.",
        remedy: "Write hourly, 8h or daily.")
    }
  }

  /// Reads every file.
  ///
  /// - Parameters:
  ///   - coins: The coins in their order; nil for all that have closes.
  ///   - chains: Chains of their options; nil where none are asked for.
  /// - Throws: What reading throws; `missingMarketData` where no file is named or a coin has no closes.
  init(
    _ paths: [String], coins: [Currency]?, interval chosen: HistoryInterval?, from: Timestamp?,
    to: Timestamp?, chains: ChainInput? = nil
  ) throws(SteelyardError) {
    guard !paths.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "No history is given.",
        remedy: "Pass --history FILE with closes, and more with funding or a volatility index.")
    }
    var series: [HistoryRows] = []
    var notes: [String] = []
    for path in paths {
      Progress.stage("reading \(path)")
      let file = try HistoryFile.read(try InputFile(path: path), naming: .ofFile)
      series += file.series
      if !file.problems.isEmpty {
        notes.append(
          "\(path): \(file.problems.count) rows or cells are left out, first: \(file.problems[0])")
      }
    }
    Progress.stage("checking \(series.count) histories")
    let gathered = try GatheredHistories(series)
    notes += gathered.notes
    let named = coins ?? gathered.spot.keys.sorted()
    let interval =
      chosen
      ?? (named.allSatisfy { coin in
        gathered.spot[coin, default: []].contains { $0.interval <= .hourly }
      } ? .hourly : .daily)
    var taken: [StrategyHistory.Coin] = []
    for coin in named {
      guard let spot = try GatheredHistories.best(gathered.spot[coin] ?? [], interval) else {
        throw SteelyardError(
          .missingMarketData, "\(coin) has no closes \(interval) apart.",
          remedy: "Add a history with them, leave the coin out of --coins, or choose --interval.")
      }
      var histories = StrategyHistory.Coin(coin, spot: spot)
      histories.perpetual = try GatheredHistories.best(
        gathered.perpetuals[coin] ?? [], interval)
      histories.basis = gathered.bases[coin]
      histories.funding = gathered.funding[coin]
      histories.index = gathered.indices[coin]
      histories.chains = chains?.chains.filter { $0.coin == coin } ?? []
      for (instrument, prices) in gathered.futures[coin] ?? [] {
        guard let even = try GatheredHistories.best([prices], interval) else { continue }
        histories.futures.append((instrument, even))
      }
      if histories.perpetual == nil, histories.basis == nil {
        notes.append("\(coin): no marks of the perpetual are given; it stands at spot.")
      }
      if let marks = histories.perpetual?.times ?? histories.basis?.times, let begin = marks.first,
        let end = marks.last, let first = spot.times.first, let last = spot.times.last
      {
        let (start, close) = (max(first, from ?? first), min(last, to ?? last))
        if start < begin || end < close {
          notes.append(
            "\(coin): marks of the perpetual are known from \(begin) to \(end); outside it stands at spot, "
              + "without a basis that could be lost on.")
        }
      }
      if histories.funding == nil {
        notes.append("\(coin): no funding is given; the perpetual pays none.")
      }
      taken.append(histories)
    }
    history = try StrategyHistory(taken, interval: interval, from: from, to: to)
    if let chains {
      notes += chains.notes
      notes += chains.notes(of: named, to: history.rows[history.rows.count - 1])
    }
    self.notes = notes
  }
}

/// Histories by coin and by what they are.
struct GatheredHistories {
  private(set) var spot: [Currency: [PriceHistory]] = [:]
  private(set) var perpetuals: [Currency: [PriceHistory]] = [:]
  private(set) var futures: [Currency: [(instrument: Instrument, prices: PriceHistory)]] = [:]
  private(set) var bases: [Currency: BasisHistory] = [:]
  private(set) var funding: [Currency: FundingHistory] = [:]
  private(set) var indices: [Currency: VolatilityIndexHistory] = [:]
  private(set) var notes: [String] = []

  /// Checks and sorts histories; prices of a market called perpetual or swap are marks of the perpetual, those of a
  /// market
  /// that is a future's name are that future's, all others spot.
  init(_ series: [HistoryRows]) throws(SteelyardError) {
    var (findings, dropped) = (0, 0)
    for rows in series {
      let peers = series.filter {
        $0.quantity == rows.quantity && $0.interval == rows.interval
          && $0.source.asset == rows.source.asset && $0.source != rows.source
      }
      let check = try HistoryCheck(rows, rules: .standard(rows.quantity), peers: peers)
      findings += check.findings.count
      dropped += check.count(.dropped)
      let coin = rows.source.asset
      switch rows.quantity {
      case .price: try add(PriceHistory(check.rows), of: coin)
      case .fundingRate:
        try GatheredHistories.keep(FundingHistory(check.rows), &funding, coin, "funding")
      case .volatilityIndex:
        try GatheredHistories.keep(
          VolatilityIndexHistory(check.rows), &indices, coin, "a volatility index")
      case .basis: try GatheredHistories.keep(BasisHistory(check.rows), &bases, coin, "a basis")
      }
    }
    if findings > 0 {
      notes.append(
        "The histories have \(findings) odd places; \(dropped) \(dropped == 1 ? "row was" : "rows were") "
          + "dropped as impossible, repeated or a spike that no other venue shows.")
    }
  }

  private mutating func add(
    _ history: PriceHistory, of coin: Currency
  ) throws(SteelyardError) {
    let market = history.source.market
    if let future = GatheredHistories.future(market, of: coin) {
      futures[coin, default: []].append(
        (
          try Instrument(
            Underlying(base: coin, quote: .usdc, settlement: .usdc), .future(expiry: future)),
          history
        ))
    } else if market.lowercased().hasPrefix("perp") || market.lowercased().hasPrefix("swap") {
      perpetuals[coin, default: []].append(history)
    } else {
      spot[coin, default: []].append(history)
    }
  }

  /// The expiry of a future that a market is named after: `BTC-27DEC24`.
  private static func future(_ market: String, of coin: Currency) -> Timestamp? {
    guard market.uppercased().hasPrefix(coin.code + "-"),
      let instrument = try? InstrumentNaming.deribit.instrument(named: market.uppercased()),
      case .future(let expiry) = instrument.product
    else { return nil }
    return expiry
  }

  private static func keep<History>(
    _ history: History, _ all: inout [Currency: History], _ coin: Currency, _ what: String
  ) throws(SteelyardError) {
    guard all[coin] == nil else {
      throw SteelyardError(
        .invalidInput, "\(coin) has \(what) twice.", remedy: "Pass one of the files.")
    }
    all[coin] = history
  }

  /// Closes at an interval: the median of the venues that have them, or can be brought to it; nil where none can.
  static func best(
    _ histories: [PriceHistory], _ interval: HistoryInterval
  ) throws(SteelyardError) -> PriceHistory? {
    var even: [PriceHistory] = []
    // Files of the interval itself are what the user means by it; finer ones only stand in for them.
    for history in histories where history.interval == interval { even.append(history) }
    if even.isEmpty {
      for history in histories where interval.seconds % history.interval.seconds == 0 {
        even.append(try history.resampled(to: interval))
      }
    }
    return even.count > 1 ? try MedianHistory(of: even, venuesMin: 1).prices : even.first
  }
}
