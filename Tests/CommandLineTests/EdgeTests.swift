import SteelyardFormats
import TestSupport
import Testing

@Suite("stress --reverse and --liquidation-price", .serialized)
struct EdgeTests {
  private let scratch: ScratchDirectory
  private let state: String

  init() throws {
    scratch = try ScratchDirectory()
    state = try scratch.syntheticState()
  }

  private func reverse(_ options: String) -> String {
    "steelyard stress \(ExampleBook.options) --state '\(state)' --reverse --samples 200 --starts 6 "
      + options
  }

  @Test(
    "both questions in every format, twice the same bytes",
    arguments: ["text", "json", "csv", "html"])
  func formats(_ format: String) throws {
    let command = reverse("--liquidation-price --format \(format)")
    let run = try CommandRun(command)
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(try CommandRun(command).output == run.output)
    #expect(run.output.contains("probability") && run.output.contains("BTC"))
  }

  @Test("the JSON answer: points on the edge, prices, and whose moves they are")
  func fields() throws {
    let answer = try CommandRun(reverse("--liquidation-price --format json")).object()
    let name = try ModelStateFile.read(InputFile(path: state)).stateName
    #expect(answer["state"] as? String == name)
    let reverse = try #require(answer["reverse"] as? [String: Any])
    let points = try #require(reverse["points"] as? [[String: Any]])
    #expect(points.allSatisfy { ($0["evidence"] as? String) != "none" })
    let probability = try #require(reverse["probability"] as? [String: Any])
    #expect(probability["samples"] as? Int == 200)
    // Two coins alone and together, with volatility held and following.
    let prices = try #require(answer["liquidation_prices"] as? [[String: Any]])
    #expect(prices.count == 6)
  }

  @Test("a dynamic model's own state says how prices move")
  func dynamic() throws {
    let run = try CommandRun(reverse("--model dynamic"))
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(run.output.contains("Margin by dynamic"))
  }

  @Test("betas: stated, of the state, and 1 for want of either are told apart")
  func betas() throws {
    let command = "steelyard stress \(ExampleBook.options) --liquidation-price"
    let stated = try CommandRun("\(command) --betas ETH=1.5")
    #expect(stated.status == 0 && stated.output.contains("as stated for ETH"))
    let regressed = try CommandRun("\(command) --state '\(state)'")
    #expect(regressed.status == 0 && regressed.output.contains("by regression over"))
  }

  @Test(
    "mistakes are told in a line that says what to do",
    arguments: [
      ("--liquidation-price --betas ETH", "no beta"),
      ("--liquidation-price --betas ETH=1,ETH=2", "two betas"),
      ("--liquidation-price --betas DOGE=1", "does not depend on DOGE"),
      ("--liquidation-price --betas ETH=9", "beta of ETH is 9"),
      ("--liquidation-price --betas BTC=2", "beta of BTC to itself"),
      ("--betas ETH=1", "belongs to --liquidation-price"),
      ("--liquidation-price --samples 500", "belongs to --reverse"),
      ("--reverse --starts 0", "whole number from 1"),
      ("--reverse --samples 5", "whole number from 100"),
      ("--reverse --seed one", "no seed"),
    ])
  func mistakes(options: String, part: String) throws {
    let run = try CommandRun("steelyard stress \(ExampleBook.options) \(options)")
    #expect(run.status == 2 && run.output.isEmpty, "\(options)")
    #expect(run.complaint.contains(part), "\(run.complaint)")
    #expect(run.complaintLines.count == 1)
  }

  @Test("the edge is asked by itself, not beside shocks or supposed trades")
  func besides() throws {
    for other in [
      "--shock BTC:spot=-0.3", "--what-if Examples/what-if/trades.csv", "--library all",
    ] {
      let run = try CommandRun(
        "steelyard stress \(ExampleBook.options) --liquidation-price \(other)")
      #expect(
        run.status == 2 && run.output.isEmpty && run.complaint.contains("--liquidation-price"))
    }
  }
}
