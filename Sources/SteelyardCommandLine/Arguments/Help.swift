/// Help texts, made from the declarations.
package enum Help {
  /// What `steelyard --help` prints.
  ///
  /// - Parameters:
  ///   - program: How the program is called: `steelyard`.
  ///   - purpose: What it is for, one line.
  ///   - groups: Commands under their headings.
  package static func overview(
    of program: String, purpose: String,
    _ groups: [(heading: String, commands: [(name: String, summary: String)])]
  ) -> String {
    var lines = ["\(program): \(purpose)", "", "Usage: \(program) COMMAND [options]"]
    for group in groups {
      lines += ["", "\(group.heading):"]
      lines += table(group.commands.map { ($0.name, $0.summary) })
    }
    let helpCommand = "\(program) help COMMAND    "
    let padding = String(
      repeating: " ", count: helpCommand.count - program.count - " --version".count)
    lines += [
      "", "  \(helpCommand)the options of a command, with examples",
      "  \(program) --version\(padding)the version", "", "Exit status:",
    ]
    lines += table(ExitStatus.allCases.map { (String($0.rawValue), $0.summary) })
    return lines.joined(separator: "\n") + "\n"
  }

  /// What `steelyard COMMAND --help` prints.
  package static func page(of command: CommandDeclaration) -> String {
    var usage = "Usage: steelyard \(command.name)"
    if let operands = command.operands {
      let repeated = operands.count.upperBound > 1 ? " ..." : ""
      usage +=
        operands.count.lowerBound > 0
        ? " \(operands.placeholder)\(repeated)" : " [\(operands.placeholder)\(repeated)]"
    }
    var lines = [usage + " [options]", "", command.description]
    if let operands = command.operands {
      lines += [""] + table([(operands.placeholder, operands.summary)])
    }
    lines += ["", "Options:"]
    lines += table(
      command.options.map { option in
        (option.usage + (option.isRepeated ? " ..." : ""), option.summary)
      } + [("--help", "this text")])
    lines += ["", "Examples:"]
    for example in command.examples {
      lines += ["  # \(example.says)"] + continued(example.line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let widthMax = 100

  /// Two columns; what does not fit is continued below.
  private static func table(_ rows: [(left: String, right: String)]) -> [String] {
    let leftWidth = min(rows.map(\.left.count).max() ?? 0, 30)
    let indent = String(repeating: " ", count: leftWidth + 4)
    return rows.flatMap { row in
      var lines = wrapped(row.right, width: widthMax - indent.count).map { indent + $0 }
      if row.left.count > leftWidth { return ["  " + row.left] + lines }
      let gap = String(repeating: " ", count: leftWidth + 2 - row.left.count)
      let first = lines.isEmpty ? "" : String(lines.removeFirst().dropFirst(indent.count))
      return ["  " + row.left + gap + first] + lines
    }
  }

  /// A command line, continued before an option where it is too long.
  private static func continued(_ command: String) -> [String] {
    var lines = ["  "]
    for (index, part) in command.split(separator: " --").enumerated() {
      let text = index == 0 ? String(part) : "--\(part)"
      let joined = lines[lines.count - 1] + (index == 0 ? "" : " ") + text
      if index == 0 || joined.count <= widthMax - 2 {
        lines[lines.count - 1] = joined
      } else {
        lines[lines.count - 1] += " \\"
        lines.append("    " + text)
      }
    }
    return lines
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
