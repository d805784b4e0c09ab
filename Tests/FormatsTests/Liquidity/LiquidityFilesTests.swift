import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import Testing

@Suite("Files of order books, depth and trades") struct LiquidityFilesTests {
  private static let second = "2024-08-08T23:54:20.000Z"
  private static let later = "2024-08-08T23:54:30.000Z"

  // MARK: Ladders

  private func ladders(_ rows: String...) throws(SteelyardError) -> BookLadderFile {
    try BookLadderFile.read(
      InputFile(
        text: "time_utc,book,side,level,price,qty\n" + rows.joined(separator: "\n") + "\n"))
  }

  private func ladder(_ time: String, _ book: String = "a") -> String {
    """
    \(time),\(book),bid,1,99,1
    \(time),\(book),bid,2,98,2.5
    \(time),\(book),ask,1,101,3
    """
  }

  @Test("ladders of two books, in the order of the file")
  func readsLadders() throws {
    let file = try ladders(
      ladder(Self.second), ladder(Self.later), ladder(Self.second, "b"))
    #expect(file.problems.isEmpty && file.books == ["a", "b"])
    #expect(file.ladders["a"]?.count == 2 && file.ladders["b"]?.count == 1)
    let first = try #require(file.ladders["a"]?.first)
    #expect(first.bids == [.init(price: 99, quantity: 1), .init(price: 98, quantity: 2.5)])
    #expect(first.asks == [.init(price: 101, quantity: 3)])
    #expect(first.time == (try Timestamp(parsing: Self.second)))
  }

  @Test(
    "a ladder with a bad row is left out whole, the others stay",
    arguments: [
      ("\(second),a,bid,3,97,x", "field qty"), ("\(second),a,bid,4,97,1", "level 3 belongs"),
      ("\(second),a,mid,3,97,1", "no side"), ("\(second),a,bid,3,0,1", "field price"),
      ("\(second),a,bid,3,97,-1", "field qty"), ("\(second),a,bid,3,,1", "price is missing"),
      ("\(second),a,bid,3,99,1", "stands behind"), ("\(second),a,ask,2,101,1", "stands behind"),
      ("\(second),a,bid,3,97", "5 cells"), ("soon,a,bid,3,97,1", "not a time"),
      ("\(second),a,bid,3.5,97,1", "integer"),
    ])
  func badRow(row: String, text: String) throws {
    let file = try ladders(ladder(Self.second), row, ladder(Self.later))
    #expect(file.problems.count == 1)
    expect(file.problems.first, .invalidInput, ["test", text])
    #expect(file.ladders["a"]?.map(\.time) == [try Timestamp(parsing: Self.later)])
  }

  @Test("crossed, one-sided and repeated ladders are told")
  func badLadders() throws {
    let crossed = try ladders(
      "\(Self.second),a,bid,1,99,1", "\(Self.second),a,ask,1,98,1", ladder(Self.later))
    expect(crossed.problems.first, .invalidInput, ["row 2", "not below"])
    #expect(crossed.ladders["a"]?.count == 1)
    let single = try ladders("\(Self.second),a,bid,1,99,1")
    expect(single.problems.first, .invalidInput, ["row 2", "empty"])
    let again = try ladders(ladder(Self.second), ladder(Self.second, "b"), ladder(Self.second))
    expect(again.problems.first, .invalidInput, ["row 8", "not later"])
  }

  // MARK: Depth bands

  private func bands(_ rows: String...) throws(SteelyardError) -> DepthBandFile {
    try DepthBandFile.read(
      InputFile(
        text: "time_utc,book,best_bid,best_ask,mid,band_bps,bid_qty,ask_qty\n"
          + rows.joined(separator: "\n") + "\n"))
  }

