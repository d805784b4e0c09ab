import SteelyardContracts
import SteelyardFormats
import TestSupport
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
  private func sample(_ layout: JSONWriter.Layout) throws(SteelyardError) -> String {
    var writer = JSONWriter(layout)
    try writer.object { writer throws(SteelyardError) in
      writer.key("b")
      try writer.array { writer throws(SteelyardError) in
        writer.integer(1)
        try writer.number(0.1)
        writer.null()
      }
      writer.key("a")
      writer.string("x\"\\\n\u{1}é")
      writer.key("empty")
      try writer.object { _ in }
      writer.key("yes")
      writer.boolean(true)
    }
    return String(decoding: writer.text, as: UTF8.self)
  }

  @Test("keys keep their order, strings are escaped")
  func compact() throws {
    #expect(
      #"{"b":[1,0.1,null],"a":"x\"\\\n\u0001é","empty":{},"yes":true}"# == (try sample(.compact)))
  }

  @Test("the indented layout has a value a line")
  func indented() throws {
    let expected = #"""
      {
        "b": [
          1,
          0.1,
          null
        ],
        "a": "x\"\\\n\u0001é",
        "empty": {},
        "yes": true
      }
      """#
    #expect(expected == (try sample(.indented)))
  }

  @Test("every finite double reads back the same")
  func roundTrip() throws {
    let seed: UInt64 = 0x5EED_0001
    print("JSONWriterTests.roundTrip seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var numbers: [Double] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e16, 1e-5]
    while numbers.count < 20_000 {
      let number = Double(bitPattern: generator.next())
      if number.isFinite { numbers.append(number) }
    }
    var writer = JSONWriter(.compact)
    try writer.array { writer throws(SteelyardError) in
      for number in numbers { try writer.number(number) }
    }
    let document = try JSONDocument(InputFile(name: "test", bytes: writer.text))
    for (expected, value) in zip(numbers, try document.root.elements()) {
      #expect(expected.bitPattern == (try value.number()).bitPattern)
    }
  }

  @Test("a number that comes again is the same text, what lies between it or not, and 0 is not -0")
  func repeated() throws {
    var writer = JSONWriter(.compact, byteCount: 8)
    try writer.array { writer throws(SteelyardError) in
      try writer.number(0.1)
      try writer.number(0.1)
      writer.string("0.2")
      writer.integer(7)
      try writer.number(0.1)
      try writer.number(7)
      try writer.number(7)
      try writer.number(0)
      try writer.number(-0.0)
    }
    #expect(
      #"[0.1,0.1,"0.2",7,0.1,7.0,7.0,0.0,-0.0]"# == String(decoding: writer.text, as: UTF8.self))
  }

  @Test("numbers that are not finite are refused", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(number: Double) {
    expectError(.invalidInput, ["cannot be written"]) { () throws(SteelyardError) in
      var writer = JSONWriter(.compact)
      try writer.number(number)
    }
  }
}
