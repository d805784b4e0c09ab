import TestSupport
import Testing

/// Every output that README, `docs` and `Examples` show is what the program prints today.
///
/// `make update-examples` writes the outputs anew; the difference is then read like any change.
@Suite("Examples", .serialized)
struct ExampleTests {
  @Test("the program is built")
  func program() {
    #expect(
      ExampleFiles.exists(ExampleFiles.program),
      "\(ExampleFiles.program) is missing; run make build, or make test as a whole.")
  }

  @Test("the package that embeds the library is built")
  func embedding() {
    #expect(
      ExampleFiles.exists(ExampleFiles.embedding),
      "\(ExampleFiles.embedding) is missing; run make test as a whole.")
  }

  @Test("README shows at least one example")
  func readme() throws {
    let examples = try ConsoleDocument(ExampleFiles.read("README.md")).examples
    #expect(!examples.isEmpty)
  }

  @Test("pages show what the commands print", arguments: ExampleFiles.pages)
  func page(path: String) throws {
    var document = try ConsoleDocument(ExampleFiles.read(path))
    if ExampleFiles.isUpdating {
      try document.update(printing: ShownCommand.printed)
      if try document.text != ExampleFiles.read(path) {
        try ExampleFiles.write(document.text, to: path)
      }
      return
    }
    for example in document.examples {
      for shown in example.commands {
        let printed = try shown.printed()
        expectSame(expected: shown.expected, got: printed, "\(path), example \(example.name)")
      }
    }
  }

  @Test("directories hold what their commands print", arguments: ExampleFiles.commandDirectories)
  func directory(path: String) throws {
    // Lines of shell that start in the root of the package.
    let printed = try ShownCommand.printed(by: ExampleFiles.read(path + "/command"))
    let expectedPath = path + "/expected.txt"
    if ExampleFiles.isUpdating {
      try ExampleFiles.write(printed, to: expectedPath)
      return
    }
    try #require(
      ExampleFiles.exists(expectedPath), "\(expectedPath) is missing; run make update-examples.")
    expectSame(expected: try ExampleFiles.read(expectedPath), got: printed, path)
  }

  @Test("every directory of Examples is run", arguments: ExampleFiles.directories)
  func complete(path: String) {
    #expect(ExampleFiles.exists(path + "/command"), "\(path) has no command file.")
  }

  /// Expects equal texts and shows the first line that differs.
  private func expectSame(
    expected: String, got: String, _ place: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard expected != got else { return }
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let gotLines = got.split(separator: "\n", omittingEmptySubsequences: false)
    let same = zip(expectedLines, gotLines).prefix { $0 == $1 }.count
    Issue.record(
      """
      \(place): output differs from line \(same + 1). If the change is meant, run \
      make update-examples.
      expected: \(same < expectedLines.count ? String(expectedLines[same]) : "nothing more")
      got: \(same < gotLines.count ? String(gotLines[same]) : "nothing more")
      """, sourceLocation: sourceLocation)
  }
}
