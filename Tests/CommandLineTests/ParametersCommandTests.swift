import Foundation
import SteelyardFormats
import SteelyardMargin
import TestSupport
import Testing

@Suite("parameters", .serialized) struct ParametersCommandTests {
  @Test("the list answers in every format", arguments: ["text", "json", "csv", "html"])
  func list(format: String) throws {
    let run = try CommandRun("steelyard parameters list --format \(format)")
    #expect(run.status == 0 && run.complaint.isEmpty)
    for name in MarginModelCatalogue.names { #expect(run.output.contains(name)) }
  }

  @Test(
    "what is shown of a model is read back as that model", arguments: MarginModelCatalogue.names)
  func shownAndRead(name: String) throws {
    let shown = try CommandRun("steelyard parameters show \(name)")
    #expect(shown.status == 0 && shown.complaint.isEmpty)
    let file = InputFile(name: "shown", bytes: Array(shown.output.utf8))
    let own = try MarginModelCatalogue.specification(named: name, parameters: nil)
    // Standard margin has two names in one set of rates, each in a file of its own.
    let read = try MarginModelCatalogue.specification(named: own.name, parameters: file)
    #expect(read == own)
  }

  @Test("a shown file can be used in place of the built-in one")
  func used() throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "steelyard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "mine.json").path
    #expect(try CommandRun("steelyard parameters show derive --output \(path)").status == 0)
    let book =
      "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json "
      + "--positions Examples/hedged-book/positions.csv --model derive --format json"
    let built = try CommandRun("steelyard margin \(book)")
    let own = try CommandRun("steelyard margin \(book) --parameters \(path)")
    #expect(built.status == 0 && own.output == built.output)
  }

  @Test(
    "what cannot be done is refused with what can",
    arguments: [
      ("", "missing"), ("shew derive", "Write `list`, or `show`"), ("list derive", "Write `list`"),
      ("show", "needs the name"), ("show deriv", "Did you mean derive?"),
      ("show contracts/derbit.json", "Did you mean contracts/deribit.json?"),
      ("show derive --format html", "is JSON"), ("show ../../etc/passwd", "parameters list"),
    ])
  func refusals(words: String, remedy: String) throws {
    let run = try CommandRun("steelyard parameters \(words)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.contains(remedy), "\(run.complaint)")
  }
}
