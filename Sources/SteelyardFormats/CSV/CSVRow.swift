package import SteelyardContracts

/// One row of a CSV table.
package struct CSVRow {
  let table: CSVTable
  let index: Int

  /// The row in the file, from 1, the header counted.
  package var number: Int { Int(table.rowNumbers[index]) }

  /// The text of a cell; nil where it is empty.
  package func text(_ column: Int) -> String? {
    let range = range(column)
    return range.isEmpty ? nil : String(decoding: table.text[range], as: UTF8.self)
  }

  /// The number in a cell, to the nearest double; nil where it is empty.
  ///
  /// - Throws: `invalidInput` where it holds anything but a finite decimal number.
  package func number(_ column: Int) throws(SteelyardError) -> Double? {
    let range = range(column)
    if range.isEmpty { return nil }
    guard let number = table.text.withUnsafeBufferPointer({ Double(decimal: $0[range]) }) else {
      throw notANumber(column)
    }
    guard number.isFinite else {
      throw error(
        "\((text(column) ?? "").prefix(40)) is outside the range of a number.",
        remedy: "Correct it.", column: column)
    }
    return number
  }

  /// The integer in a cell; nil where it is empty.
  ///
  /// - Throws: `invalidInput` where it holds anything but an integer of 64 bits.
  package func integer(_ column: Int) throws(SteelyardError) -> Int64? {
    guard let text = text(column) else { return nil }
    guard let integer = Int64(text) else {
      throw error(
        "\"\(text.prefix(40))\" is not an integer of 64 bits.", remedy: "Correct it.",
        column: column)
    }
    return integer
  }

  /// The exact decimal number in a cell; nil where it is empty.
  ///
  /// - Throws: `invalidInput` where it is no number or has more than 18 digits after the point,
  ///   `limitExceeded` outside ±1.7 x 10^20.
  package func amount(_ column: Int) throws(SteelyardError) -> Amount? {
    guard let text = text(column) else { return nil }
    do { return try Amount(parsing: text) } catch { throw error.about(subject(column)) }
  }

  /// The file, row and column, for errors.
  package func subject(_ column: Int?) -> SteelyardError.Subject {
    .place(file: table.input.name, row: number, field: column.map { table.header[$0] })
  }

  /// An error about a cell.
  package func error(
    code: SteelyardError.Code = .invalidInput, _ message: String, remedy: String, column: Int?
  ) -> SteelyardError {
    SteelyardError(code, message, remedy: remedy, subject: subject(column))
  }

  private func notANumber(_ column: Int) -> SteelyardError {
    error(
      "\"\((text(column) ?? "").prefix(40))\" is not a number.",
      remedy: "Write a decimal number, or leave the cell empty.", column: column)
  }

  private func range(_ column: Int) -> Range<Int> {
    let cell = index * table.header.count + column
    return (cell == 0 ? 0 : Int(table.ends[cell - 1]))..<Int(table.ends[cell])
  }
}
