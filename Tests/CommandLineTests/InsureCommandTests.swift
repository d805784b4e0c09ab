import Foundation
import TestSupport
import Testing

@Suite("insure and rehedge", .serialized)
struct InsureCommandTests {
  private static let insure = "steelyard insure --volatility 60% --days 30 --paths 60"
  private static let rehedge =
    "steelyard rehedge --right put --strike 60000 --forward 60000 --days 10 --volatility 0.6 --paths 40"

  @Test(
    "every format, the same bytes again", arguments: [insure, rehedge],
    ["text", "json", "csv", "html"])
  func formats(line: String, format: String) throws {
    let run = try CommandRun("\(line) --format \(format)")
    #expect(run.status == 0 && run.complaint.isEmpty && !run.output.isEmpty)
    #expect(try CommandRun("\(line) --format \(format)").output == run.output)
  }

  @Test("numbers of the answers hang together")
  func answers() throws {
    let insured = try CommandRun("\(Self.insure) --format json").object()
    let ways = try #require(insured["ways"] as? [[String: Any]])
    #expect(ways.count == 6)
    for way in ways {
      let least = try #require(way["least"] as? Double)
      let mean = try #require(way["mean"] as? Double)
      #expect(least <= mean)
    }
    let hedged = try CommandRun("\(Self.rehedge) --format json").object()
    let rules = try #require(hedged["rules"] as? [[String: Any]])
    #expect(rules.count == 9)
    #expect(rules.contains { $0["efficient"] as? Bool == true })
    // Written options lose in every jump.
    for jump in try #require(hedged["jumps"] as? [[String: Any]]) {
      let profit = try #require(jump["profit"] as? Double)
      #expect(profit < 0)
    }
  }

  @Test(
    "wrong input is one line with a remedy and status 2",
    arguments: [
      ("insure", "--volatility"), ("insure --volatility 60% --floor 1.2", "85%"),
      ("insure --volatility 60% --jumps 3:1", "RATE:MEAN:DEVIATION"),
      ("insure --volatility 60% --paths 1", "paths"),
      ("insure --volatility 60% --days 3650 --looks-per-day 1440 --paths 100000", "--paths"),
      ("rehedge --strike 1", "--right"),
      ("rehedge --right put --strike 1 --forward 1 --days 0 --volatility 1", "time"),
      ("rehedge --right put --strike 1 --forward 1 --days 1 --volatility 1 --every 0", "1"),
      (
        "rehedge --right put --strike 1 --forward 1 --days 1 --volatility 1 --aversions -1", "above"
      ),
      (
        "rehedge BTC/USDC:USDC-260327-80000-C-UI-100000 --days 13 --forward 90000 --volatility 1",
        "knock-out"
      ),
    ])
  func wrong(line: String, says: String) throws {
    let run = try CommandRun("steelyard \(line)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.split(separator: "\n").count == 1)
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }
}
