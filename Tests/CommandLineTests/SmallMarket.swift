/// A market of six options and a perpetual, invented for these tests, as Deribit answers.
enum SmallMarket {
  /// 2026-03-14T09:00:00Z.
  static let milliseconds = 1_773_478_800_000

  static let rows = [
    row("BTC-PERPETUAL", "\"mark_price\":70000,\"estimated_delivery_price\":70000"),
    option("BTC-27MAR26-60000-P", price: "0.0045", volatility: "55"),
    option("BTC-27MAR26-65000-P", price: "0.0145", volatility: "52"),
    option("BTC-27MAR26-70000-C", price: "0.0376", volatility: "50"),
    option("BTC-27MAR26-75000-C", price: "0.0146", volatility: "50"),
    option("BTC-27MAR26-80000-C", price: "0.0045", volatility: "51"),
  ]

  /// The whole answer.
  static let text = answer(rows)

  /// The rows of an answer in their envelope.
  static func answer(_ rows: [String]) -> String {
    "{\"jsonrpc\":\"2.0\",\"result\":[\n\(rows.joined(separator: ",\n"))\n]}\n"
  }

  /// A row of an instrument with what it says.
  static func row(_ name: String, _ fields: String, milliseconds: Int = milliseconds) -> String {
    "{\"instrument_name\":\"\(name)\",\"creation_timestamp\":\(milliseconds),\(fields)}"
  }

  static func option(_ name: String, price: String, volatility: String) -> String {
    row(
      name,
      "\"mark_price\":\(price),\"mark_iv\":\(volatility),\"underlying_price\":70000,"
        + "\"underlying_index\":\"SYN.BTC-27MAR26\",\"estimated_delivery_price\":70000")
  }
}
