public import SteelyardContracts
public import SteelyardForecasts

/// Order books of instruments, level by level, each at a stated time.
///
/// Two forms, told apart by their content: the CSV of `BookLadderFile`, where the name of a book is that of an instrument, and
/// Deribit's answer to `public/get_order_book`, or an array of such answers. Prices are in `Instrument.priceCurrency`, quantities
/// in `Instrument.quantityCurrency`: US dollars for inverse futures and perpetuals, coins for everything else, as Deribit's are.
public struct OrderBookFile: Sendable {
  /// One book at one time.
  public struct Book: Sendable, Hashable {
    /// What it trades.
    public let instrument: Instrument
    /// Its levels.
    public let ladder: BookLadder
    /// Where it stands, for errors.
    public let subject: SteelyardError.Subject
  }

  /// The file as the caller named it.
  public let name: String
  /// The books, in the order of the file.
  public private(set) var books: [Book] = []
  /// Why books were left out: one error for each bad row or book, with file, row, field and remedy.
  public private(set) var problems: [SteelyardError] = []

  /// Reads either form.
  ///
  /// - Throws: `invalidInput` where the file cannot be read as a whole, holds no book, or has more than 1000 problems;
  ///   `limitExceeded` where it is too large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> OrderBookFile {
    let file =
      switch try input.textKind() {
      case .csv: try OrderBookFile(BookLadderFile.read(input))
      case .json: try OrderBookFile(JSONDocument(input))
      }
    guard !file.books.isEmpty || !file.problems.isEmpty else {
      throw input.error(
        "The file has no order book.",
        remedy: "Write the rows of one, or save the answer to public/get_order_book.")
    }
    return file
  }

  private init(_ file: BookLadderFile) throws(SteelyardError) {
    name = file.name
    var refused = RefusedRows()
    for problem in file.problems { try refused.refuse(problem) }
    for book in file.books {
      let ladders = file.ladders[book] ?? []
      let places = file.places[book] ?? []
      do throws(SteelyardError) {
        let instrument = try NameReading.instrument(named: book)
        books += zip(ladders, places).map { Book(instrument: instrument, ladder: $0, subject: $1) }
      } catch {
        try refused.refuse(places.first.map { error.about($0) } ?? error)
      }
    }
    problems = refused.problems
  }

  private init(_ document: JSONDocument) throws(SteelyardError) {
    name = document.input.name
    var refused = RefusedRows()
    for answer in try DeribitAnswer.rows(document) {
      do throws(SteelyardError) {
        books.append(try OrderBookFile.book(answer.present("result") ?? answer))
      } catch {
        try refused.refuse(error)
      }
    }
    problems = refused.problems
  }

  private static func book(_ answer: JSONValue) throws(SteelyardError) -> Book {
    let name = try answer.required("instrument_name")
    let instrument = try name.at(name.string()) { text throws(SteelyardError) in
      try InstrumentNaming.deribit.instrument(named: text)
    }
    let moment = try answer.required("timestamp")
    guard let time = ObservationCheck.timestamp(try moment.integer(), microsecondsEach: 1000) else {
      throw moment.error(
        "The time is outside the years 1970 to 9999.", remedy: "Give milliseconds since 1970.")
    }
    let bids = try levels(answer.required("bids"), "bid")
    let asks = try levels(answer.required("asks"), "ask")
    do throws(SteelyardError) {
      return Book(
        instrument: instrument, ladder: try BookLadder(time: time, bids: bids, asks: asks),
        subject: name.subject)
    } catch {
      throw error.about(answer.subject(ofMember: bids.isEmpty ? "bids" : "asks"))
    }
  }

  /// The levels of one side, `[price, quantity]` each, the best first.
  private static func levels(
    _ list: JSONValue, _ side: String
  ) throws(SteelyardError) -> [BookLevel] {
    var levels: [BookLevel] = []
    for element in try list.elements() {
      let pair = Array(try element.elements())
      guard pair.count == 2 else {
        throw element.error(
          "A level has \(pair.count) numbers.", remedy: "Write the price and the quantity.")
      }
      func checked(
        _ place: Int, _ rule: ObservationCheck.Rule
      ) throws(SteelyardError) -> Double {
        try ObservationCheck.checked(
          try pair[place].number(), rule, text: pair[place].text, pair[place].subject)
      }
      let level = BookLevel(
        price: try checked(0, .positivePrice), quantity: try checked(1, .amount))
      if let last = levels.last,
        side == "bid" ? level.price >= last.price : level.price <= last.price
      {
        throw pair[0].error(
          "The \(side) \(level.price) stands behind \(last.price).",
          remedy: "Give bids falling and asks rising.")
      }
      levels.append(level)
    }
    return levels
  }
}
