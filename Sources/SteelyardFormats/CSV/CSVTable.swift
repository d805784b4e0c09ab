package import SteelyardContracts

/// A CSV file with a header row, as RFC 4180 has it: quotes, CRLF or LF, UTF-8 with or without a
/// byte order mark.
///
/// Blanks around a cell are not part of it unless it is quoted; an empty cell is a missing value;
/// empty lines are skipped. A row with another number of cells than the header is left out and
/// stands in `problems`.
package struct CSVTable: Sendable {
  /// Most rows accepted.
  package static let rowsMax = 5_000_000
  /// Most columns accepted.
  package static let columnsMax = 1000

  /// The file that errors name.
  let input: InputFile
  /// Column names, in order.
  package let header: [String]
  /// Why rows were left out.
  package let problems: [SteelyardError]
  /// The unquoted cells, one after another, row by row, the header left out.
  let text: [UInt8]
  /// Where each cell ends in `text`; a cell begins where the one before ends.
  let ends: [UInt32]
  /// The row in the file of each row here.
  let rowNumbers: [UInt32]

  /// Reads a file.
  ///
  /// - Throws: `invalidInput` where it is not text, has no header or the same column twice, or
  ///   ends inside a quoted cell; `limitExceeded` beyond `rowsMax` rows or `columnsMax` columns.
  package init(_ input: InputFile, rowsMax: Int = CSVTable.rowsMax) throws(SteelyardError) {
    try CSVTable.checkText(input)
    try CSVTable.checkSize(input, rowsMax: rowsMax)
    var parser = CSVParser(input: input)
    try parser.parse()
    self.input = input
    header = parser.header
    problems = parser.problems
    text = parser.text
    ends = parser.ends
    rowNumbers = parser.rowNumbers
  }

  /// How many rows it has, the header left out.
  package var rowCount: Int { rowNumbers.count }

  /// The row at an index from 0.
  package func row(_ index: Int) -> CSVRow { CSVRow(table: self, index: index) }

  /// The index of a column, or nil where there is none of that name.
  package func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  private static func checkText(_ input: InputFile) throws(SteelyardError) {
    let valid = input.bytes.withUnsafeBufferPointer { validUTF8Length($0) }
    guard valid == input.bytes.count else {
      throw input.error(
        "The file is not CSV: it is not UTF-8 at \(input.place(atByte: valid)).",
        remedy: "Save it as CSV in UTF-8.")
    }
    if let zero = input.bytes.firstIndex(of: 0) {
      throw input.error(
        "The file is not CSV: it has a zero byte at \(input.place(atByte: zero)).",
        remedy: "Save it as CSV in UTF-8.")
    }
  }

  /// Line feeds bound the number of rows from above, and counting them costs no memory.
  private static func checkSize(_ input: InputFile, rowsMax: Int) throws(SteelyardError) {
    let lines = input.bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for byte in bytes where byte == UInt8(ascii: "\n") { count += 1 }
      return count
    }
    guard lines <= rowsMax + 1 else {
      throw input.error(
        code: .limitExceeded, "The file has \(lines) lines, more than \(rowsMax).",
        remedy: "Keep only the rows that are needed.")
    }
  }
}
