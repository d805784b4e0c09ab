import Foundation
import TestSupport
import Testing

@Suite("optimise", .serialized)
struct OptimiseCommandTests {
  private static let line = "steelyard optimise --history Examples/synthetic-history/closes.csv"

  @Test("every format, the same bytes again", arguments: ["text", "json", "csv", "html"])
  func formats(format: String) throws {
    let line =
      "\(Self.line) --objective minimum-cvar,risk-parity,resampled --frontier 5"
      + " --walk-forward 400 --every 90 --volatility-target 20% --shortfall-budget 3%"
      + " --format \(format)"
    let run = try CommandRun(line)
    #expect(run.status == 0 && !run.output.isEmpty)
    #expect(try CommandRun(line).output == run.output)
    if format == "html" { #expect(run.output.prefix(15) == "<!doctype html>") }
  }

  @Test("a view raises what it is on, and half of Kelly is half of mean over variance")
  func views() throws {
    let line = "\(Self.line) --objective maximum-utility --market-weights BTC=60%,ETH=30%,SOL=10%"
    func weight(_ options: String) throws -> Double {
      let answer = try CommandRun("\(line) \(options) --format json").object()
      let allocation = try #require((answer["allocations"] as? [[String: Any]])?.first)
      return try #require((allocation["weights"] as? [Double])?.last)
    }
    #expect(try weight("--view SOL-BTC=80%@60%") > weight(""))
    func multiple(_ part: String) throws -> Double {
      let answer = try CommandRun("\(line) --kelly \(part) --format json").object()
      let size = try #require((answer["sizes"] as? [[String: Any]])?.first)
      return try #require((size["multiples"] as? [Double])?.first)
    }
    expectClose(expected: try multiple("50%"), got: try multiple("1") / 2, .relative(1e-12))
  }

  @Test("every objective answers with weights that sum to 1 and parts that sum to the risk")
  func objectives() throws {
    let run = try CommandRun(
      "\(Self.line) --format json --objective minimum-variance,maximum-utility,tangency,"
        + "maximum-diversification,minimum-cvar,mean-cvar,risk-parity,hierarchical,"
        + "inverse-volatility,equal-weight,robust-utility,worst-case-variance,resampled")
    let allocations = try #require(try run.object()["allocations"] as? [[String: Any]])
    #expect(allocations.count == 13)
    for allocation in allocations {
      #expect(allocation["status"] as? String == "optimal")
      let weights = try #require(allocation["weights"] as? [Double])
      expectClose(expected: 1, got: weights.reduce(0, +), .absolute(1e-9))
      let parts = try #require(allocation["risk_contributions"] as? [Double])
      expectClose(
        expected: try #require(allocation["risk"] as? Double), got: parts.reduce(0, +),
        .relative(1e-9))
    }
  }

  @Test("limits are kept and told, with their price")
  func limits() throws {
    let run = try CommandRun(
      "\(Self.line) --format json --objective minimum-cvar --weights -20%:70% --limit SOL=10%:40%"
        + " --group BTC+ETH=:80% --held BTC=20%,ETH=30%,SOL=50% --turnover 60% --cost 0.1%"
        + " --leverage 1.1 --margin-rates BTC=10%,ETH=20%,SOL=30% --margin 20%"
        + " --drawdown 90% --drawdown-level 95%")
    let allocations = try #require(try run.object()["allocations"] as? [[String: Any]])
    let weights = try #require(allocations[0]["weights"] as? [Double])
    #expect(weights[2] >= 0.1 - 1e-9 && weights[0] + weights[1] <= 0.8 + 1e-9)
    #expect((allocations[0]["turnover"] as? Double ?? 9) <= 0.6 + 1e-9)
    let bindings = try #require(allocations[0]["bindings"] as? [[String: Any]])
    #expect(!bindings.isEmpty && bindings.allSatisfy { $0["shadow_price"] is Double })
  }

  @Test(
    "mistakes are told with a remedy",
    arguments: [
      ("--objective tangncy", "Did you mean tangency?"),
      ("--weights 0:20%", "Widen a limit"),
      ("--limit DOGE=0:1", "The coins with one are BTC, ETH, SOL"),
      ("--coins DOGE", "Pass --history with its closes"),
      ("--turnover 20%", "Give the weights held now"),
      ("--margin 20%", "Pass --margin-rates and --margin together."),
      ("--objective risk-parity --weights 0:50%", "Leave the limits out"),
      ("--objective tangency --riskless 900%", "Widen a limit"),
      ("--weights :", "Bound the weights"),
      ("--drawdown-level 95%", "Pass --drawdown too."),
      ("--view BTC=1", "Add --market-weights"),
      ("--market-weights BTC=1 --objective minimum-cvar", "maximum-utility"),
      ("--market-weights BTC=1 --view DOGE=1", "DOGE"),
      ("--market-weights BTC=1 --view BTC-BTC=1", "Name two coins."),
      ("--market-weights BTC=1 --view BTC=1@100%", "above 0 and below 1"),
      ("--market-weights BTC=1 --walk-forward 100", "Leave --market-weights out"),
      ("--kelly 0", "positive part"),
      ("--held BTC", "Write BTC=40% or BTC=0.4."),
      ("--from 2024-12-30", "give longer histories"),
      ("--walk-forward 5000", "look back less"),
    ])
  func mistakes(options: String, remedy: String) throws {
    let objective = options == "--weights :" ? "--objective mean-cvar --risk-aversion 0.001 " : ""
    let run = try CommandRun("\(Self.line) \(objective)\(options)")
    #expect(run.status == 2)
    #expect(run.complaint.contains(remedy))
  }
}
