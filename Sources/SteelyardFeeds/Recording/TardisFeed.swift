public import SteelyardContracts
public import SteelyardFormats
import SteelyardMarket

/// Files of Tardis as one stream of updates, in the order in which their rows arrived.
///
/// Marks of a perpetual or future that name the index are also what the venue says of it, one source of the
/// oracle.
public struct TardisFeed: Sendable {
  /// Most files merged.
  public static let filesMax = 1000
  /// Most rows left out before the files are given up.
  public static let problemsMax = 1000

  /// Rows that were left out, each with its reason.
  public private(set) var problems: [SteelyardError] = []

  private struct Cursor: Sendable {
    let table: TardisTable
    var index = 0
    var arrival: Timestamp?
  }

  private let feed: String
  private var cursors: [Cursor] = []
  private var pending: [MarketUpdate] = []
  private var sequence: UInt64 = 0

  /// The stream of some files.
  ///
  /// - Parameter feed: The name that its updates carry.
  /// - Throws: `invalidInput` where a file is of no accepted kind; `limitExceeded` beyond `filesMax`.
  public init(_ files: [InputFile], feed: String) throws(SteelyardError) {
    guard files.count <= Self.filesMax else {
      throw SteelyardError(
        .limitExceeded, "\(files.count) files are more than \(Self.filesMax).",
        remedy: "Replay them one after another.")
    }
    self.feed = feed
    for file in files {
      let table = try TardisTable(file)
      for problem in table.problems { try refuse(problem) }
      cursors.append(Cursor(table: table))
      try settle(cursors.count - 1)
    }
  }

  /// The next update; nil at the end.
  ///
  /// - Throws: `invalidInput` where the rows of a file are not in the order of their arrival, or more than
  ///   `problemsMax` can't be read.
  public mutating func next() throws(SteelyardError) -> MarketUpdate? {
    while pending.isEmpty {
      // A handful of files: looking at each costs less than keeping them sorted.
      var earliest: (place: Int, time: Timestamp)?
      for (place, cursor) in cursors.enumerated() {
        guard let time = cursor.arrival else { continue }
        if let held = earliest, held.time <= time { continue }
        earliest = (place, time)
      }
      guard let place = earliest?.place else { return nil }
      do throws(SteelyardError) {
        let (time, content) = try cursors[place].table.content(cursors[place].index)
        take(content, at: time)
      } catch {
        // Combos are listed beside what they are made of.
        if error.code != .unsupported { try refuse(error) }
      }
      cursors[place].index += 1
      try settle(place)
    }
    return pending.removeFirst()
  }

  /// Finds when the row arrives that a cursor stands at.
  private mutating func settle(_ place: Int) throws(SteelyardError) {
    let before = cursors[place].arrival
    cursors[place].arrival = nil
    while cursors[place].index < cursors[place].table.rowCount {
      do throws(SteelyardError) {
        let arrival = try cursors[place].table.arrival(cursors[place].index)
        if let before, arrival < before {
          throw SteelyardError(
            .conflict, "Row \(cursors[place].index + 2) arrived before the one above it.",
            remedy: "Sort the file by the time of arrival.",
            subject: .place(
              file: cursors[place].table.name, row: cursors[place].index + 2, field: nil))
        }
        cursors[place].arrival = arrival
        return
      } catch {
        if error.code == .conflict { throw error }
        try refuse(error)
        cursors[place].index += 1
      }
    }
  }

  private mutating func take(_ content: TardisTable.Content, at time: Timestamp) {
    switch content {
    case .marks(let observation, let fundingRate):
      say(.ticker(Ticker(observation)), at: time)
      if let price = observation.indexPrice, !observation.instrument.isOption {
        let pair = PricePair(indexOf: observation.instrument.underlying)
        say(.price(SourcePrice(pair: pair, venue: Self.venue, price: price)), at: time)
      }
      if let fundingRate, case .perpetual = observation.instrument.product {
        say(
          .funding(
            FundingUpdate(
              instrument: observation.instrument, rate: fundingRate,
              intervalSeconds: Self.fundingIntervalSeconds)), at: time)
      }
    case .quotes(let instrument, let bid, let ask):
      var ticker = Ticker(instrument: instrument)
      ticker.quotes = Ticker.Quotes(bid: bid, ask: ask)
      say(.ticker(ticker), at: time)
    case .trade(let instrument, let price, let amount, let isBuy):
      say(
        .trade(
          MarketTrade(
            instrument: instrument, price: price, amount: amount,
            taker: isBuy ? .buyer : .seller)), at: time)
    }
  }

  private mutating func say(_ content: MarketUpdate.Content, at time: Timestamp) {
    sequence += 1
    pending.append(MarketUpdate(feed: feed, sequence: sequence, time: time, content))
  }

  private mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < Self.problemsMax else { throw problem }
    problems.append(problem)
  }

  /// All files that are read are the venue's.
  private static let venue = "deribit"
  private static let fundingIntervalSeconds: Int64 = 28_800
}

extension Ticker {
  /// What a row of a file says; quotes only where the file is one of options, whose rows have them.
  init(_ observation: InstrumentObservation) {
    self.init(instrument: observation.instrument)
    markPrice = observation.markPrice
    markVolatility = observation.markVolatility
    underlyingPrice = observation.underlyingPrice
    underlyingPriceSource = observation.underlyingPriceSource
    indexPrice = observation.indexPrice
    interestRate = observation.interestRate
    openInterest = observation.openInterest
    volume = observation.volume
    if observation.instrument.isOption {
      quotes = Quotes(bid: observation.bid, ask: observation.ask)
    }
  }
}
