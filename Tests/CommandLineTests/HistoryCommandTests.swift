import Foundation
import TestSupport
import Testing

@Suite("calibrate and backtest", .serialized) struct HistoryCommandTests {
  private static let history =
    "--history Examples/synthetic-history/closes.csv --history Examples/synthetic-history/volatility-BTC.csv"
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  @Test("a state that was saved margins a book, and its name is the one that was told")
  func saved() throws {
    let state = "\(scratch.path)/state.json"
    let made = try CommandRun(
      "steelyard calibrate \(Self.history) --as-of 2024-12-31 --save '\(state)' --format json")
    #expect(made.status == 0 && made.complaint.isEmpty)
    let answer = try CommandRun(
      "steelyard margin \(ExampleBook.options) --model dynamic --state '\(state)' --format json"
    ).object()
    #expect(answer["state"] as? String == (try made.object()["state"] as? String))
    #expect(answer["initial_margin"] as? Double ?? 0 > 0)
  }

  @Test("what comes after the day changes nothing")
  func causal() throws {
    let closes = try String(
      contentsOfFile: PackageRoot.path(of: "Examples/synthetic-history/closes.csv"), encoding: .utf8
    )
    let cut = closes.split(separator: "\n").filter { $0 < "2024-07-01" || $0.hasPrefix("date") }
      .joined(separator: "\n")
    let file = try scratch.file("closes.csv", Array((cut + "\n").utf8))
    func state(_ history: String) throws -> String? {
      try CommandRun(
        "steelyard calibrate \(history) --as-of 2024-06-30 --format json"
      ).object()["state"] as? String
    }
    let whole = try state("--history Examples/synthetic-history/closes.csv")
    #expect(whole != nil)
    #expect(try state("--history '\(file)'") == whole)
  }

  @Test("a backtest that was stopped goes on where it was, even in the middle of a line")
  func resumed() throws {
    let command =
      "steelyard backtest margin \(Self.history) --books 'long BTC' --models deribit"
      + " --from 2024-11-30 --format json"
    let whole = try CommandRun(command)
    #expect(whole.status == 0)
    let days = "\(scratch.path)/days.jsonl"
    #expect(try CommandRun("\(command) --resume '\(days)'").output == whole.output)
    let kept = try String(contentsOfFile: days, encoding: .utf8)
    _ = try scratch.file("days.jsonl", Array(kept.utf8.prefix(kept.utf8.count / 2)))
    #expect(try CommandRun("\(command) --resume '\(days)'").output == whole.output)
    let other = try CommandRun(
      "steelyard backtest margin \(Self.history) --books 'short BTC' --resume '\(days)'")
    #expect(other.status == 2 && other.complaint.contains("other histories, books or parameters"))
  }

  @Test("an own book is walked alone or beside others, inside no goal, its options told by row")
  func ownBook() throws {
    let command =
      "steelyard backtest margin \(Self.history) \(ExampleBook.options) --models deribit"
      + " --from 2024-11-30"
    let refused = try CommandRun(command)
    #expect(refused.status == 2 && refused.complaintLines.count == 3)
    #expect(refused.complaint.contains("ETH-26JUN26-3400-C cannot be walked"))
    #expect(refused.complaint.contains("--partial"))
    let alone = try CommandRun("\(command) --partial --format json").object()
    let books = try #require(alone["books"] as? [[String: Any]])
    #expect(books.count == 1 && books[0]["book"] as? String == "own book")
    #expect(books[0]["inside_goals"] as? Bool == false && books[0]["initial"] != nil)
    let beside = try CommandRun("\(command) --partial --books 'long BTC' --format json").object()
    #expect((beside["books"] as? [[String: Any]])?.count == 2)
  }

  @Test(
    "mistakes are one line that says what to do",
    arguments: [
      ("calibrate", "--history"), ("calibrate --history README.md", "README.md"),
      ("calibrate --history /dev/null", "/dev/null"),
      ("calibrate \(history) --as-of yesterday", "yesterday"),
      ("calibrate \(history) --as-of 2023-02-01", "longer history"),
      ("calibrate \(history) --parameters Parameters/margin/isolated.json", "learns nothing"),
      ("calibrate \(history) --seed x", "whole number"),
      ("calibrate \(history) --save /nowhere/state.json", "/nowhere"),
      ("backtest", "backtest --help"), ("backtest hedges \(history)", "backtest margin"),
      ("backtest margin \(history) --books 'long BTX'", "long BTC"),
      ("backtest margin \(history) --models nobody", "nobody"),
      ("backtest margin \(history) --smile-slope steep", "steep"),
      ("backtest margin \(history) --resume README.md", "resumed"),
      ("backtest margin \(history) --market README.md", "--positions"),
      ("backtest margin \(history) --positions Examples/hedged-book/positions.csv", "--market"),
    ])
  func mistakes(_ command: String, _ named: String) throws {
    let run = try CommandRun("steelyard \(command)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaintLines.count == 1, "\(run.complaint)")
    #expect(run.complaint.contains(named), "\(run.complaint)")
  }
}
