import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("JSONDocument")
struct JSONDocumentTests {
  @Test("values, exact numbers, unescaped keys and strings")
  func values() throws {
    let text = #"""
      {"a": [1, -2.50, 1e-7, "x\n\u00e9\"", true, false, null], "k\u0041": {"n": 12345678901234567},
       "amount": "0.100000000000000001"}
      """#
    let root = try JSONDocument(InputFile(text: text)).root
    let elements = Array(try root.required("a").elements())
    #expect(elements.count == 7)
    #expect(try elements[0].integer() == 1)
    #expect(try elements[1].number() == -2.5)
    #expect(try elements[1].amount() == Amount(parsing: "-2.5"))
    #expect(try elements[2].amount().units == 100_000_000_000)
    #expect(try elements[3].string() == "x\né\"")
    #expect(try elements[4].boolean())
    #expect(try !elements[5].boolean())
    #expect(elements[6].isNull)
    #expect(try root.required("kA").required("n").integer() == 12_345_678_901_234_567)
    #expect(try root.required("amount").amount().units == 100_000_000_000_000_001)
    #expect(root.optional("b") == nil)
    #expect(try root.members().map(\.key) == ["a", "kA", "amount"])
  }

  @Test("a byte order mark and blanks around the document are fine")
  func byteOrderMark() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(" \n[1] \n".utf8)
    let document = try JSONDocument(InputFile(name: "test", bytes: bytes))
    #expect(Array(try document.root.elements()).count == 1)
  }

  @Test("the place of a wrong value is its row and path, with what stands there")
  func place() throws {
    let text = #"{"result":[{"mark_iv":60.5},{"mark_iv":"abc"},{"mark_iv":1e999}]}"#
    let rows = Array(try JSONDocument(InputFile(text: text)).root.required("result").elements())
    #expect(try rows[0].required("mark_iv").number() == 60.5)
    expectError(
      .invalidInput,
      ["test, row 2, field result[1].mark_iv", "Expected a number", "the string \"abc\""]
    ) { () throws(SteelyardError) in _ = try rows[1].required("mark_iv").number() }
    expectError(.invalidInput, ["row 3", "result[2].mark_iv", "1e999"]) {
      () throws(SteelyardError) in _ = try rows[2].required("mark_iv").number()
    }
    expectError(.invalidInput, ["row 1", "bid is missing"]) { () throws(SteelyardError) in
      _ = try rows[0].required("bid")
    }
  }

  @Test(
    "malformed text",
    arguments: [
      ("", "breaks off"), ("{\"a\":1", "breaks off"), ("[1,2", "breaks off"),
      ("[\"abc", "breaks off"), ("[1,]", "not JSON"), ("{\"a\" 1}", "not JSON"),
      ("[01]", "not JSON"), ("[1.]", "not JSON"), ("[nul]", "not JSON"), ("[truex]", "not JSON"),
      ("[NaN]", "not JSON"), ("[1] [2]", "follows the end"), ("[\"\\x\"]", "not JSON"),
      ("{\"a\":1,\n\"a\":2}", "same key twice"), ("12", "neither an object nor an array"),
      ("[1}", "breaks off"), ("[+1]", "not JSON"), ("[0x10]", "not JSON"),
      ("[nullx]", "not JSON"), ("{\"a\":1,}", "not JSON"), ("{1:2}", "not JSON"),
    ])
  func malformed(text: String, message: String) {
    expectError(.invalidInput, ["test", message]) { () throws(SteelyardError) in
      _ = try JSONDocument(InputFile(text: text))
    }
  }

  @Test("the line and column of a syntax error")
  func lineAndColumn() {
    expectError(.invalidInput, ["line 2, column 6"]) { () throws(SteelyardError) in
      _ = try JSONDocument(InputFile(text: "{\"a\": 1,\n\"b\": nope}"))
    }
  }

  @Test("bytes that are not UTF-8 are placed")
  func notUTF8() {
    expectError(.invalidInput, ["not UTF-8", "column 3"]) { () throws(SteelyardError) in
      _ = try JSONDocument(InputFile(name: "test", bytes: [0x5B, 0x22, 0xFF, 0x22, 0x5D]))
    }
  }

  @Test("64 levels are read, 65 are not")
  func depth() throws {
    let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    _ = try JSONDocument(InputFile(text: deepest))
    expectError(.limitExceeded, ["64 levels"]) { () throws(SteelyardError) in
      _ = try JSONDocument(InputFile(text: "[\(deepest)]"))
    }
    expectError(.limitExceeded, ["64 levels"]) { () throws(SteelyardError) in
      _ = try JSONDocument(InputFile(text: String(repeating: "[", count: 1_000_000) + "]"))
    }
  }

  @Test("a key twice among many is found")
  func duplicatesAmongMany() throws {
    let members = (0..<500).map { "\"key\($0)\":\($0)" }
    _ = try JSONDocument(InputFile(text: "{\(members.joined(separator: ","))}"))
    expectError(.invalidInput, ["twice"]) { () throws(SteelyardError) in
      _ = try JSONDocument(
        InputFile(text: "{\((members + ["\"key77\":0"]).joined(separator: ","))}"))
    }
  }

  @Test(
    "amounts with more than 18 digits are rounded as said",
    arguments: [
      ("0.0004273148148148148", "0.000427314814814815"), ("1e-30", "0"),
      ("0.0000000000000000005", "0"), ("0.0000000000000000015", "0.000000000000000002"),
      ("-0.00000000000000000051", "-0.000000000000000001"), ("12.5", "12.5"), ("1e3", "1000"),
      ("9.9999999999999999999", "10"),
    ])
  func roundedAmounts(text: String, expected: String) throws {
    let root = try JSONDocument(InputFile(text: "[\(text)]")).root
    let value = try #require(Array(try root.elements()).first)
    #expect(expected == (try value.amount(.halfToEven)).description)
  }
}
