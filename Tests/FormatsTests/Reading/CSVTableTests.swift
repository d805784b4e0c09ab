import SteelyardContracts
import SteelyardFormats
import TestSupport
import Testing

@Suite("CSVTable")
struct CSVTableTests {
  private func rows(_ text: String) throws(SteelyardError) -> [[String?]] {
    let table = try CSVTable(InputFile(text: text))
    return (0..<table.rowCount).map { index in
      table.header.indices.map { table.row(index).text($0) }
    }
  }

  @Test(
    "line ends, quotes, blanks and missing cells",
    arguments: [
      "a,b\n1,2\n,x\n", "a,b\r\n1,2\r\n,x\r\n", "\u{FEFF}a,b\n1,2\n,x",
      "a , b\n 1,2 \n\n\"\",x\n\n",
      "\"a\",\"b\"\n\"1\",\"2\"\n,\"x\"",
    ])
  func dialects(text: String) throws {
    #expect(try rows(text) == [["1", "2"], [nil, "x"]])
    #expect(try CSVTable(InputFile(text: text)).header == ["a", "b"])
  }

  @Test("quoted cells hold commas, quotes and line feeds; rows count the header and empty lines")
  func quoted() throws {
    #expect(try rows("a,b\n\"x,\"\"y\"\"\nz\",2\n") == [["x,\"y\"\nz", "2"]])
    let table = try CSVTable(InputFile(text: "a\n1\n\n2\n"))
    #expect((0..<table.rowCount).map { table.row($0).number } == [2, 4])
  }

  @Test("a ragged row is left out and named")
  func ragged() throws {
    let table = try CSVTable(InputFile(text: "a,b\n1,2\n3\n4,5,6\n7,8"))
    #expect(table.rowCount == 2)
    expect(table.problems.first, .invalidInput, ["row 3", "1 cells, the header 2"])
    expect(table.problems.last, .invalidInput, ["row 4", "3 cells"])
    #expect(try table.row(1).number(1) == 8)
  }

  @Test(
    "what is no CSV",
    arguments: [
      ("a,a\n1,2", ["row 1", "stands twice"]), ("a,b\n\"1,2", ["row 2", "inside a quoted cell"]),
      ("a,b\n1\"2,3", ["row 2", "A quote stands"]), ("a,b\n\"1\"2,3", ["row 2", "closing quote"]),
      ("a\u{0}b\n", ["zero byte"]), ("a;b\n1;2", ["semicolons"]), ("\n\n", ["no header"]),
      ("a,b\r1,2\r", ["carriage return"]),
    ])
  func refused(text: String, parts: [String]) {
    expectError(.invalidInput, parts) { () throws(SteelyardError) in
      _ = try CSVTable(InputFile(text: text))
    }
  }

  @Test("ten million lines are refused before they are read")
  func tooManyRows() {
    let bytes = Array("a,b\n".utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 10_000_000)
    expectError(.limitExceeded, ["more than 5000000"]) { () throws(SteelyardError) in
      _ = try CSVTable(InputFile(name: "test", bytes: bytes))
    }
  }

  @Test("bytes that are not UTF-8")
  func notUTF8() {
    expectError(.invalidInput, ["not UTF-8", "line 2, column 2"]) { () throws(SteelyardError) in
      _ = try CSVTable(InputFile(name: "test", bytes: Array("a\nx".utf8) + [0xC3, 0x28]))
    }
  }

  @Test(
    "numbers",
    arguments: [
      ("0.1", 0.1), ("-12.5", -12.5), ("1e-8", 1e-8), ("+3", 3), (".5", 0.5), ("5.", 5),
      ("123456789012345678901234567890", 123456789012345678901234567890.0),
      ("0.1234567890123456789", 0.1234567890123456789), ("4.59e-06", 4.59e-06),
    ])
  func numbers(text: String, expected: Double) throws {
    #expect(expected == (try CSVTable(InputFile(text: "a\n\(text)")).row(0).number(0)))
  }

  @Test("random decimals read like the standard library reads them")
  func randomNumbers() throws {
    let seed: UInt64 = 0x5EED_0002
    print("CSVTableTests.randomNumbers seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let texts = (0..<20_000).map { _ in
      "\(Int64.random(in: -999_999_999...999_999_999, using: &generator))."
        + "\(UInt64.random(in: 0...(1 << UInt64.random(in: 1...62, using: &generator)), using: &generator))"
    }
    let table = try CSVTable(InputFile(text: "a\n" + texts.joined(separator: "\n")))
    for (index, text) in texts.enumerated() {
      #expect(Double(text) == (try table.row(index).number(0)), "\(text)")
    }
  }

  @Test(
    "what is no number",
    arguments: ["nan", "NaN", "inf", "0x10", "1,5", "1e", "--1", "1 2", "e5", ".", "-", "1e999"])
  func notNumbers(text: String) {
    expectError(.invalidInput, ["test, row 2, field a"]) { () throws(SteelyardError) in
      _ = try CSVTable(InputFile(text: "a\n\"\(text)\"")).row(0).number(0)
    }
  }
}
