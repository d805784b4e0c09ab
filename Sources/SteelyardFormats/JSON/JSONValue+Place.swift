package import SteelyardContracts
import SteelyardJSONScanner

extension JSONValue {
  /// The file, row and path of this value, for errors.
  ///
  /// - Complexity: O(values before it); asked for only when something is wrong.
  package var subject: SteelyardError.Subject {
    var path = ""
    var row: Int?
    var current = document.root
    while current.index != index {
      guard let (position, child) = current.child(containing: index) else { break }
      if let key = child.key {
        path += path.isEmpty ? key : ".\(key)"
      } else {
        row = row ?? position + 1
        path += "[\(position)]"
      }
      current = child
    }
    return .place(file: document.input.name, row: row, field: path.isEmpty ? nil : path)
  }

  /// The place of a member of this object, there or not, for errors.
  func subject(ofMember name: String) -> SteelyardError.Subject {
    guard case .place(let file, let row, let field) = subject else { return subject }
    return .place(file: file, row: row, field: field.map { "\($0).\(name)" } ?? name)
  }

  /// An error about this value.
  package func error(
    code: SteelyardError.Code = .invalidInput, _ message: String, remedy: String
  ) -> SteelyardError {
    SteelyardError(code, message, remedy: remedy, subject: subject)
  }

  /// The error that something else stands here: what was expected, and what was found.
  package func mismatch(_ expected: String) -> SteelyardError {
    let found =
      switch kind {
      case .null: "null"
      case .boolean: (try? boolean()) == true ? "true" : "false"
      case .number: "the number \(text.prefix(40))"
      case .string: "the string \"\(text.prefix(40))\""
      case .array: "an array"
      case .object: "an object"
      }
    let article = ["array", "object", "integer"].contains(expected) ? "an" : "a"
    return error(
      "Expected \(article) \(expected), found \(found).", remedy: "Write \(article) \(expected).")
  }

  private func child(containing target: Int) -> (position: Int, value: JSONValue)? {
    var last: (Int, JSONValue)?
    let nodes = document.nodes
    var position = 0
    var child = index + 1
    while child < Int(nodes[index].next), child <= target {
      last = (position, JSONValue(document: document, index: child))
      position += 1
      child = Int(nodes[child].next)
    }
    return last
  }
}
