import SteelyardContracts

/// Reads Steelyard's own file of trades and orders; `WhatIfFile.json` writes it.
enum SteelyardWhatIfReader {
  private static let members: Set<String> = ["steelyard", "version", "trades", "orders"]
  private static let rowMembers: Set<String> = ["instrument", "quantity", "price"]

  static func read(_ document: JSONDocument) throws(SteelyardError) -> WhatIfFile {
    let root = document.root
    guard root.optional("steelyard") != nil else {
      throw document.input.error(
        "The JSON is no file of trades and orders.", remedy: WhatIfFile.accepted)
    }
    try SteelyardHeader.check(root, kind: "what-if", members: members)
    var file = WhatIfFile(name: document.input.name, format: .steelyard)
    if let trades = root.present("trades") { try read(trades, as: .trade, into: &file) }
    if let orders = root.present("orders") { try read(orders, as: .order, into: &file) }
    return file
  }

  private static func read(
    _ list: JSONValue, as kind: WhatIfRow.Kind, into file: inout WhatIfFile
  ) throws(SteelyardError) {
    for (index, row) in try list.elements().enumerated() {
      do throws(SteelyardError) {
        // A misspelt price would be taken for none, and the trade would be done at the mark.
        for (key, member) in try row.members() where !rowMembers.contains(key) {
          throw member.error(
            "A \(kind.rawValue) has no member \"\(key.prefix(40))\".",
            remedy: "Keep instrument, quantity and price.")
        }
        let name = try row.required("instrument")
        let instrument = try name.at(name.string()) { text throws(SteelyardError) in
          try NameReading.instrument(named: text)
        }
        try WhatIfRow(
          kind: kind, instrument: instrument, quantity: try row.required("quantity").amount(),
          price: try row.present("price").map { value throws(SteelyardError) in
            try value.amount()
          }, row: index + 1, quantitySubject: row.subject(ofMember: "quantity"),
          priceSubject: row.subject(ofMember: "price")
        ).add(to: &file)
      } catch {
        try file.refuse(error)
      }
    }
  }
}
