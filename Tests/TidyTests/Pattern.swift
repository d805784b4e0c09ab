import Foundation

/// A regular expression over a whole text, line by line anchored.
struct Pattern: Sendable {
  /// One place where the pattern fits.
  struct Match {
    /// Counted from 1.
    let line: Int
    /// The whole match, then the groups in order; empty for a group that took no part.
    let groups: [String]
  }

  private let expression: NSRegularExpression

  /// A pattern from its text; a broken one is a mistake in the rule itself.
  init(_ text: String) {
    do {
      expression = try NSRegularExpression(pattern: text, options: [.anchorsMatchLines])
    } catch {
      preconditionFailure("rule pattern \(text): \(error)")
    }
  }

  /// Every match, first to last.
  func matches(in text: String) -> [Match] {
    let whole = text as NSString
    let range = NSRange(location: 0, length: whole.length)
    return expression.matches(in: text, range: range).map { result in
      let before = whole.substring(to: result.range.location)
      return Match(
        line: 1 + before.utf8.count { $0 == UInt8(ascii: "\n") },
        groups: (0..<result.numberOfRanges).map { group in
          let range = result.range(at: group)
          return range.location == NSNotFound ? "" : whole.substring(with: range)
        })
    }
  }

  /// Whether the pattern fits somewhere.
  func fits(_ text: String) -> Bool { !matches(in: text).isEmpty }
}
