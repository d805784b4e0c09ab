import SteelyardContracts

/// Reads `kind,instrument,quantity[,price]`; without the first column every row is a trade.
enum WhatIfTableReader {
  private static let columns = ["kind", "instrument", "quantity", "price"]

  static func read(_ table: CSVTable) throws(SteelyardError) -> WhatIfFile {
    guard let instrument = table.column("instrument"), let quantity = table.column("quantity")
    else {
      throw table.input.error(
        "The columns are not those of trades and orders.", remedy: WhatIfFile.accepted, row: 1)
    }
    for name in table.header where !columns.contains(name) {
      throw table.input.error(
        "The column \"\(name.prefix(40))\" is not known here.",
        remedy: "Keep kind, instrument, quantity and price.", row: 1, field: name)
    }
    let kind = table.column("kind")
    let price = table.column("price")
    var file = WhatIfFile(name: table.input.name, format: .table)
    for problem in table.problems { try file.refuse(problem) }
    for index in 0..<table.rowCount {
      let row = table.row(index)
      do throws(SteelyardError) {
        guard let name = row.text(instrument) else {
          throw row.error(
            "The row names no instrument.", remedy: "Write one.", column: instrument)
        }
        guard let amount = try row.amount(quantity) else {
          throw row.error("The quantity is missing.", remedy: "Write it.", column: quantity)
        }
        let traded: Instrument
        do throws(SteelyardError) {
          traded = try NameReading.instrument(named: name)
        } catch {
          throw error.about(row.subject(instrument))
        }
        try WhatIfRow(
          kind: try kind.map { column throws(SteelyardError) in try self.kind(row, column) }
            ?? .trade,
          instrument: traded, quantity: amount,
          price: try price.flatMap { column throws(SteelyardError) in try row.amount(column) },
          row: row.number, quantitySubject: row.subject(quantity), priceSubject: row.subject(price)
        ).add(to: &file)
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }

  private static func kind(
    _ row: CSVRow, _ column: Int
  ) throws(SteelyardError) -> WhatIfRow.Kind {
    guard let text = row.text(column) else { return .trade }
    guard let kind = WhatIfRow.Kind(rawValue: text) else {
      throw row.error(
        "\"\(text.prefix(40))\" is no kind of row.", remedy: "Write trade or order.",
        column: column)
    }
    return kind
  }
}
