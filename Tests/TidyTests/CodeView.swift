/// Source text with comments and string contents taken apart, line by line as in the file.
///
/// Rules look at `code` (comments and strings blanked, interpolations kept) or at `strings` (only
/// what stands in string literals), so a rule's own words in a comment break no rule.
struct CodeView {
  let code: String
  let strings: String

  init(_ text: String) {
    var scanner = Scanner(text)
    scanner.scanCode(untilParenthesis: false)
    code = String(decoding: scanner.code, as: UTF8.self)
    strings = String(decoding: scanner.strings, as: UTF8.self)
  }
}

/// Reads Swift and C alike: both share comment and string marks as far as the rules care.
private struct Scanner {
  let bytes: [UInt8]
  var position = 0
  var code: [UInt8] = []
  var strings: [UInt8] = []

  init(_ text: String) { bytes = Array(text.utf8) }

  private func starts(with text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard position + length <= bytes.count else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
  }

  private enum View { case code, string, comment }

  /// Copies `count` bytes into one view and spaces into the other; line ends go to both.
  private mutating func take(_ count: Int, as view: View) {
    for byte in bytes[position..<min(position + count, bytes.count)] {
      let space = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
      code.append(view == .code ? byte : space)
      strings.append(view == .string ? byte : space)
    }
    position = min(position + count, bytes.count)
  }

  /// Code up to the end, or up to the parenthesis that closes an interpolation.
  mutating func scanCode(untilParenthesis: Bool) {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      if starts(with: "//") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
          take(1, as: .comment)
        }
      } else if starts(with: "/*") {
        scanBlockComment()
      } else if byte == UInt8(ascii: "#"), let literal = rawLiteral() {
        scanString(pounds: literal.pounds, isLong: literal.isLong)
      } else if byte == UInt8(ascii: "\"") {
        scanString(pounds: 0, isLong: starts(with: "\"\"\""))
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          if untilParenthesis, depth == 0 { return }
          depth -= 1
        }
        take(1, as: .code)
      }
    }
  }

  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        take(2, as: .comment)
      } else if starts(with: "*/") {
        depth -= 1
        take(2, as: .comment)
      } else {
        take(1, as: .comment)
      }
    } while depth > 0 && position < bytes.count
  }

  /// Whether a raw string such as `#"..."#` starts here.
  private func rawLiteral() -> (pounds: Int, isLong: Bool)? {
    let pounds = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    let quotes = bytes[(position + pounds)...].prefix(3).prefix { $0 == UInt8(ascii: "\"") }.count
    return quotes == 0 ? nil : (pounds, quotes == 3)
  }

  private mutating func scanString(pounds: Int, isLong: Bool) {
    let quotes = isLong ? 3 : 1
    take(pounds + quotes, as: .code)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\"), isFollowed(byPounds: pounds, at: position + 1) {
        let next = position + 1 + pounds
        if next < bytes.count, bytes[next] == UInt8(ascii: "(") {
          take(2 + pounds, as: .code)
          scanCode(untilParenthesis: true)
          take(1, as: .code)
        } else {
          take(2 + pounds, as: .string)
        }
      } else if closes(quotes: quotes, pounds: pounds) {
        take(quotes + pounds, as: .code)
        return
      } else if byte == UInt8(ascii: "\n"), !isLong {
        return  // a literal that the scanner misread ends with its line, and does no more harm
      } else {
        take(1, as: .string)
      }
    }
  }

  private func isFollowed(byPounds pounds: Int, at start: Int) -> Bool {
    start + pounds <= bytes.count
      && bytes[start..<start + pounds].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  private func closes(quotes: Int, pounds: Int) -> Bool {
    let end = position + quotes
    return end <= bytes.count
      && bytes[position..<end].allSatisfy { $0 == UInt8(ascii: "\"") }
      && isFollowed(byPounds: pounds, at: end)
  }
}
