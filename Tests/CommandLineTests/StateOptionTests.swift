import SteelyardFormats
import TestSupport
import Testing

@Suite("--state", .serialized) struct StateOptionTests {
  private let scratch: ScratchDirectory
  private let state: String
  private let name: String

  init() throws {
    scratch = try ScratchDirectory()
    state = try scratch.syntheticState()
    name = try ModelStateFile.read(InputFile(path: state)).stateName
  }

  @Test("the answer names the state that it stands on, in every format")
  func named() throws {
    for format in ["text", "json", "html"] {
      let run = try CommandRun(
        "steelyard margin \(ExampleBook.options) --model dynamic --state '\(state)'"
          + " --format \(format)")
      #expect(run.status == 0 && run.complaint.isEmpty)
      #expect(run.output.contains(name), "\(format)")
    }
    let answer = try CommandRun(
      "steelyard margin \(ExampleBook.options) --model dynamic --state '\(state)' --format json"
    ).object()
    #expect(answer["state"] as? String == name && answer["complete"] as? Bool == true)
  }

  @Test(
    "two runs give the same bytes in every format",
    arguments: ["text", "json", "csv", "html"])
  func sameBytes(format: String) throws {
    let command =
      "steelyard margin \(ExampleBook.options) --model dynamic --state '\(state)' --explain"
      + " --format \(format)"
    let first = try CommandRun(command)
    let second = try CommandRun(command)
    #expect(first.status == 0 && first.output == second.output)
  }

  @Test(
    "what-if, walk, comparison and Greeks take it",
    arguments: [
      "margin --model dynamic --what-if Examples/what-if/trades.csv",
      "margin --model dynamic --vary spot:BTC=-0.3:0.3:5", "compare --models dynamic,isolated",
    ])
  func everywhere(_ command: String) throws {
    let run = try CommandRun(
      "steelyard \(command) \(ExampleBook.options) --state '\(state)' --format json")
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(run.output.contains(name))
  }

  @Test("Greeks of the dynamic model's volatilities need no state")
  func greeks() throws {
    let without = try CommandRun("steelyard greeks \(ExampleBook.options) --model dynamic")
    let with = try CommandRun(
      "steelyard greeks \(ExampleBook.options) --model dynamic --state '\(state)'")
    #expect(without.status == 0 && without.output == with.output)
  }

  @Test("a state comes from standard input as from a file")
  func standardInput() throws {
    let options = "\(ExampleBook.options) --model dynamic"
    let file = try CommandRun("steelyard margin \(options) --state '\(state)'")
    let piped = try CommandRun("steelyard margin \(options) --state - <'\(state)'")
    #expect(piped.status == 0 && piped.output == file.output)
    let twice = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions - --model dynamic --state - <'\(state)'")
    #expect(twice.status == 2)
  }

  @Test(
    "a model that keeps no state refuses one",
    arguments: ["margin", "greeks", "compare --models deribit,isolated"])
  func refused(_ command: String) throws {
    let run = try CommandRun("steelyard \(command) \(ExampleBook.options) --state '\(state)'")
    #expect(run.status == 2 && run.output.isEmpty && run.complaintLines.count == 1)
    #expect(run.complaint.contains("state"))
  }

  @Test("a state of other parameters, another file and no file at all are told apart")
  func wrong() throws {
    let other = try scratch.file(
      "other.json", try ModelStateFile.json(try SyntheticState.state(parameters: "others")))
    for (path, part) in [
      (other, "others"), (ExampleBook.positions, "no JSON"), ("nowhere.json", "no such file"),
      ("Parameters/margin/cross.json", "no model state"),
    ] {
      let run = try CommandRun(
        "steelyard margin \(ExampleBook.options) --model dynamic --state '\(path)'")
      #expect(run.status == 2 && run.output.isEmpty && run.complaintLines.count == 1)
      #expect(run.complaint.contains(part), "\(run.complaint)")
      #expect(run.complaint.contains(path), "\(run.complaint)")
    }
  }

  @Test("own parameters without a state say how to make one")
  func missing() throws {
    let text = String(
      decoding: try EmbeddedParameters.file(named: "margin/dynamic-2026-11.json"), as: UTF8.self)
    let own = try scratch.file(
      "own.json", text.replacing("\"dynamic-2026-11\"", with: "\"of-mine\""))
    let run = try CommandRun(
      "steelyard margin \(ExampleBook.options) --model dynamic --parameters '\(own)'")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.contains("steelyard calibrate") && run.complaint.contains("--state"))
  }
}
