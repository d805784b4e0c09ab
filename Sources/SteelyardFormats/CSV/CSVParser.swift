import SteelyardContracts

/// Cuts the bytes of a CSV file into cells.
struct CSVParser {
  /// Most rows that are left out before the file is given up.
  static let problemsMax = 1000

  let input: InputFile
  private(set) var header: [String] = []
  private(set) var problems: [SteelyardError] = []
  private(set) var text: [UInt8] = []
  private(set) var ends: [UInt32] = []
  private(set) var rowNumbers: [UInt32] = []

  init(input: InputFile) { self.input = input }

  mutating func parse() throws(SteelyardError) {
    let bytes = input.bytes
    var position = input.byteOrderMarkLength
    text.reserveCapacity(bytes.count)
    var row = 0
    while position < bytes.count {
      row += 1
      let firstCell = ends.count
      let firstByte = text.count
      var isEmptyLine = true
      var rowEnds = false
      while !rowEnds {
        let cellStart = position
        position = try cell(from: position, row: row)
        isEmptyLine = isEmptyLine && ends.count == firstCell + 1 && text.count == firstByte
        rowEnds = position >= bytes.count || bytes[position] != UInt8(ascii: ",")
        isEmptyLine = isEmptyLine && rowEnds && bytes[cellStart..<position].allSatisfy(isBlank)
        if !rowEnds { position += 1 }
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
      if position < bytes.count { position += 1 }
      if isEmptyLine {
        ends.removeLast(ends.count - firstCell)
      } else if header.isEmpty {
        try takeHeader(row: row)
      } else {
        try takeRow(firstCell: firstCell, firstByte: firstByte, row: row)
      }
    }
    guard !header.isEmpty else {
      throw input.error("The file has no header row.", remedy: "Begin it with the column names.")
    }
  }

  /// Appends the cell that begins at `start`; gives the position of the comma or line end after it.
  private mutating func cell(from start: Int, row: Int) throws(SteelyardError) -> Int {
    let bytes = input.bytes
    var first = start
    while first < bytes.count, isBlank(bytes[first]) { first += 1 }
    if first < bytes.count, bytes[first] == UInt8(ascii: "\"") {
      return try quotedCell(from: first, row: row)
    }
    var end = first
    while end < bytes.count, bytes[end] != UInt8(ascii: ","), bytes[end] != UInt8(ascii: "\n"),
      bytes[end] != UInt8(ascii: "\r")
    {
      guard bytes[end] != UInt8(ascii: "\"") else {
        throw input.error(
          "A quote stands inside an unquoted cell.",
          remedy: "Quote the whole cell and double the quotes in it.", row: row)
      }
      end += 1
    }
    try checkLineEnd(at: end, row: row)
    var last = end
    while last > first, isBlank(bytes[last - 1]) { last -= 1 }
    text.append(contentsOf: bytes[first..<last])
    ends.append(UInt32(text.count))
    return end
  }

  private mutating func quotedCell(from quote: Int, row: Int) throws(SteelyardError) -> Int {
    let bytes = input.bytes
    var position = quote + 1
    while true {
      guard let next = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else {
        throw input.error(
          "The file ends inside a quoted cell.", remedy: "Close the quote.", row: row)
      }
      text.append(contentsOf: bytes[position..<next])
      position = next + 1
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
      text.append(UInt8(ascii: "\""))
      position += 1
    }
    ends.append(UInt32(text.count))
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    guard
      position == bytes.count
        || [UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[position])
    else {
      throw input.error(
        "Text follows the closing quote of a cell.",
        remedy: "Quote the whole cell and double the quotes in it.", row: row)
    }
    try checkLineEnd(at: position, row: row)
    return position
  }

  private func checkLineEnd(at position: Int, row: Int) throws(SteelyardError) {
    let bytes = input.bytes
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\r") else { return }
    guard position + 1 == bytes.count || bytes[position + 1] == UInt8(ascii: "\n") else {
      throw input.error(
        "A carriage return stands without a line feed.",
        remedy: "End lines with a line feed.", row: row)
    }
  }

  private mutating func takeHeader(row: Int) throws(SteelyardError) {
    guard ends.count <= CSVTable.columnsMax else {
      throw input.error(
        code: .limitExceeded,
        "The header has \(ends.count) columns, more than \(CSVTable.columnsMax).",
        remedy: "Keep only the columns that are needed.", row: row)
    }
    var start = 0
    for end in ends {
      header.append(String(decoding: text[start..<Int(end)], as: UTF8.self))
      start = Int(end)
    }
    var seen = Set<String>()
    for name in header where !seen.insert(name).inserted {
      throw input.error(
        "The column \"\(name.prefix(40))\" stands twice in the header.",
        remedy: "Rename or remove one of them.", row: row, field: name)
    }
    if header.count == 1, let separator = header[0].first(where: { $0 == ";" || $0 == "\t" }) {
      throw input.error(
        "Columns are separated by \(separator == ";" ? "semicolons" : "tabs").",
        remedy: "Separate them by commas.", row: row)
    }
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  private mutating func takeRow(
    firstCell: Int, firstByte: Int, row: Int
  ) throws(SteelyardError) {
    let count = ends.count - firstCell
    if count == header.count {
      rowNumbers.append(UInt32(row))
      return
    }
    ends.removeLast(count)
    text.removeLast(text.count - firstByte)
    let error = input.error(
      "The row has \(count) cells, the header \(header.count).",
      remedy: "Complete the row; quote cells that hold commas.", row: row)
    guard problems.count < CSVParser.problemsMax else { throw error }
    problems.append(error)
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
