import SteelyardContracts
import SteelyardFormats

// Members of objects, as every face of the service writes them.
extension JSONWriter {
  mutating func field(_ key: StaticString, _ text: String) {
    self.key(key)
    string(text)
  }

  mutating func field(_ key: StaticString, _ value: Int) {
    self.key(key)
    integer(value)
  }

  mutating func field(_ key: StaticString, _ value: Bool) {
    self.key(key)
    boolean(value)
  }

  mutating func field(_ key: StaticString, _ value: Amount) {
    self.key(key)
    amount(value)
  }

  mutating func field(_ key: StaticString, _ time: Timestamp) {
    self.key(key)
    string(time.description)
  }

  mutating func field(_ key: StaticString, _ number: Double) throws(SteelyardError) {
    self.key(key)
    try self.number(number)
  }

  /// A number that may be unknown; one that JSON cannot say is unknown too.
  mutating func optional(_ key: StaticString, _ number: Double?) throws(SteelyardError) {
    self.key(key)
    if let number, number.isFinite { try self.number(number) } else { null() }
  }

  mutating func optional(_ key: StaticString, _ value: Amount?) {
    self.key(key)
    if let value { amount(value) } else { null() }
  }

  mutating func optional(_ key: StaticString, _ text: String?) {
    self.key(key)
    if let text { string(text) } else { null() }
  }

  mutating func optional(_ key: StaticString, _ time: Timestamp?) {
    optional(key, time?.description)
  }

  mutating func optional(_ key: StaticString, _ value: Int?) {
    self.key(key)
    if let value { integer(value) } else { null() }
  }

  mutating func strings(_ key: StaticString, _ texts: [String]) throws(SteelyardError) {
    self.key(key)
    try array { writer in for text in texts { writer.string(text) } }
  }

  mutating func objects<Element>(
    _ key: StaticString, _ elements: some Sequence<Element>,
    _ body: (inout JSONWriter, Element) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    self.key(key)
    try array { writer throws(SteelyardError) in
      for element in elements {
        try writer.object { writer throws(SteelyardError) in try body(&writer, element) }
      }
    }
  }

  mutating func object(
    _ key: StaticString, _ body: (inout JSONWriter) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    self.key(key)
    try object(body)
  }
}
