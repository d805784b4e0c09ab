import SteelyardCommandLine
import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import SteelyardMarket
import SteelyardReports

/// The order books that `--book` names, against the market that they are used in.
struct OrderBookInput {
  static let option = CommandOption(
    texts: "book", "FILE",
    "an order book to trade through, level by level, in place of spread and square-root law: CSV "
      + "time_utc,book,side,level,price,qty with the instrument as book, or Deribit's answer to "
      + "get_order_book; of several times of one instrument the latest counts. As often as there are "
      + "files")

  /// The book of each instrument.
  let books: [Instrument: BookLadder]
  /// Remarks for people: which book counts, how old it is, where its middle stands.
  let notes: [String]

  /// Reads the files.
  ///
  /// A book with a bad row is refused with or without `--partial`: the plan goes on without books, and not with half of one.
  ///
  /// - Parameter traded: What may be traded; other books are told as not used.
  /// - Throws: The last of the mistakes, once the others are told.
  init(
    _ arguments: ParsedArguments, in snapshot: MarketSnapshot, traded: Set<Instrument>
  ) throws(SteelyardError) {
    let ageMax = Int64(
      try arguments.value(MarketOptions.ageMaximum) ?? MarketOptions.ageSecondsDefault)
    var mistakes: [SteelyardError] = []
    var latest: [Instrument: OrderBookFile.Book] = [:]
    for path in try arguments.values(OrderBookInput.option) {
      Progress.stage("reading \(path)")
      let file = try OrderBookFile.read(InputFile(path: path))
      mistakes += file.problems
      for (instrument, books) in Dictionary(grouping: file.books, by: \.instrument) {
        do throws(SteelyardError) {
          if let other = latest[instrument] {
            throw SteelyardError(
              .invalidInput, "\(instrument.toldName) has an order book in another file too.",
              remedy: "Keep one of them.", subject: books[0].subject, cause: "\(other.subject)")
          }
          latest[instrument] = try OrderBookInput.latest(
            of: books, at: snapshot.time, ageSecondsMax: ageMax)
        } catch {
          mistakes.append(error)
        }
      }
    }
    guard mistakes.isEmpty else { throw Refusal.of(mistakes) }
    books = latest.filter { traded.contains($0.key) }.mapValues(\.ladder)
    notes = latest.sorted { $0.key < $1.key }.map { instrument, book in
      OrderBookInput.note(on: book, isTraded: traded.contains(instrument), in: snapshot)
    }
  }

  /// The latest of an instrument's books that the market may use.
  private static func latest(
    of books: [OrderBookFile.Book], at time: Timestamp, ageSecondsMax: Int64
  ) throws(SteelyardError) -> OrderBookFile.Book {
    let limit = time.advanced(bySeconds: MarketInput.aheadSecondsMax)
    let first = books[0]
    guard
      let book = books.filter({ $0.ladder.time <= limit }).max(by: {
        $0.ladder.time < $1.ladder.time
      })
    else {
      throw SteelyardError(
        .invalidInput,
        "The order book of \(first.instrument.toldName) is of \(first.ladder.time), after the market's \(time).",
        remedy: "Save the market again, or the book of its time.", subject: first.subject)
    }
    guard book.ladder.time.advanced(bySeconds: ageSecondsMax) >= time else {
      throw SteelyardError(
        .staleMarketData,
        "The order book of \(book.instrument.toldName) is of \(book.ladder.time), more than \(ageSecondsMax) s before the "
          + "market's \(time).", remedy: "Save the book again, or raise --max-age.",
        subject: book.subject)
    }
    return book
  }

  private static func note(
    on book: OrderBookFile.Book, isTraded: Bool, in snapshot: MarketSnapshot
  ) -> String {
    let name = book.instrument.toldName
    guard isTraded else {
      return "The order book of \(name) is not used: it is neither held nor a hedge."
    }
    let ladder = book.ladder
    let seconds = Double(snapshot.time.microseconds - ladder.time.microseconds) / 1e6
    let age =
      seconds == 0
      ? "of the market's time"
      : "\(NumberText.text(abs(seconds), .shortest)) s \(seconds > 0 ? "older" : "younger") than the market"
    func side(_ levels: [BookLevel], _ name: String) -> String {
      let quantity = NumberText.text(levels.reduce(0) { $0 + $1.quantity }, .shortest)
      return
        "\(quantity) \(book.instrument.quantityCurrency) \(name) in \(levels.count) \(levels.count == 1 ? "level" : "levels")"
    }
    var note =
      "Order book of \(name) of \(ladder.time), \(age): \(side(ladder.bids, "bid")), \(side(ladder.asks, "asked"))"
    if let mark = snapshot.observation(of: book.instrument)?.markPrice, mark > 0 {
      let away = ladder.middle / mark - 1
      note +=
        "; its middle stands \(NumberText.text(100 * abs(away), .fixed(2))) % \(away < 0 ? "below" : "above") the mark"
    }
    return note + "."
  }
}
