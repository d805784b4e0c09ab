import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import Testing

@Suite("Files of order books by instrument")
struct OrderBookFileTests {
  private static let time = "2026-03-14T09:25:20Z"

  private func table(_ rows: String...) throws(SteelyardError) -> OrderBookFile {
    try OrderBookFile.read(
      InputFile(
        text: "time_utc,book,side,level,price,qty\n" + rows.joined(separator: "\n") + "\n"))
  }

  private func rows(_ name: String, _ time: String = time) -> String {
    """
    \(time),\(name),bid,1,69990,20000
    \(time),\(name),bid,2,69980.5,50000
    \(time),\(name),ask,1,70010,10000
    """
  }

  @Test("the table names instruments in any grammar, at several times")
  func readsTable() throws {
    let file = try table(
      rows("BTC-PERPETUAL"), rows("BTC-PERPETUAL", "2026-03-14T09:25:30Z"),
      rows("BTC/USDC:USDC"))
    #expect(file.problems.isEmpty && file.books.count == 3)
    let perpetual = try InstrumentNaming.deribit.instrument(named: "BTC-PERPETUAL")
    #expect(file.books.map(\.instrument).prefix(2) == [perpetual, perpetual])
    #expect(
      file.books[2].instrument
        == (try InstrumentNaming.deribit.instrument(named: "BTC_USDC-PERPETUAL")))
    #expect(file.books[0].ladder.bids[1] == BookLevel(price: 69_980.5, quantity: 50_000))
    #expect(file.books[1].ladder.time == (try Timestamp(parsing: "2026-03-14T09:25:30Z")))
    #expect(file.books[2].subject == .place(file: "test", row: 8, field: "book"))
  }

  @Test(
    "what is wrong with a table is told with its row, field and remedy",
    arguments: [
      ("BTC-27MAR26-1-X", "bid", "1,69990,1", "row 2", "field book", "Part 4"),
      ("BTC", "bid", "1,69990,1", "row 2", "field book", "asset"),
      ("BTC-PERPETUAL", "bid", "1,70010,1", "row 2", "field price", "not below"),
      ("BTC-PERPETUAL", "bid", "1,70011,1", "row 2", "field price", "not below"),
      ("BTC-PERPETUAL", "bid", "1,-1,1", "row 2", "field price", "above 0"),
      ("BTC-PERPETUAL", "bid", "1,69990,-1", "row 2", "field qty", "from 0"),
      ("BTC-PERPETUAL", "bid", "2,69990,1", "row 2", "field level", "level 1 belongs"),
      ("BTC-PERPETUAL", "ask", "1,70000,1", "row 3", "field level", "level 2 belongs"),
    ])
  func badTable(
    name: String, side: String, level: String, row: String, field: String, words: String
  ) throws {
    let file = try table(
      "\(Self.time),\(name),\(side),\(level)", "\(Self.time),\(name),ask,1,70010,5")
    #expect(file.books.isEmpty)
    expect(file.problems.first, .invalidInput, ["test", row, field, words])
    #expect(file.problems.allSatisfy { !$0.remedy.isEmpty })
  }

  @Test("levels out of order, a side without a level, a ladder that goes back in time")
  func unsorted() throws {
    let unsorted = try table(
      "\(Self.time),BTC-PERPETUAL,bid,1,69990,1", "\(Self.time),BTC-PERPETUAL,bid,2,69991,1",
      "\(Self.time),BTC-PERPETUAL,ask,1,70010,1")
    expect(unsorted.problems.first, .invalidInput, ["row 3", "field price", "stands behind"])
    let single = try table("\(Self.time),BTC-PERPETUAL,bid,1,69990,1")
    expect(single.problems.first, .invalidInput, ["row 2", "field side", "empty"])
    let back = try table(rows("BTC-PERPETUAL"), rows("BTC-PERPETUAL", "2026-03-14T09:25:10Z"))
    expect(back.problems.first, .invalidInput, ["row 5", "field time_utc", "not later"])
    #expect(back.books.count == 1)
  }

  private func answer(
    _ name: String = "BTC-PERPETUAL", time: String = "1773480320500",
    bids: String = "[[69990,20000],[69980.5,5e4]]", asks: String = "[[70010,10000]]"
  ) -> String {
    """
    {"instrument_name":"\(name)","timestamp":\(time),"state":"open","bids":\(bids),"asks":\(asks),\
    "mark_price":70001.2,"change_id":7}
    """
  }

  private func document(_ text: String) throws(SteelyardError) -> OrderBookFile {
    try OrderBookFile.read(InputFile(text: text))
  }

  @Test("Deribit's answer: alone, bare, and many of them")
  func readsAnswer() throws {
    let envelope = #"{"jsonrpc":"2.0","id":1,"result":\#(answer())}"#
    let option =
      #"{"result":\#(answer("BTC-27MAR26-80000-C", bids: "[[0.012,3]]", asks: "[[0.013,1.5]]"))}"#
    for text in [envelope, answer(), "[\(answer())]"] {
      let file = try document(text)
      #expect(file.problems.isEmpty && file.books.count == 1)
      #expect(file.books[0].ladder.time == Timestamp(microseconds: 1_773_480_320_500_000))
      #expect(
        file.books[0].ladder.bids == [
          BookLevel(price: 69_990, quantity: 20_000), BookLevel(price: 69_980.5, quantity: 50_000),
        ])
    }
    let both = try document("[\(envelope),\(option)]")
    #expect(both.books.map { $0.ladder.asks[0].quantity } == [10_000, 1.5])
  }

  @Test("what is wrong with an answer is told with its place; the others stay")
  func badAnswer() throws {
    let cases: [(answer: String, parts: [String])] = [
      (answer("BTC-NEVER"), ["instrument_name"]), (answer("BTC"), ["instrument_name"]),
      (answer(time: "-5"), ["timestamp", "1970"]), (answer(time: "\"noon\""), ["timestamp"]),
      (answer(bids: "[[69990,-1]]"), ["bids[0][1]", "from 0"]),
      (answer(bids: "[[0,1]]"), ["bids[0][0]", "above 0"]),
      (answer(bids: "[[69990]]"), ["bids[0]", "1 numbers"]),
      (answer(bids: "[[69990,1],[69995,1]]"), ["bids[1][0]", "stands behind"]),
      (answer(asks: "[[70010,1],[70010,1]]"), ["asks[1][0]", "stands behind"]),
      (answer(bids: "[]"), ["bids", "empty"]), (answer(asks: "[]"), ["asks", "empty"]),
      (answer(bids: "[[70010,1]]"), ["asks", "not below"]),
      (answer(bids: "7"), ["bids", "array"]),
      (#"{"instrument_name":"BTC-PERPETUAL"}"#, ["timestamp"]),
    ]
    for (answer, parts) in cases {
      let file = try document("[\(answer),\(self.answer("ETH-PERPETUAL"))]")
      #expect(file.books.count == 1 && file.problems.count == 1, "\(answer)")
      expect(file.problems.first, .invalidInput, ["test", "row 1"] + parts)
      #expect(file.problems.first?.remedy.isEmpty == false)
    }
  }

  @Test("files without a book, of another kind, or with an error answer are given up")
  func wholeFiles() {
    let cases: [(text: String, parts: [String])] = [
      ("", ["empty"]), ("[]", ["no order book"]),
      ("time_utc,book,side,level,price,qty\n", ["no order book"]),
      ("time_utc,book,side,price,qty\n", ["field level"]),
      (#"{"jsonrpc":"2.0","error":{"code":10001,"message":"nothing"}}"#, ["error answer"]),
      ("7", ["column"]),
    ]
    for (text, parts) in cases {
      expectError(.invalidInput, parts) { () throws(SteelyardError) in _ = try document(text) }
    }
  }
}
