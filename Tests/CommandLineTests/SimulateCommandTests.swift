import Foundation
import TestSupport
import Testing

@Suite("simulate", .serialized)
struct SimulateCommandTests {
  private static let small = "--shock BTC=-12%,all=-0.15 --accounts 300 --rounds 30"

  @Test(
    "every format, the same bytes again and for any number of threads",
    arguments: ["text", "json", "csv", "html"])
  func formats(format: String) throws {
    let line =
      "steelyard simulate \(Self.small) --seeds 3 --map depth --critical --format \(format)"
    let run = try CommandRun("\(line) --threads 1")
    #expect(run.status == 0 && run.complaint.isEmpty && !run.output.isEmpty)
    for threads in 1...3 {
      #expect(try CommandRun("\(line) --threads \(threads)").output == run.output)
    }
    if format == "html" { #expect(run.output.prefix(15) == "<!doctype html>") }
  }

  @Test("the answer holds every policy, every round and the map")
  func answer() throws {
    let run = try CommandRun(
      "steelyard simulate \(Self.small) --policy full,auction+breaker --map leverage --format json")
    let answer = try run.object()
    let policies = try #require(answer["policies"] as? [[String: Any]])
    #expect(policies.compactMap { $0["policy"] as? String } == ["full", "auction+breaker"])
    for policy in policies {
      #expect((policy["first_seed_rounds"] as? [Any])?.count == 30)
      #expect((policy["conservation_error"] as? Double ?? 1) < 1e-12)
      let amplification = policy["amplification"] as? [String: Double]
      #expect((amplification?["mean"] ?? 0) >= 1)
    }
    let map = try #require(answer["map"] as? [String: Any])
    let rows = try #require(map["amplification"] as? [[Double]])
    #expect(rows.count == 6 && rows.allSatisfy { $0.count == 6 })
  }

  @Test("accounts of a file, also from standard input")
  func population() throws {
    let line = "steelyard simulate --shock all=-15% --rounds 10 --format json --population"
    let run = try CommandRun("\(line) Examples/simulation/population.csv")
    #expect(try run.object()["accounts"] as? Int == 6)
  }

  @Test("prices before the shock are the caller's, and move equity")
  func prices() throws {
    let line =
      "steelyard simulate --shock all=-15% --rounds 10 --population Examples/simulation/population.csv --format json"
    let run = try CommandRun("\(line) --price BTC=97000 --price SOL=200")
    let shock = try #require(try run.object()["shock"] as? [[String: Any]])
    #expect(shock.compactMap { $0["price"] as? Double } == [97_000, 3336.57, 200])
    #expect(run.output != (try CommandRun(line).output))
  }

  @Test("a course, a rebound, what happened, and a search that is kept and can be used again")
  func replay() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("steelyard-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for (name, text) in [
      ("course.csv", "second,share\n6,0.5\n60,1\n"),
      ("counts.csv", "time,second,liquidations,adls\nx,100,5,5\nx,110,20,4\nx,130,10,1\n"),
      ("coins.csv", "ticker,net_notional_usd\nBTC,3e8\nETH,1e8\nXYZ,5e7\n"),
    ] { try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8) }
    let base =
      "steelyard simulate --shock all=-25% --accounts 300 --rounds 30 --rebound 0.4 --rebound-half-life 30"
    let line =
      "\(base) --shock-course \(directory)/course.csv --observed-course \(directory)/counts.csv"
      + " --observed-coins \(directory)/coins.csv --observed-others SOL --observed-start 100"
    let plain = try CommandRun("\(line) --format json").object()
    let replay = try #require(plain["replay"] as? [String: Any])
    #expect((replay["misplaced"] as? Double ?? -1) >= 0 && replay["fit"] == nil)
    let fitted = try CommandRun(
      "\(line) --fit leverage_median,course --fit-runs 12 --save \(directory)/found.json --format json"
    )
    let found = try #require(try fitted.object()["replay"] as? [String: Any])
    let fit = try #require(found["fit"] as? [String: Any])
    #expect(fit["parameters"] as? Int == 2 && fit["figures"] as? Int == 3 + 1 + 48)
    // The file holds the course too, so the same run comes of it.
    let again = try CommandRun(
      "\(base) --parameters \(directory)/found.json --observed-course \(directory)/counts.csv"
        + " --observed-coins \(directory)/coins.csv --observed-others SOL --observed-start 100 --format json"
    )
    let same = try #require(try again.object()["replay"] as? [String: Any])
    #expect(same["misplaced"] as? Double == found["misplaced"] as? Double)
    #expect(try CommandRun("\(line) --format html").output.contains("what happened"))
    for (options, says) in [
      ("--observed-coins \(directory)/coins.csv", "no coin \"XYZ\""),
      ("--observed-start 5", "nothing is known"), ("--fit course", "nothing is known"),
      ("--shock-rounds 3 --shock-course \(directory)/course.csv", "--shock-course"),
      ("--shock-course \(directory)/coins.csv", "second"),
    ] {
      let run = try CommandRun("\(base) \(options)")
      #expect(run.status == 2 && run.complaint.contains(says), "\(run.complaint)")
    }
  }

  @Test("the law of impact that books show, and parameters with it")
  func depth() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("steelyard-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let line = "steelyard depth --bands Examples/simulation/depth.csv"
    let answer = try CommandRun("\(line) --format json --save '\(file)'").object()
    #expect(answer["samples"] as? Int == 13)
    // The file was made with coins in proportion to distance^1.05.
    let exponent = try #require(answer["exponent"] as? Double)
    #expect((exponent - 1 / 1.05).magnitude < 0.02)
    let shown = try CommandRun(
      "steelyard simulate \(Self.small) --parameters '\(file)' --format json")
    #expect(shown.status == 0)
    let sources = try #require(try shown.object()["sources"] as? [String])
    #expect(sources.last?.contains("steelyard depth") == true)
    for (options, says) in [
      ("--book nowhere", "has no book"), ("--contract spot", "no contract"),
      ("--contract nowhere=100", "no book"), ("--least-bps 50", "No distance"),
      ("--trades Examples/simulation/depth.csv", "missing"),
    ] {
      let run = try CommandRun("\(line) \(options)")
      #expect(run.status == 2 && run.complaint.contains(says), "\(run.complaint)")
    }
    #expect(try CommandRun("steelyard depth").complaint.contains("--bands"))
  }

  @Test("time is told on standard error only")
  func timing() throws {
    let run = try CommandRun("steelyard simulate \(Self.small) --timing --format json")
    #expect(run.complaint.contains("ms a round") && !run.output.contains("ms a round"))
  }

  @Test(
    "wrong input is one line and status 2",
    arguments: [
      ("", "--shock"), ("--shock BTC", "BTC=-15%"), ("--shock BTC=-100%", "no move"),
      ("--shock XYZ=-10%", "no coin"), ("--shock BTC=-1%,BTC=-2%", "twice"),
      ("--shock all=-10% --policy half", "no policy"), ("--shock all=-10% --rounds 0", "--rounds"),
      ("--shock all=-10% --seeds 0", "--seeds"), ("--shock all=-10% --seed -1", "seed"),
      ("--shock all=-10% --noise -1", "noise"), ("--shock all=-10% --leverage 0", "--leverage"),
      ("--shock all=-10% --depth 0", "--depth"), ("--shock all=-10% --price BTC", "no price"),
      ("--shock all=-10% --price XYZ=1", "no coin"), ("--shock all=-10% --price BTC=0", "price"),
      ("--shock all=-10% --price BTC=1 --price BTC=2", "twice"),
      ("--shock all=-10% --rebound 2", "rebound"),
      ("--shock all=-10% --rebound-half-life 2", "--rebound"),
      ("--shock all=-10% --map size", "leverage, depth"),
      ("--shock all=-10% --long-share 2", "long_share"),
      ("--shock all=-10% --population nowhere.csv", "no such file"),
      (
        "--shock all=-10% --accounts 5 --population Examples/simulation/population.csv",
        "--accounts"
      ),
      ("--shock all=-10% --parameters Examples/simulation/population.csv", "not valid JSON"),
    ])
  func wrong(options: String, says: String) throws {
    let run = try CommandRun("steelyard simulate \(options)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.split(separator: "\n").count == 1)
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }
}
