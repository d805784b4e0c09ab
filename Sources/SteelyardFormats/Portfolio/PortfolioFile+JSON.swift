public import SteelyardContracts

extension PortfolioFile {
  /// A portfolio in Steelyard's own format, version 1: indented JSON in UTF-8, amounts as strings,
  /// that `read` gives back without loss.
  ///
  /// - Throws: `unsupported` where an instrument has no name.
  public static func json(of portfolio: Portfolio) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.indented)
    try writer.object { writer throws(SteelyardError) in
      SteelyardHeader.write(kind: "portfolio", &writer)
      writer.key("positions")
      try writer.array { writer throws(SteelyardError) in
        for position in portfolio.positions { try write(position, &writer) }
      }
      writer.key("balances")
      try writer.array { writer throws(SteelyardError) in
        for balance in portfolio.balances {
          try writer.object { writer in
            writer.key("asset")
            writer.string(balance.asset.code)
            writer.key("amount")
            writer.amount(balance.amount)
          }
        }
      }
    }
    return writer.text + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ position: Position, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let name = try InstrumentNaming.steelyard.name(of: position.instrument)
    try writer.object { writer in
      writer.key("instrument")
      writer.string(name)
      writer.key("quantity")
      writer.amount(position.quantity)
      if let averagePrice = position.averagePrice {
        writer.key("average_price")
        writer.amount(averagePrice)
      }
    }
  }
}
