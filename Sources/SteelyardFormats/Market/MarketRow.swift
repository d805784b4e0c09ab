import SteelyardContracts

/// One row of a market file, by field: what JSON and CSV have in common.
protocol MarketRow {
  /// The row in the file, from 1.
  var rowNumber: Int { get }
  /// The text of a field, or nil where it is missing.
  func text(_ field: MarketField) throws(SteelyardError) -> String?
  /// The finite number in a field, or nil where it is missing.
  func number(_ field: MarketField) throws(SteelyardError) -> Double?
  /// The integer in a field, or nil where it is missing.
  func integer(_ field: MarketField) throws(SteelyardError) -> Int64?
  /// Where a field stands, for errors.
  func subject(_ field: MarketField) -> SteelyardError.Subject
}

/// An element of a JSON answer as a market row.
struct MarketJSONRow: MarketRow {
  let value: JSONValue
  let layout: MarketLayout
  let rowNumber: Int

  func text(_ field: MarketField) throws(SteelyardError) -> String? { try member(field)?.string() }

  func number(_ field: MarketField) throws(SteelyardError) -> Double? {
    try member(field)?.number()
  }

  func integer(_ field: MarketField) throws(SteelyardError) -> Int64? {
    try member(field)?.integer()
  }

  func subject(_ field: MarketField) -> SteelyardError.Subject {
    guard let name = layout.name(of: field) else { return value.subject }
    return value.subject(ofMember: name)
  }

  private func member(_ field: MarketField) -> JSONValue? {
    guard let name = layout.name(of: field), let member = value.optional(named: name),
      !member.isNull
    else { return nil }
    return member
  }
}

/// A row of a CSV table as a market row.
struct MarketCSVRow: MarketRow {
  let row: CSVRow
  /// The column of each field, by its raw value.
  let columns: [Int?]

  var rowNumber: Int { row.number }

  func text(_ field: MarketField) -> String? { columns[field.rawValue].flatMap(row.text) }

  func number(_ field: MarketField) throws(SteelyardError) -> Double? {
    guard let column = columns[field.rawValue] else { return nil }
    return try row.number(column)
  }

  func integer(_ field: MarketField) throws(SteelyardError) -> Int64? {
    guard let column = columns[field.rawValue] else { return nil }
    return try row.integer(column)
  }

  func subject(_ field: MarketField) -> SteelyardError.Subject {
    row.subject(columns[field.rawValue])
  }
}
