package import SteelyardContracts
import SteelyardJSONScanner

/// A cursor to one value of a JSON document.
///
/// Each accessor either gives what was asked for or throws an error that names the file, the row
/// (the element of the outermost array, from 1), the path and what stands there instead.
package struct JSONValue {
  let document: JSONDocument
  let index: Int

  private var node: SteelyardJSONNode { document.nodes[index] }

  /// The kinds of value.
  package enum Kind: String {
    case null, boolean, number, string, array, object
  }

  /// What kind of value stands here.
  package var kind: Kind {
    switch UInt32(node.kind) {
    case STEELYARD_JSON_FALSE.rawValue, STEELYARD_JSON_TRUE.rawValue: .boolean
    case STEELYARD_JSON_NUMBER.rawValue: .number
    case STEELYARD_JSON_STRING.rawValue: .string
    case STEELYARD_JSON_ARRAY.rawValue: .array
    case STEELYARD_JSON_OBJECT.rawValue: .object
    default: .null
    }
  }

  /// Whether this is `null`.
  package var isNull: Bool { kind == .null }

  /// The member of this object with that key, or nil where it has none or is no object.
  package func optional(_ key: StaticString) -> JSONValue? {
    key.withUTF8Buffer { member($0) }
  }

  /// The member of this object with that key, or nil where it has none or is no object.
  package func optional(named key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { member($0) }
  }

  /// The member of this object with that key.
  ///
  /// - Throws: `invalidInput` where this is no object or lacks the key.
  package func required(_ key: StaticString) throws(SteelyardError) -> JSONValue {
    try expect(.object)
    guard let member = optional(key) else {
      throw error("The field \(key) is missing.", remedy: "Add it, or save the whole answer again.")
    }
    return member
  }

  /// The member with that key, or nil where it is missing or null.
  package func present(_ key: StaticString) -> JSONValue? {
    optional(key).flatMap { $0.isNull ? nil : $0 }
  }

  /// The elements of this array, in order.
  ///
  /// - Throws: `invalidInput` where this is no array.
  package func elements() throws(SteelyardError) -> Children {
    try expect(.array)
    return Children(parent: self)
  }

  /// The members of this object with their keys, in order.
  ///
  /// - Throws: `invalidInput` where this is no object.
  package func members() throws(SteelyardError) -> [(key: String, value: JSONValue)] {
    try expect(.object)
    return Children(parent: self).map { ($0.key ?? "", $0) }
  }

  /// The text of this string.
  ///
  /// - Throws: `invalidInput` where this is no string.
  package func string() throws(SteelyardError) -> String {
    try expect(.string)
    return text
  }

  /// This number as the nearest double.
  ///
  /// - Throws: `invalidInput` where this is no number, or too large for a double.
  package func number() throws(SteelyardError) -> Double {
    try expect(.number)
    guard node.number.isFinite else {
      throw error("\(text.prefix(40)) is outside the range of a number.", remedy: "Correct it.")
    }
    return node.number
  }

  /// This number, or this string that holds a decimal number, exactly.
  ///
  /// - Throws: `invalidInput` where it is neither or has more than 18 digits after the point,
  ///   `limitExceeded` outside ±1.7 x 10^20.
  package func amount() throws(SteelyardError) -> Amount {
    try at(decimalText()) { text throws(SteelyardError) in try Amount(parsing: text) }
  }

  /// Like `amount`, rounded to 18 digits: for a venue's averages, which carry a double's digits.
  package func amount(_ rounding: Rounding) throws(SteelyardError) -> Amount {
    try at(decimalText()) { text throws(SteelyardError) in
      try Amount(parsing: text, rounding: rounding)
    }
  }

  /// This number as an integer.
  ///
  /// - Throws: `invalidInput` where it is none, or does not fit 64 bits.
  package func integer() throws(SteelyardError) -> Int64 {
    try expect(.number)
    guard let integer = Int64(text) else {
      throw error("\(text.prefix(40)) is not an integer of 64 bits.", remedy: "Correct it.")
    }
    return integer
  }

  /// This truth value.
  ///
  /// - Throws: `invalidInput` where it is none.
  package func boolean() throws(SteelyardError) -> Bool {
    try expect(.boolean)
    return UInt32(node.kind) == STEELYARD_JSON_TRUE.rawValue
  }

  /// Runs a reading of this value's text and places its error here.
  package func at<Text, Value>(
    _ text: Text, _ read: (Text) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    do { return try read(text) } catch { throw error.about(subject) }
  }

  /// The key of this value in its object; nil in an array.
  package var key: String? {
    guard let start = node.key else { return nil }
    return JSONValue.text(start, node.key_length)
  }

  /// The text of a string or number; empty for other kinds.
  var text: String {
    guard let start = node.text else { return "" }
    return JSONValue.text(start, node.text_length)
  }

  private static func text(_ start: UnsafePointer<CChar>, _ length: UInt32) -> String {
    String(
      decoding: UnsafeRawBufferPointer(start: start, count: Int(length)), as: UTF8.self)
  }

  private func decimalText() throws(SteelyardError) -> String {
    if kind == .string { return text }
    try expect(.number)
    return text
  }

  private func expect(_ expected: Kind) throws(SteelyardError) {
    guard kind == expected else { throw mismatch("\(expected)") }
  }

  private func member(_ key: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    guard kind == .object else { return nil }
    let nodes = document.nodes
    let end = Int(nodes[index].next)
    var child = index + 1
    while child < end {
      if let start = nodes[child].key, Int(nodes[child].key_length) == key.count,
        UnsafeRawBufferPointer(start: start, count: key.count).elementsEqual(key)
      {
        return JSONValue(document: document, index: child)
      }
      child = Int(nodes[child].next)
    }
    return nil
  }

  /// The values directly inside an array or object.
  package struct Children: Sequence, IteratorProtocol {
    private let document: JSONDocument
    private var position: Int
    private let end: Int

    fileprivate init(parent: JSONValue) {
      document = parent.document
      position = parent.index + 1
      end = Int(parent.node.next)
    }

    /// The next value, or nil at the end.
    package mutating func next() -> JSONValue? {
      guard position < end else { return nil }
      defer { position = Int(document.nodes[position].next) }
      return JSONValue(document: document, index: position)
    }
  }
}
