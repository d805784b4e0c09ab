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
      ("--shock all=-10% --depth 0", "--depth"), ("--shock all=-10% --map size", "leverage, depth"),
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
