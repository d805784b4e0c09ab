package import SteelyardContracts

/// Writes JSON: keys in the order given, numbers as the shortest text that reads back the same.
///
/// The same calls give the same bytes everywhere. What does not nest is a programmer's error and
/// stops the process; a number that JSON cannot say is thrown.
package struct JSONWriter {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// No blanks.
    case compact
    /// A line for each value, indented by two blanks a level.
    case indented
  }

  /// What has been written.
  package private(set) var text: [UInt8] = []
  private var layout: Layout
  private var depth = 0
  private var needsComma = false

  /// An empty text.
  ///
  /// - Parameter byteCount: Bytes that the text will hardly pass, taken at once.
  package init(_ layout: Layout, byteCount: Int = 0) {
    self.layout = layout
    text.reserveCapacity(byteCount)
  }

  /// Writes an object whose members `body` writes.
  package mutating func object(
    _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array(
    _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try container(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes an array on one line: a column of many numbers.
  ///
  /// What nests in it stands on that line too.
  package mutating func row(
    _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try container(UInt8(ascii: "["), UInt8(ascii: "]"), inside: .compact, body)
  }

  /// Writes a key; the next value written is its value.
  package mutating func key(_ key: StaticString) {
    guard key.hasPointerRepresentation else { return write(key: key.description) }
    separate()
    let characters = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
    quote(characters)
    endKey()
  }

  /// Writes a key known only at run time; the next value written is its value.
  package mutating func key(named key: String) { write(key: key) }

  /// Writes a string.
  package mutating func string(_ string: String) {
    separate()
    quote(string)
    needsComma = true
  }

  /// Writes an exact amount, as a string so that no reader rounds it.
  package mutating func amount(_ amount: Amount) { string(amount.description) }

  /// Writes a number.
  ///
  /// - Throws: `invalidInput` for NaN and infinities, which JSON cannot say.
  package mutating func number(_ number: Double) throws(SteelyardError) {
    guard number.isFinite else {
      throw SteelyardError(
        .invalidInput, "\(number) cannot be written as JSON.", remedy: "Leave the field out.")
    }
    // What is worth as much counts as much: the same number often stands in several members, and finding its
    // shortest text is most of the work.
    if let lastNumber, lastNumber.bits == number.bitPattern {
      separate()
      text.append(contentsOf: text[lastNumber.place])
    } else {
      bare(number.description)
      let written = text.endIndex
      lastNumber = (number.bitPattern, (written - lastCount)..<written)
    }
    needsComma = true
  }

  /// Where the last number stands.
  private var lastNumber: (bits: UInt64, place: Range<Int>)?
  private var lastCount = 0

  /// Writes an integer.
  package mutating func integer(_ integer: Int) { bare(String(integer)) }

  /// Writes `true` or `false`.
  package mutating func boolean(_ boolean: Bool) { bare(boolean ? "true" : "false") }

  /// Writes `null`.
  package mutating func null() { bare("null") }

  private mutating func bare(_ characters: String) {
    separate()
    var characters = characters
    lastCount = characters.utf8.count
    characters.withUTF8 { text.append(contentsOf: $0) }
    needsComma = true
  }

  private mutating func write(key: String) {
    separate()
    quote(key)
    endKey()
  }

  private mutating func endKey() {
    text.append(UInt8(ascii: ":"))
    if layout == .indented { text.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  private var isAfterKey = false

  private mutating func container(
    _ opening: UInt8, _ closing: UInt8, inside: Layout? = nil,
    _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    separate()
    let around = layout
    layout = inside ?? around
    defer { layout = around }
    text.append(opening)
    depth += 1
    needsComma = false
    try body(&self)
    precondition(!isAfterKey, "A key has no value.")
    depth -= 1
    if needsComma { newLine() }
    text.append(closing)
    needsComma = true
  }

  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    if needsComma { text.append(UInt8(ascii: ",")) }
    needsComma = false
    if depth > 0 { newLine() }
  }

  private mutating func newLine() {
    guard layout == .indented else { return }
    text.append(UInt8(ascii: "\n"))
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func quote(_ string: String) {
    var string = string
    string.withUTF8 { quote($0) }
  }

  private mutating func quote(_ characters: UnsafeBufferPointer<UInt8>) {
    text.append(UInt8(ascii: "\""))
    if characters.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
    {
      text.append(contentsOf: characters)
    } else {
      for byte in characters { escape(byte) }
    }
    text.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
    case UInt8(ascii: "\n"): text.append(contentsOf: "\\n".utf8)
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      text.append(contentsOf: ("\\u00" + (byte < 16 ? "0" : "") + digits).utf8)
    default: text.append(byte)
    }
  }
}
