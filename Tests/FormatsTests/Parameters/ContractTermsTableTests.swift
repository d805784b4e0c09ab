import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Contract terms")
struct ContractTermsTableTests {
  let table: ContractTermsTable

  init() throws { table = try ContractTermsTable.embedded() }

  private func terms(_ name: String, _ venue: InstrumentNaming) throws -> ContractTerms {
    try table.terms(for: venue.instrument(named: name), listedOn: venue)
  }

  @Test("every venue settles at 08:00 UTC and says how old its file is")
  func venues() throws {
    for venue in [InstrumentNaming.deribit, .derive, .okx, .bybit, .binance] {
      #expect(try 8 * 3600 == table.settlementSecondOfDay(venue))
      #expect(try table.dated(venue).count == 10)
    }
  }

  @Test("Deribit's inverse contracts")
  func deribit() throws {
    let option = try terms("BTC-27MAR26-80000-C", .deribit)
    #expect(.one == option.multiplier)
    #expect(try Amount(parsing: "0.1") == option.lot)
    #expect(1800 == option.averagingWindowSeconds)
    #expect(try Amount(parsing: "0.0001") == option.tick(at: Amount(parsing: "0.005")))
    #expect(try Amount(parsing: "0.0005") == option.tick(at: Amount(parsing: "0.0051")))
    let perpetual = try terms("BTC-PERPETUAL", .deribit)
    #expect(Amount(10) == perpetual.multiplier)
    #expect(try Amount(parsing: "0.5") == perpetual.tick(at: Amount(80_000)))
    #expect(ContractTerms.Delivery.none == perpetual.delivery)
    #expect(try Amount(parsing: "2.5") == terms("BTC-25DEC26", .deribit).tick)
    #expect(try Amount(1) == terms("ETH-PERPETUAL", .deribit).multiplier)
  }

  @Test("inverse options deliver the future from the expiry of 1 August 2026 on")
  func delivery() throws {
    #expect(try .coin == terms("BTC-31JUL26-80000-C", .deribit).delivery)
    #expect(try .future == terms("BTC-1AUG26-80000-C", .deribit).delivery)
    #expect(try .cash == terms("BTC_USDC-1AUG26-80000-C", .deribit).delivery)
  }

  @Test("what is not on file is an error, not a guess")
  func missing() throws {
    let unknown = #expect(throws: SteelyardError.self) { try terms("DOGE-PERPETUAL", .deribit) }
    #expect(unknown?.code == .unsupported)
    let library = #expect(throws: SteelyardError.self) { try terms("BTC/USD:BTC", .ccxt) }
    #expect(library?.code == .notApplicable)
    let knocked = try InstrumentNaming.steelyard.instrument(named: "BTC/USD:BTC-260327-8-C-UO-9")
    #expect(throws: SteelyardError.self) { try table.terms(for: knocked, listedOn: .deribit) }
  }

  @Test("evidence is told with the terms")
  func evidence() throws {
    let perpetual = try InstrumentNaming.deribit.instrument(named: "BTC-PERPETUAL")
    #expect(try .generalKnowledge == table.evidence(for: perpetual, listedOn: .deribit))
  }

  @Test(
    "a wrong file is refused with the place",
    arguments: [
      ("\"10\"", "\"0\"", "families[0]"), ("\"10\"", "\"ten\"", nil),
      ("08:00:00", "8", "settlement_time_utc"),
      ("[{\"kind\": \"coin\"}]", "[]", "families[0]"),
      ("[{\"kind\": \"coin\"}]", "[{\"kind\": \"coin\", \"from_expiry\": \"x\"}]", "families[0]"),
      ("[{\"kind\": \"coin\"}]", "[{\"kind\": \"gold\"}]", nil), ("}", "", nil),
    ])
  func wrongFile(part: String, replacement: String, field: String?) throws {
    let correct = """
      {"venue": "okx", "dated": "2026-11-01", "settlement_time_utc": "08:00:00",
       "sources": [{"evidence": "published", "note": "made for this test"}],
       "families": [{"product": "future", "style": "inverse", "bases": ["BTC"], "multiplier": "10",
         "tick": "2.5", "lot": "10", "averaging_window_seconds": 0,
         "delivery": [{"kind": "coin"}], "evidence": "published"}]}
      """
    var table = ContractTermsTable()
    try table.add(Array(correct.utf8), file: "a.json")
    let wrong = correct.split(separator: part, omittingEmptySubsequences: false)
      .joined(separator: replacement)
    let error = #expect(throws: SteelyardError.self) {
      try table.add(Array(wrong.utf8), file: "a.json")
    }
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == .place(file: "a.json", row: nil, field: field))
  }
}
