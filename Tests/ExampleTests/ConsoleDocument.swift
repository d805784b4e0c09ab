/// A Markdown page with examples in it.
///
/// An example is a fenced block of the language `console` behind a comment with its name:
///
///     <!-- example: two-instruments -->
///     ```console
///     $ steelyard names BTC-PERPETUAL
///     what it prints
///     ```
///
/// A line that begins with `$ ` is a command (continued while lines end in a backslash); the lines
/// up to the next command are what it prints. A block that no test can run has the comment
/// `<!-- not run: reason -->` instead; a block with neither is an error.
struct ConsoleDocument {
  /// One block of a page.
  struct Example {
    let name: String
    var commands: [ShownCommand]
    /// The lines between the fences, as indices of `lines`.
    let body: Range<Int>
  }

  /// What is wrong with a page, and in which line.
  struct Mistake: Error, CustomStringConvertible {
    let line: Int
    let message: String
    var description: String { "line \(line): \(message)" }
  }

  private(set) var lines: [Substring]
  private(set) var examples: [Example] = []

  init(_ text: String) throws {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var marker = ""
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if line.hasPrefix("```") {
        let end =
          lines[(index + 1)...].firstIndex { $0.hasPrefix("```") && $0.allSatisfy { $0 == "`" } }
        guard let end else { throw Mistake(line: index + 1, message: "the fence is never closed") }
        if line == "```console" {
          try readBlock(marker: marker, body: index + 1..<end)
        } else if !marker.isEmpty {
          throw Mistake(line: index + 1, message: "the example's block is not ```console")
        }
        marker = ""
        index = end
      } else if line.hasPrefix("<!-- example:") || line.hasPrefix("<!-- not run:") {
        marker = String(line)
      } else if !line.isEmpty, !marker.isEmpty {
        throw Mistake(line: index + 1, message: "no ```console block follows `\(marker)`")
      }
      index += 1
    }
  }

  /// The page's text.
  var text: String { lines.joined(separator: "\n") }

  private mutating func readBlock(marker: String, body: Range<Int>) throws {
    if marker.hasPrefix("<!-- not run:") { return }
    let name = marker.dropFirst("<!-- example:".count)
      .replacing("-->", with: "").filter { $0 != " " }
    guard !name.isEmpty else {
      throw Mistake(
        line: body.lowerBound,
        message: "a console block needs `<!-- example: name -->` or `<!-- not run: reason -->`")
    }
    var commands: [(command: String, output: [Substring])] = []
    var isContinued = false
    for line in lines[body] {
      if isContinued, let last = commands.indices.last {
        commands[last].command += "\n" + line
        isContinued = line.hasSuffix("\\")
      } else if line.hasPrefix("$ ") {
        commands.append((String(line.dropFirst(2)), []))
        isContinued = line.hasSuffix("\\")
      } else if let last = commands.indices.last {
        commands[last].output.append(line)
      } else {
        throw Mistake(line: body.lowerBound + 1, message: "the block begins without a `$ ` line")
      }
    }
    guard !commands.isEmpty else {
      throw Mistake(line: body.lowerBound, message: "the block has no `$ ` line")
    }
    examples.append(
      Example(
        name: name,
        commands: commands.map { entry in
          ShownCommand(
            command: entry.command, expected: entry.output.map { $0 + "\n" }.joined())
        }, body: body))
  }

  /// Puts what every command prints now in place of what the page shows.
  mutating func update(printing: (String) throws -> String) rethrows {
    // From the last block to the first, so that the places of the others stay right.
    for example in examples.reversed() {
      let block = try example.commands.map { shown in
        "$ " + shown.command + "\n" + (try printing(shown.command))
      }.joined()
      lines.replaceSubrange(
        example.body,
        with: block.dropLast().split(separator: "\n", omittingEmptySubsequences: false))
    }
  }
}
