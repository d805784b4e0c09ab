/// Texts in columns.
enum TextLayout {
  /// The width that files and pipes get where their content lets them.
  static let width = 120

  /// The text with blanks behind it.
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The text with blanks before it.
  static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The lines of a text broken at blanks; a longer word stands on a line of its own.
  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The lines of a text; on a terminal a word that is too long is broken as well.
  static func folded(_ text: String, _ style: TextStyle, width: Int? = nil) -> [String] {
    let width = width ?? style.width
    let lines = wrapped(text, width)
    guard style.isForTerminal else { return lines }
    return lines.flatMap { pieces($0, width) }
  }

  /// A text in pieces of a width.
  static func pieces(_ text: String, _ width: Int) -> [String] {
    guard text.count > width, width > 0 else { return [text] }
    var pieces: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(width)))
      rest = rest.dropFirst(width)
    }
    return pieces
  }

  /// The line without the blanks at its end.
  static func trimmed(_ line: String) -> String {
    var line = line
    // In place: a reversed copy of every line took a third of the time of a long answer.
    while line.last == " " { line.removeLast() }
    return line
  }
}

extension ReportCell {
  /// What people see.
  var text: String {
    switch self {
    case .text(let text), .absent(let text), .coded(_, words: let text), .linked(let text, to: _):
      text
    case .number(let number, let style): NumberText.text(number, style)
    case .none: ""
    }
  }

  var isNumber: Bool {
    if case .number = self { true } else { false }
  }
}
