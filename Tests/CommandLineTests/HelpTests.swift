import TestSupport
import Testing

@Suite("Help", .serialized)
struct HelpTests {
  static let commands = [
    "liquidate", "margin", "compare", "greeks", "surface", "price", "iv", "names", "bench",
    "simulate", "collateral", "route", "optimise", "rebalance", "hedge", "insure",
    "rehedge", "report",
  ]

  @Test(
    "the overview names every command and every exit status", arguments: ["", "--help", "help"])
  func overview(argument: String) throws {
    let run = try CommandRun("steelyard \(argument)")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    for command in Self.commands { #expect(run.output.contains("\n  \(command) ")) }
    for status in 0...2 { #expect(run.output.contains("\n  \(status)  ")) }
  }

  @Test("a command's help stands under both spellings", arguments: commands)
  func page(command: String) throws {
    let page = try CommandRun("steelyard help \(command)")
    #expect(page.status == 0)
    #expect(page.complaint.isEmpty)
    #expect(page.output.hasPrefix("Usage: steelyard \(command) "))
    #expect(page.output.contains("--format text|json|csv|html"))
    for spelling in ["\(command) --help", "\(command) -h", "\(command) --market x --help"] {
      #expect(try CommandRun("steelyard \(spelling)").output == page.output)
    }
    #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 102 })
  }

  @Test("the version is one line")
  func version() throws {
    let run = try CommandRun("steelyard --version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /steelyard \d+\.\d+\.\d+\n/) != nil)
  }

  @Test("every example in the help runs", arguments: commands)
  func examples(command: String) throws {
    let page = try CommandRun("steelyard help \(command)").output
    let tail = page.split(separator: "Examples:\n", maxSplits: 1).last ?? ""
    let examples = tail.replacing(" \\\n    ", with: " ").split(separator: "\n")
      .filter { !$0.hasPrefix("  #") }
    #expect(!examples.isEmpty)
    for example in examples {
      let run = try CommandRun(String(example))
      #expect(run.status == 0, "\(example): \(run.complaint)")
      #expect(!run.output.isEmpty || example.contains("--output"))
      #expect(run.complaint.isEmpty)
    }
  }
}
