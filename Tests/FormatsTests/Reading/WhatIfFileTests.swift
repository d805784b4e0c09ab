import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("WhatIfFile")
struct WhatIfFileTests {
  private func read(_ text: String) throws(SteelyardError) -> WhatIfFile {
    try WhatIfFile.read(InputFile(text: text))
  }

  private func instrument(_ name: String) throws(SteelyardError) -> Instrument {
    try InstrumentNaming.deribit.instrument(named: name)
  }

  @Test("CSV: kinds, names in any grammar, prices given and left out")
  func table() throws {
    let file = try read(
      """
      kind,instrument,quantity,price
      trade,BTC-27MAR26-80000-C,-2.5,0.0125
      ,BTC/USD:BTC-260327,-1000,
      order,BTC-PERPETUAL,150000,70000.5
      order,ETH_USDC,3,
      """)
    #expect(file.format == .table)
    #expect(file.problems.isEmpty)
    #expect(
      file.trades == [
        try Trade(
          instrument: try instrument("BTC-27MAR26-80000-C"),
          quantity: try Amount(parsing: "-2.5"), price: try Amount(parsing: "0.0125")),
        try Trade(instrument: try instrument("BTC-27MAR26"), quantity: Amount(-1000)),
      ])
    #expect(
      file.orders == [
        try WorkingOrder(
          instrument: try instrument("BTC-PERPETUAL"), quantity: Amount(150_000),
          price: try Amount(parsing: "70000.5")),
        try WorkingOrder(instrument: try instrument("ETH_USDC"), quantity: Amount(3)),
      ])
    #expect(file.tradeRows == [2, 3])
    #expect(
      file.subject(ofOrder: 1) == .place(file: "test", row: 5, field: "instrument"))
  }

  @Test("CSV without the columns kind and price: trades at the mark")
  func shortTable() throws {
    let file = try read("instrument,quantity\nBTC-PERPETUAL,10\nBTC-PERPETUAL,-20\n")
    #expect(file.trades.map(\.quantity) == [Amount(10), Amount(-20)])
    #expect(file.trades.allSatisfy { $0.price == nil })
    #expect(file.orders.isEmpty)
  }

  @Test("what JSON writes is read back")
  func roundTrip() throws {
    let trades = [
      try Trade(instrument: try instrument("BTC_USDC-27MAR26-80000-P"), quantity: Amount(-2)),
      try Trade(
        instrument: try instrument("ETH-PERPETUAL"), quantity: Amount(10),
        price: try Amount(parsing: "2000.000000000000000001")),
    ]
    let orders = [
      try WorkingOrder(instrument: try instrument("BTC_USDC"), quantity: Amount(1), price: .one)
    ]
    let bytes = try WhatIfFile.json(trades: trades, orders: orders)
    let file = try WhatIfFile.read(InputFile(name: "test", bytes: bytes))
    #expect(file.format == .steelyard)
    #expect(file.problems.isEmpty)
    #expect(file.trades == trades)
    #expect(file.orders == orders)
    #expect(
      file.subject(ofOrder: 0) == .place(file: "test", row: 1, field: "orders[0].instrument"))
  }

  @Test(
    "a wrong row is left out and told with row and field",
    arguments: [
      ("bid,BTC-PERPETUAL,10,", "kind", "trade or order"),
      ("trade,BTC-PERPETUAL,0,", "quantity", "zero"),
      ("trade,BTC-PERPETUAL,,", "quantity", "missing"),
      ("trade,BTC-PERPETUAL,many,", "quantity", "number"),
      ("trade,BTC-PERPETUAL,10,0", "price", "above zero"),
      ("order,BTC-27MAR26-80000-C,1,-0.1", "price", "negative"),
      ("order,,1,", "instrument", "names no instrument"),
      ("order,BTC,1,", "instrument", "asset"),
      ("order,BTC-27MR26-80000-C,1,", "instrument", ""),
    ])
  func wrongRow(row: String, field: String, says: String) throws {
    let file = try read("kind,instrument,quantity,price\n\(row)\ntrade,BTC-PERPETUAL,10,\n")
    #expect(file.trades.count == 1)
    let problem = try #require(file.problems.first)
    #expect(problem.subject == .place(file: "test", row: 2, field: field))
    #expect(says.isEmpty || problem.description.contains(says), "\(problem)")
    #expect(!problem.remedy.isEmpty)
  }

  @Test(
    "a wrong row of JSON is told with its path",
    arguments: [
      (#"{"instrument":"BTC/USD:BTC","quantity":"1","prise":"2"}"#, "trades[0].prise"),
      (#"{"instrument":"BTC/USD:BTC","quantity":"0"}"#, "trades[0].quantity"),
      (#"{"instrument":"BTC/USD:BTC","quantity":"1","price":-1}"#, "trades[0].price"),
      (#"{"instrument":"BTC","quantity":"1"}"#, "trades[0].instrument"),
      (#"{"quantity":"1"}"#, "trades[0]"),
      (#"[1]"#, "trades[0]"),
    ])
  func wrongMember(row: String, path: String) throws {
    let file = try read(#"{"steelyard":"what-if","version":1,"trades":[\#(row)]}"#)
    #expect(file.trades.isEmpty)
    #expect(file.problems.first?.subject == .place(file: "test", row: 1, field: path))
  }

  @Test(
    "another kind of file is refused as a whole",
    arguments: [
      ("", "empty"), ("hello\n", "not those of trades"), ("instrument,quantity\n", "no trade"),
      ("instrument,quantity,average_price\nBTC-PERPETUAL,1,2\n", "average_price"),
      (#"{"steelyard":"portfolio","version":1,"positions":[],"balances":[]}"#, "portfolio"),
      (#"{"steelyard":"what-if","version":2,"trades":[]}"#, "Version 2"),
      (#"{"steelyard":"what-if","version":1,"trade":[]}"#, "trade"),
      (#"{"steelyard":"what-if","version":1}"#, "no trade"),
      (#"{"steelyard":"what-if","version":1,"orders":{}}"#, "array"),
      (#"{"result":[]}"#, "no file of trades"),
    ])
  func wrongFile(text: String, says: String) {
    let error = #expect(throws: SteelyardError.self) { try read(text) }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }
}
