import TestSupport
import Testing

@Suite("The server program")
struct ServerProgramTests {
  @Test("it is built beside the command line and says its version")
  func version() throws {
    let run = try ProgramRun.shell("steelyard-server --version")
    #expect(run.output == "steelyard-server 0.1.0\n")
    #expect(run.status == 0)
  }

  @Test("the command line lists its commands, and hands them on with their arguments")
  func sister() throws {
    let overview = try ProgramRun.shell("steelyard --help")
    #expect(overview.output.contains("  keys "))
    let page = try ProgramRun.shell("steelyard keys --help")
    #expect(page.status == 0)
    #expect(page.output == (try ProgramRun.shell("steelyard-server help keys")).output)
    let wrong = try ProgramRun.shell("steelyard keys shuffle --file keys.json")
    #expect(wrong.status == 2)
    #expect(wrong.output.hasPrefix("steelyard-server: "))
  }

  @Test("without the server's program beside it the command line says where it belongs")
  func missing() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d) && cp .build/release/steelyard $directory &&
      $directory/steelyard keys list --file none; status=$?; rm -r $directory; exit $status
      """)
    #expect(run.status == 2)
    #expect(run.output.contains("steelyard-server can't be run: No such file or directory."))
  }

  @Test("a key is made, listed and revoked; its secret stands in no file")
  func keys() throws {
    let run = try ProgramRun.shell(
      """
      directory=$(mktemp -d) && file=$directory/keys.json &&
      steelyard keys create --file $file --name bot --account desk --scope read --scope trade &&
      steelyard keys list --file $file && stat -c 'mode %a' $file &&
      steelyard keys revoke --file $file --key $(steelyard keys list --file $file | cut -d' ' -f1) &&
      steelyard keys list --file $file && rm -r $directory
      """)
    #expect(run.status == 0)
    #expect(run.output.contains("  desk  read,trade  valid  bot\n"))
    #expect(run.output.contains("mode 600\n"))
    #expect(run.output.contains("  desk  read,trade  revoked 20"))
  }

  @Test("a file of keys that is not there, is a directory or something else is said to be")
  func wrongFiles() throws {
    for (prepare, message): (String, String) in [
      ("", "There is no key file $f. Correct the path"),
      ("mkdir $f", "The key file $f is a directory or a device."),
      ("echo '{}' > $f && chmod 600 $f", "The key file $f is no file of keys."),
      ("echo '{}' > $f && chmod 644 $f", "chmod 600 $f"),
    ] {
      let run = try ProgramRun.shell(
        """
        d=$(mktemp -d) && f=$d/keys && \(prepare.isEmpty ? ":" : prepare) && steelyard keys list --file $f; s=$?
        echo "\(message)"; rm -r $d; exit $s
        """)
      let lines = run.output.split(separator: "\n").map(String.init)
      #expect(run.status == 2 && lines.count == 2, "\(run.output)")
      #expect(lines[0].contains(lines[1]), "\(run.output)")
    }
    let past = try ProgramRun.shell(
      "steelyard keys create --file /tmp/no-such-keys.json --name a --house --expires 2020-01-01T00:00:00Z"
    )
    #expect(past.output.contains("2020-01-01T00:00:00Z has passed"))
  }

  @Test(
    "a key that opens nothing, or too much, is refused with what to write",
    arguments: [
      ("--name bot", "--account NAME or --house"),
      ("--name bot --account desk --scope admin", "Leave the scope admin out"),
      ("--name bot --house --scope all", "Choose read, trade, admin."),
      ("--house", "Add --name NAME"),
    ])
  func refusedKeys(options: String, remedy: String) throws {
    let run = try ProgramRun.shell("steelyard keys create --file /tmp/no-such-keys.json \(options)")
    #expect(run.status == 2)
    #expect(run.output.contains(remedy))
  }
}
