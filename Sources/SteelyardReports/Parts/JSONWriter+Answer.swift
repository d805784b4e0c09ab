import SteelyardContracts
import SteelyardFormats

extension JSONWriter {
  /// Writes `failures`: code, subject, message, remedy and cause of each.
  mutating func failures(_ failures: [SteelyardError]) throws(SteelyardError) {
    key("failures")
    try array { writer throws(SteelyardError) in
      for failure in failures {
        try writer.object { writer throws(SteelyardError) in
          writer.field("code", failure.code.rawValue)
          writer.field("subject", failure.subject.description)
          writer.field("message", failure.message)
          writer.field("remedy", failure.remedy)
          if let cause = failure.cause { writer.field("cause", cause) }
        }
      }
    }
  }

  /// Writes an array of strings.
  mutating func strings(_ key: StaticString, _ strings: [String]) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for string in strings { writer.string(string) }
    }
  }

  /// Writes a string under a key.
  mutating func field(_ key: StaticString, _ string: String) {
    self.key(key)
    self.string(string)
  }

  /// Writes a number under a key.
  mutating func field(_ key: StaticString, _ number: Double) throws(SteelyardError) {
    self.key(key)
    try self.number(number)
  }

  /// Writes a number under a key, or null for nil.
  mutating func optional(_ key: StaticString, _ number: Double?) throws(SteelyardError) {
    self.key(key)
    if let number { try self.number(number) } else { null() }
  }

  /// Writes objects in an array under a key.
  mutating func objects<Element>(
    _ key: StaticString, _ elements: [Element],
    _ body: (inout JSONWriter, Element) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for element in elements {
        try writer.object { writer throws(SteelyardError) in try body(&writer, element) }
      }
    }
  }

  /// A whole answer: an object, with a line end at its end.
  static func answer(
    _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> String {
    var writer = JSONWriter(.indented)
    try writer.object(body)
    return String(decoding: writer.text, as: UTF8.self) + "\n"
  }
}
