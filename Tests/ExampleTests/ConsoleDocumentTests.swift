import Testing

@Suite("Examples in a page")
struct ConsoleDocumentTests {
  private let page = """
    Text.

    <!-- example: two -->
    ```console
    $ echo one \\
        two
    one two
    $ true
    ```

    <!-- not run: needs a network -->
    ```console
    $ far away
    ```

    ```sh
    $ this is no example
    ```
    """

  @Test("commands and what they print are read; other blocks are left alone")
  func reads() throws {
    let examples = try ConsoleDocument(page).examples
    #expect(examples.map(\.name) == ["two"])
    #expect(
      examples.first?.commands == [
        ShownCommand(command: "echo one \\\n    two", expected: "one two\n"),
        ShownCommand(command: "true", expected: ""),
      ])
  }

  @Test("an update with the same output changes nothing, with another only that output")
  func updates() throws {
    var document = try ConsoleDocument(page)
    document.update { $0 == "true" ? "" : "one two\n" }
    #expect(document.text == page)
    document.update { $0 == "true" ? "" : "three\nfour\n" }
    #expect(document.text == page.replacing("one two\n", with: "three\nfour\n"))
  }

  @Test(
    "a page with a broken example is refused",
    arguments: [
      "```console\n$ true\n```", "<!-- example: a -->\n```console\n$ true",
      "<!-- example: a -->\n```console\nno command\n```", "<!-- example: a -->\ntext",
      "<!-- example: a -->\n```sh\n$ true\n```", "<!-- example: a -->\n```console\n```",
    ])
  func refuses(text: String) {
    #expect(throws: ConsoleDocument.Mistake.self) { try ConsoleDocument(text) }
  }

  @Test("a command that fails shows its status, and standard error stands in the output")
  func status() throws {
    #expect(try ShownCommand.printed(by: "echo no >&2; exit 2") == "no\n[exit status 2]\n")
    #expect(try ShownCommand.printed(by: "printf yes") == "yes\n")
  }
}
