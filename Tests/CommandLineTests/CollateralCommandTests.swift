import Foundation
import TestSupport
import Testing

@Suite("collateral", .serialized)
struct CollateralCommandTests {
  private static let places = "Examples/collateral/places.json"
  private static let market = "--market Examples/hedged-book/market-btc.json"

  @Test("every format, the same bytes again", arguments: ["text", "json", "csv", "html"])
  func formats(format: String) throws {
    let line = "steelyard collateral --places \(Self.places) --check --format \(format)"
    let run = try CommandRun(line)
    #expect(run.status == 0 && run.complaint.isEmpty && !run.output.isEmpty)
    #expect(try CommandRun(line).output == run.output)
    if format == "html" { #expect(run.output.prefix(15) == "<!doctype html>") }
  }

  @Test("every need is met, and the cost is at its bound")
  func answer() throws {
    let answer = try CommandRun(
      "steelyard collateral --places \(Self.places) --format json"
    ).object()
    let standings = try #require(answer["standings"] as? [[String: Any]])
    // Three places with needs, now and in three scenarios.
    #expect(standings.count == 12)
    for standing in standings {
      let counted = try #require(standing["counted_after"] as? Double)
      let needed = try #require(standing["needed_after"] as? Double)
      #expect(counted >= needed - 0.05)
    }
    let cost = try #require((answer["cost_after"] as? [String: Any])?["total"] as? Double)
    let bound = try #require(answer["bound"] as? Double)
    // What is between them are fixed costs of transfers: twelve times a year 50 dollars at most.
    #expect(cost >= bound - 1e-6 && cost - bound < 650)
    #expect((answer["plan"] as? [String: Any])?["complete"] as? Bool == true)
  }

  @Test("requirements from positions are those of `margin`")
  func books() throws {
    let answer = try CommandRun(
      "steelyard collateral --places Examples/collateral/books.json \(Self.market) --format json"
    ).object()
    let standings = try #require(answer["standings"] as? [[String: Any]])
    for (name, file, model) in [
      ("options-venue", "options-venue", "deribit"),
      ("perpetual-venue", "perpetual-venue", "cross"),
    ] {
      let margin = try CommandRun(
        "steelyard margin \(Self.market) --positions Examples/collateral/\(file).csv --model \(model) --format json"
      ).object()
      let excess = try #require(margin["initial_excess"] as? Double)
      let now = try #require(
        standings.first { $0["place"] as? String == name && $0["scenario"] as? String == "now" })
      expectClose(
        expected: excess < 0 ? -excess * 1.05 : -excess,
        got: try #require(now["needed_after"] as? Double),
        .relative(1e-9))
    }
  }

  @Test("--check tells what can't be met")
  func short() throws {
    let run = try with("\"amount\": 900000", "\"amount\": 90000000", "--check")
    #expect(run.status == 1 && run.output.contains("stays short"))
    #expect(try with("\"amount\": 900000", "\"amount\": 90000000", "").status == 0)
  }

  @Test(
    "wrong input is one line with its field and status 2",
    arguments: [
      ("\"horizon_days\": 30", "\"horizon_days\": -1", "horizon_days"),
      ("\"kind\": \"wallet\"", "\"kind\": \"bag\"", "locations[0].kind"),
      ("\"asset\": \"USDC\"", "\"asset\": \"XYZ\"", "XYZ"),
      ("\"buffer\": 0.1", "\"bufer\": 0.1", "bufer"),
      ("\"health_factor\": 1.3", "\"health_factor\": 0.3", "health_factor"),
      ("\"liquidity\": 20000", "\"liquidity\": -1", "assets[3]"),
    ])
  func wrong(_ from: String, _ to: String, says: String) throws {
    let run = try with(from, to, "")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.split(separator: "\n").count == 1)
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }

  @Test("a market that nobody needs, and one that is missing")
  func market() throws {
    let needless = try CommandRun("steelyard collateral --places \(Self.places) \(Self.market)")
    #expect(needless.status == 2 && needless.complaint.contains("--market"))
    let missing = try CommandRun("steelyard collateral --places Examples/collateral/books.json")
    #expect(missing.status == 2 && missing.complaint.contains("--market"))
  }

  /// A run on the example with something else in it.
  private func with(_ from: String, _ to: String, _ options: String) throws -> CommandRun {
    let text = try String(contentsOfFile: PackageRoot.path(of: Self.places), encoding: .utf8)
    #expect(text.contains(from))
    let file = FileManager.default.temporaryDirectory.appending(
      path: "places-\(UInt64.random(in: 0 ... .max)).json")
    try text.replacing(from, with: to, maxReplacements: 1).write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try CommandRun("steelyard collateral --places \(file.path) \(options)")
  }
}
