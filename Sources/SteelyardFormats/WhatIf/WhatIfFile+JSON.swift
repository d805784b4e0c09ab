public import SteelyardContracts

extension WhatIfFile {
  /// Trades and orders in Steelyard's own format, version 1: indented JSON in UTF-8, amounts as
  /// strings, that `read` gives back without loss.
  ///
  /// - Throws: `unsupported` where an instrument has no name.
  public static func json(
    trades: [Trade], orders: [WorkingOrder]
  ) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.indented)
    try writer.object { writer throws(SteelyardError) in
      SteelyardHeader.write(kind: "what-if", &writer)
      writer.key("trades")
      try writer.array { writer throws(SteelyardError) in
        for trade in trades { try write(trade.instrument, trade.quantity, trade.price, &writer) }
      }
      writer.key("orders")
      try writer.array { writer throws(SteelyardError) in
        for order in orders { try write(order.instrument, order.quantity, order.price, &writer) }
      }
    }
    return writer.text + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ instrument: Instrument, _ quantity: Amount, _ price: Amount?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let name = try InstrumentNaming.steelyard.name(of: instrument)
    try writer.object { writer in
      writer.key("instrument")
      writer.string(name)
      writer.key("quantity")
      writer.amount(quantity)
      if let price {
        writer.key("price")
        writer.amount(price)
      }
    }
  }
}
