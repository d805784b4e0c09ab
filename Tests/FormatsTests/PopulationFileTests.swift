import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Files of accounts")
struct PopulationFileTests {
  private func read(_ text: String) throws -> PopulationFile {
    try PopulationFile.read(InputFile(name: "p", bytes: Array(text.utf8)))
  }

  @Test("CSV and JSON say the same")
  func forms() throws {
    let table = try read(
      """
      account,owner,venue,kind,coin,quantity,entry,strike,days,right,mode
      a,x,large,usd,,5000,,,,,
      a,x,large,perpetual,BTC,-0.5,90000,,,,
      a,x,large,option,BTC,-2,,0.9,7,put,
      b,,small,spot,ETH,3,,,,,loan
      """)
    let json = try read(
      """
      {"steelyard": "population", "version": 1, "rows": [
        {"account": "a", "owner": "x", "venue": "large", "kind": "usd", "quantity": 5000},
        {"account": "a", "owner": "x", "venue": "large", "kind": "perpetual", "coin": "BTC", "quantity": -0.5, "entry": 90000},
        {"account": "a", "owner": "x", "venue": "large", "kind": "option", "coin": "BTC", "quantity": -2, "strike": 0.9, "days": 7, "right": "put"},
        {"account": "b", "venue": "small", "kind": "spot", "coin": "ETH", "quantity": 3, "mode": "loan"}]}
      """)
    #expect(table.rows.count == 4 && table.rows.count == json.rows.count)
    for (left, right) in zip(table.rows, json.rows) {
      #expect(left.account == right.account && left.owner == right.owner)
      #expect(left.venue == right.venue && left.kind == right.kind && left.coin == right.coin)
      #expect(left.quantity == right.quantity && left.entry == right.entry)
      #expect(left.strike == right.strike && left.days == right.days)
      #expect(left.right == right.right && left.isLoan == right.isLoan)
    }
    #expect(table.rows[3].owner == "b" && table.rows[3].isLoan && table.rows[2].right == .put)
  }

  @Test(
    "what can't be read is refused with its row and field",
    arguments: [
      ("account,venue,kind,quantity,colour\na,v,usd,1,red", "colour"),
      ("account,venue,kind\na,v,usd", "quantity"),
      ("account,venue,kind,quantity\na,v,gold,1", "kind"),
      ("account,venue,kind,quantity\na,v,perpetual,1", "coin"),
      ("account,venue,kind,quantity\n,v,usd,1", "account"),
      ("account,venue,kind,quantity\na,,usd,1", "venue"),
      ("account,venue,kind,quantity\na,v,usd,", "quantity"),
      ("account,venue,kind,quantity\na,v,usd,many", "quantity"),
      ("account,venue,kind,coin,quantity,entry\na,v,perpetual,BTC,1,0", "entry"),
      ("account,venue,kind,coin,quantity,right\na,v,option,BTC,1,both", "right"),
      ("account,venue,kind,coin,quantity,mode\na,v,spot,BTC,1,gift", "mode"),
    ])
  func refused(text: String, field: String) throws {
    let error = #expect(throws: SteelyardError.self) { try read(text) }
    #expect(error?.code == .invalidInput)
    guard case .place(_, let row, let named)? = error?.subject else {
      Issue.record("the error has no place")
      return
    }
    #expect(named == field && row != nil)
  }

  @Test("a file without accounts, and one of another kind")
  func empty() {
    #expect(throws: SteelyardError.self) { try read("account,venue,kind,quantity\n") }
    #expect(throws: SteelyardError.self) {
      try read(#"{"steelyard": "market", "version": 1, "rows": []}"#)
    }
  }

  @Test("a statement of the ledger becomes rows against a market")
  func statement() throws {
    let text = """
      {"position": 9, "time": "2026-03-14T08:00:00Z", "state_hash": "00", "snapshot_position": 0, "accounts": [
        {"account": "house:fees", "owner": "house", "balances": [{"asset": "USDC", "amount": "5", "held": "0"}], "positions": []},
        {"account": "a", "owner": "x", "margin_mode": "portfolio", "live_orders": 0,
         "balances": [{"asset": "USDC", "amount": "1000", "held": "0"}, {"asset": "BTC", "amount": "2.5", "held": "0.5"},
           {"asset": "ETH", "amount": "0", "held": "0"}],
         "positions": [
          {"instrument": "BTC/USDC:USDC", "quantity": "-0.5", "cost": "-40000", "settlement": "USDC", "realised_pnl": "7"},
          {"instrument": "BTC/USD:BTC", "quantity": "50000", "cost": "-0.5", "settlement": "BTC", "realised_pnl": "0"},
          {"instrument": "BTC/USD:BTC-260320-90000-C", "quantity": "-2", "cost": "0.1", "settlement": "BTC", "realised_pnl": "0"}]}]}
      """
    let market = PopulationMarket(
      venue: "large", prices: ["BTC": 100_000], strikes: [0.8, 0.92, 1], days: [2, 7, 30])
    let rows = try PopulationFile.read(
      InputFile(name: "p", bytes: Array(text.utf8)), market: market
    ).rows
    #expect(rows.map(\.account) == ["a", "a", "a", "a", "a"])
    #expect(rows.map(\.kind) == [.usd, .spot, .perpetual, .perpetual, .option])
    #expect(rows.map(\.quantity) == [1_000, 2, -0.5, 0.5, -2])
    #expect(rows[2].entry == 80_000 && rows[3].entry == 100_000)
    #expect(rows[4].strike == 0.92 && rows[4].days == 7 && rows[4].right == .call)
    #expect(throws: SteelyardError.self) {
      try PopulationFile.read(
        InputFile(name: "p", bytes: Array(text.utf8)),
        market: PopulationMarket(venue: "large", prices: [:], strikes: [1], days: [7]))
    }
    #expect(throws: SteelyardError.self, "no market, no statement") { try read(text) }
  }
}
