import Foundation
import TestSupport
import Testing

@Suite("The ledger's journal from the command line")
struct LedgerCommandTests {
  @Test("a journal under load is whole, exported by name and replayed to one state")
  func journey() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("ledger-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let load = try ProgramRun.shell(
      "steelyard-server load commands --journal \(directory) --clients 4 --seconds 1")
    try #require(load.status == 0, "\(load.output)")
    let verified = try ProgramRun.shell("steelyard-server ledger verify --journal \(directory)")
    #expect(verified.status == 0, "\(verified.output)")
    #expect(verified.output.contains("verdict        whole"))
    let lines = try ProgramRun.shell(
      "steelyard-server ledger export --journal \(directory) --from 4 --to 9"
    ).output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.first?.hasPrefix("{\"position\":4,") == true)
    #expect(lines.contains { $0.contains("\"author\":\"load\"") })
    let first = try ProgramRun.shell("steelyard-server ledger replay --journal \(directory)")
    #expect(first.output.contains("\"account\": \"load-3\""))
    #expect(
      first.output
        == (try ProgramRun.shell("steelyard-server ledger replay --journal \(directory)")).output)
    let table = try ProgramRun.shell(
      "steelyard-server ledger replay --journal \(directory) --position 9 --format csv")
    #expect(table.output.hasPrefix("account,owner,kind,name,amount,held,cost,settlement"))
    // An author's name changed in a record, behind the journal's back.
    let file = URL(fileURLWithPath: directory + "/journal.sqlite")
    var bytes = try Data(contentsOf: file)
    let author = try #require(bytes.range(of: Data("load".utf8)))
    bytes[author.lowerBound] ^= 1
    try bytes.write(to: file)
    let damaged = try ProgramRun.shell("steelyard-server ledger verify --journal \(directory)")
    #expect(damaged.status == 1, "\(damaged.output)")
    #expect(damaged.output.contains("steelyard: record "))
    #expect(damaged.output.contains("verdict        damaged"))
  }

  @Test(
    "the data directory in place of its journal is a near miss; a journal without records is whole")
  func nearMiss() throws {
    let run = try ProgramRun.shell(
      """
      d=$(mktemp -d)
      echo "{ data_directory: '$d/data', listen: { host: '127.0.0.1', port: 1 },
        models: { portfolio: 'deribit' }, market: { kind: 'simulated' }, keys_file: '$d' }" > $d/c.json5
      steelyard serve --config $d/c.json5 2> /dev/null
      steelyard ledger verify --journal $d/data; echo "miss $?"
      steelyard ledger verify --journal $d/data/journal; echo "empty $?"
      steelyard ledger export --journal $d/data/journal --from 5; echo "export $?"
      rm -r $d
      """)
    #expect(run.output.contains("/data/journal. Write --journal "), "\(run.output)")
    #expect(run.output.contains("miss 2"))
    #expect(run.output.contains("records        none yet"), "\(run.output)")
    #expect(run.output.contains("empty 0"))
    #expect(run.output.contains("The file has no record yet."))
    #expect(run.output.contains("export 2"))
  }

  @Test("options that belong to another action, and directories without a journal, are refused")
  func refusals() throws {
    for arguments in [
      "verify", "verify --journal /nowhere", "verify --journal x --position 3", "walk --journal x",
      "replay --journal x --position 1 --time 2027-01-31T00:00:00Z",
      "replay --journal x --position -1",
    ] {
      let run = try ProgramRun.shell("steelyard-server ledger \(arguments)")
      #expect(run.status == 2, "\(arguments): \(run.output)")
      #expect(run.output.hasPrefix("steelyard-server: "), "\(arguments): \(run.output)")
    }
  }
}
