/// Texts in columns.
enum TextLayout {
  /// The width that pages keep to where their content lets them.
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
}

extension ReportCell {
  /// What people see.
  var text: String {
    switch self {
    case .text(let text), .absent(let text), .coded(_, words: let text): text
    case .number(let number, let style): NumberText.text(number, style)
    case .none: ""
    }
  }

  var isNumber: Bool {
    if case .number = self { true } else { false }
  }
}
