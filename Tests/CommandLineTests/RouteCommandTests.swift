import Foundation
import TestSupport
import Testing

@Suite("route", .serialized)
struct RouteCommandTests {
  private static let venues = "Examples/routing/venues.json"

  @Test(
    "every format, the same bytes again", arguments: ["text", "json", "csv", "html"],
    ["venues", "network"])
  func formats(format: String, file: String) throws {
    let line = "steelyard route --request Examples/routing/\(file).json --format \(format)"
    let run = try CommandRun(line)
    #expect(run.status == 0 && run.complaint.isEmpty && !run.output.isEmpty)
    #expect(try CommandRun(line).output == run.output)
    if format == "html" { #expect(run.output.prefix(15) == "<!doctype html>") }
  }

  @Test("the split sums to the amount, and pools' integers agree with it")
  func answer() throws {
    let answer = try CommandRun("steelyard route --request \(Self.venues) --format json").object()
    let legs = try #require(answer["legs"] as? [[String: Any]])
    let amounts = legs.compactMap { $0["amount"] as? Double }
    expectClose(expected: 1_000_000, got: amounts.reduce(0, +), .relative(1e-12))
    var checked = 0
    for leg in legs {
      guard let exact = (leg["exact"] as? String).flatMap({ Double($0) }),
        let received = leg["received"] as? Double
      else { continue }
      // The pool takes whole units of 10^-6 USDC.
      expectClose(expected: exact, got: received, .relative(1e-9))
      checked += 1
    }
    #expect(checked > 0)
    let counted = try #require(answer["counted"] as? Double)
    let single = try #require((answer["best_single"] as? [String: Any])?["counted"] as? Double)
    #expect(counted >= single && (answer["bound"] as? Double ?? 0) >= counted)
  }

  @Test("a network's arbitrage from standard input")
  func arbitrage() throws {
    let request = """
      {"prices":[{"token":"A","price":1}],"pools":[
       {"name":"one","token_a":"A","token_b":"B","reserve_a":1000,"reserve_b":1000,"fee":0},
       {"name":"two","token_a":"A","token_b":"B","reserve_a":1000,"reserve_b":4000,"fee":0}]}
      """
    let run = try CommandRun("steelyard route --request - --format json", input: request)
    // (sqrt(800) - sqrt(200))², as in the tests of the library.
    expectClose(expected: 200, got: try #require(run.object()["value"] as? Double), .relative(1e-8))
  }

  @Test(
    "wrong input is one line with its field and status 2",
    arguments: [
      ("\"amount\": 1000000", "\"amount\": -1", "-1"),
      ("\"amount\": 1000000,", "", "amount"),
      ("\"reserve_in\": \"40000000000000\"", "\"reserve_in\": \"4e13\"", "venues[0]"),
      ("\"fee_millionths\": 500", "\"fee_millionths\": 5000000", "venues[1]"),
      ("\"pays0\": true", "\"pays0\": null", "venues[1]"),
      ("\"asks\"", "\"offers\"", "offers"),
      ("\"name\": \"rollup\"", "\"name\": \"v2\"", "venues[4]"),
      ("\"delay_seconds\": 900", "\"delay_seconds\": -900", "venues[4]"),
      ("\"risk_aversion\": 1", "\"risk_aversion\": -1", "aversion"),
    ])
  func wrong(_ from: String, _ to: String, says: String) throws {
    let text = try String(contentsOfFile: PackageRoot.path(of: Self.venues), encoding: .utf8)
    #expect(text.contains(from))
    let file = FileManager.default.temporaryDirectory.appending(
      path: "route-\(UInt64.random(in: 0 ... .max)).json")
    try text.replacing(from, with: to, maxReplacements: 1).write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try CommandRun("steelyard route --request \(file.path)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.split(separator: "\n").count == 1)
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }

  @Test("no request, and a file that is not there")
  func missing() throws {
    for options in ["", "--request nowhere.json"] {
      let run = try CommandRun("steelyard route \(options)")
      #expect(run.status == 2 && run.output.isEmpty && !run.complaint.isEmpty)
    }
  }
}
