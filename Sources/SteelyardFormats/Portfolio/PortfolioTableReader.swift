import SteelyardContracts

/// Reads `instrument,quantity[,average_price]`; an asset code in the first column is a balance.
enum PortfolioTableReader {
  static func read(_ table: CSVTable) throws(SteelyardError) -> PortfolioFile {
    guard let instrument = table.column("instrument"), let quantity = table.column("quantity")
    else {
      throw table.input.error(
        "The columns are those of no accepted position format.", remedy: PortfolioFormat.accepted,
        row: 1)
    }
    let averagePrice = table.column("average_price")
    for name in table.header where !["instrument", "quantity", "average_price"].contains(name) {
      throw table.input.error(
        "The column \"\(name.prefix(40))\" is not known here.",
        remedy: "Keep instrument, quantity and average_price.", row: 1, field: name)
    }
    var file = PortfolioFile(name: table.input.name, format: .table)
    for problem in table.problems { try file.refuse(problem) }
    for index in 0..<table.rowCount {
      let row = table.row(index)
      do throws(SteelyardError) {
        guard let name = row.text(instrument) else {
          throw row.error(
            "The row names no instrument.", remedy: "Write an instrument or an asset.",
            column: instrument)
        }
        guard let amount = try row.amount(quantity) else {
          throw row.error("The quantity is missing.", remedy: "Write it.", column: quantity)
        }
        let price = try averagePrice.flatMap { column throws(SteelyardError) in
          try row.amount(column)
        }
        if let price, price.isNegative, let averagePrice {
          throw row.error(
            "The average price \(price) is negative.", remedy: "Correct it, or leave it empty.",
            column: averagePrice)
        }
        let reading: NameReading
        do throws(SteelyardError) {
          reading = try NameReading(name)
        } catch {
          throw error.about(row.subject(instrument))
        }
        switch reading {
        case .asset(let asset):
          try file.add(
            AssetBalance(asset: asset, amount: amount), row: row.number, row.subject(instrument))
          if price != nil {
            file.warn(
              row.error(
                "The average price of the balance in \(asset) is not used.",
                remedy: "Leave it empty.", column: averagePrice))
          }
        case .instrument(let held):
          if amount.isZero {
            file.warn(
              row.error(
                "The quantity is zero; the row is passed over.", remedy: "Remove the row.",
                column: quantity))
          } else {
            try file.add(
              Position(instrument: held, quantity: amount, averagePrice: price), row: row.number,
              row.subject(instrument))
          }
        }
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }
}
