import SteelyardContracts

/// Reads Steelyard's own portfolio file; `PortfolioFile.json` writes it.
enum SteelyardPortfolioReader {
  private static let members: Set<String> = ["steelyard", "version", "positions", "balances"]

  static func read(_ document: JSONDocument) throws(SteelyardError) -> PortfolioFile {
    let root = document.root
    try SteelyardHeader.check(root, kind: "portfolio", members: members)
    var file = PortfolioFile(name: document.input.name, format: .steelyard)
    for (index, row) in try root.required("positions").elements().enumerated() {
      do throws(SteelyardError) {
        try file.add(try position(row), row: index + 1, row.subject(ofMember: "instrument"))
      } catch {
        try file.refuse(error)
      }
    }
    for (index, row) in try root.required("balances").elements().enumerated() {
      do throws(SteelyardError) {
        let code = try row.required("asset")
        let asset = try code.at(code.string()) { text throws(SteelyardError) in
          try Currency(text)
        }
        try file.add(
          AssetBalance(asset: asset, amount: try row.required("amount").amount()), row: index + 1,
          code.subject)
      } catch {
        try file.refuse(error)
      }
    }
    return file
  }

  private static func position(_ row: JSONValue) throws(SteelyardError) -> Position {
    let name = try row.required("instrument")
    let instrument = try name.at(name.string()) { text throws(SteelyardError) in
      try InstrumentNaming.steelyard.instrument(named: text)
    }
    return Position(
      instrument: instrument, quantity: try row.required("quantity").amount(),
      averagePrice: try row.present("average_price").map { value throws(SteelyardError) in
        try value.amount()
      })
  }
}