  @Test("bands of one moment stand together, in basis points")
  func readsBands() throws {
    let file = try bands(
      "\(Self.second),a,99,101,100,10,5,6", "\(Self.second),a,99,101,100,25,7,6",
      "\(Self.later),a,99,100,99.5,10,1,2")
    #expect(file.problems.isEmpty && file.books == ["a"])
    let samples = try #require(file.samples["a"])
    #expect(samples.count == 2)
    #expect(
      samples[0].bands == [
        BookDepth(band: 0.001, bidQuantity: 5, askQuantity: 6, isSeen: true),
        BookDepth(band: 0.0025, bidQuantity: 7, askQuantity: 6, isSeen: true),
      ])
    #expect(samples[1].bestAsk == 100)
  }

  @Test(
    "a bad band is left out",
    arguments: [
      ("\(second),a,99,101,100,10,9,9", "does not widen"),
      ("\(second),a,99,101,100,25,4,9", "holds less"),
      ("\(second),a,98,101,100,25,9,9", "best prices differ"),
      ("2024-08-08T23:54:19Z,a,99,101,100,25,9,9", "earlier"),
      ("\(later),a,101,99,100,25,9,9", "not below"), ("\(later),a,99,101,100,0,9,9", "band of 0"),
      ("\(later),a,99,101,100,10000,9,9", "impossible"),
      ("\(later),a,99,101,100,25,,9", "bid_qty is missing"),
      ("\(later),,99,101,100,25,9,9", "book"),
    ])
  func badBand(row: String, text: String) throws {
    let file = try bands("\(Self.second),a,99,101,100,10,5,6", row)
    expect(file.problems.first, .invalidInput, ["row 3", text])
    #expect(file.samples["a"]?.count == 1 && file.samples["a"]?[0].bands.count == 1)
  }

  // MARK: Trades

  private func trades(_ rows: String...) throws(SteelyardError) -> TradeTapeFile {
    try TradeTapeFile.read(
      InputFile(
        text: "time_utc,book,trade_id,price,qty,taker_side\n" + rows.joined(separator: "\n") + "\n"
      ))
  }

  @Test("trades of two books that are told apart")
  func readsTrades() throws {
    let file = try trades(
      "\(Self.second),a,7,100.5,2,buy", "\(Self.second),b,3,5,1,sell",
      "\(Self.second),a,8,100,1.25,sell")
    #expect(file.problems.isEmpty && file.books == ["a", "b"])
    let tape = try #require(file.trades["a"])
    #expect(tape.map(\.signedQuantity) == [2, -1.25] && tape.map(\.price) == [100.5, 100])
  }

  @Test(
    "a bad trade is left out",
    arguments: [
      ("\(later),a,7,100,1,buy", "stands behind"), ("\(later),a,6,100,1,buy", "stands behind"),
      ("2024-08-08T23:54:19Z,a,8,100,1,buy", "earlier"), ("\(later),a,8,0,1,buy", "field price"),
      ("\(later),a,8,100,0,buy", "field qty"), ("\(later),a,8,100,1,both", "no side"),
      ("\(later),a,,100,1,buy", "trade_id is missing"), ("\(later),a,8,nan,1,buy", "not a number"),
      ("\(later),a,8,100,1", "5 cells"), ("later,a,8,100,1,buy", "not a time"),
    ])
  func badTrade(row: String, text: String) throws {
    let file = try trades("\(Self.second),a,7,100,1,buy", row, "\(Self.later),a,9,101,1,sell")
    #expect(file.problems.count == 1)
    expect(file.problems.first, .invalidInput, ["row 3", text])
    #expect(file.trades["a"]?.map(\.price) == [100, 101])
  }

  // MARK: Whole files

  @Test("another kind of file, and one with too many bad rows, are given up")
  func wholeFiles() {
    expectError(.invalidInput, ["field book", "missing", "time_utc"]) { () throws(SteelyardError) in
      _ = try TradeTapeFile.read(InputFile(text: "time_utc,price\n"))
    }
    expectError(.invalidInput, ["field band_bps"]) { () throws(SteelyardError) in
      _ = try DepthBandFile.read(InputFile(text: "time_utc,book,best_bid,best_ask\n"))
    }
    expectError(.invalidInput, ["field level"]) { () throws(SteelyardError) in
      _ = try BookLadderFile.read(InputFile(text: "time_utc,book,side\n"))
    }
    let bad = String(repeating: "soon,a,1,1,1,buy\n", count: 1001)
    expectError(.invalidInput, ["row 1002", "not a time"]) { () throws(SteelyardError) in
      _ = try TradeTapeFile.read(
        InputFile(text: "time_utc,book,trade_id,price,qty,taker_side\n" + bad))
    }
  }
}
