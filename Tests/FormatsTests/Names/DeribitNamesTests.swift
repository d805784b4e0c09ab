import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Deribit names")
struct DeribitNamesTests {
  @Test(
    "each line of the grammar",
    arguments: [
      ("BTC-27MAR26-80000-C", "BTC/USD:BTC 2026-03-27T08:00:00Z 80000 call"),
      ("ETH-3APR26-4000-P", "ETH/USD:ETH 2026-04-03T08:00:00Z 4000 put"),
      ("BTC-25DEC26", "BTC/USD:BTC 2026-12-25T08:00:00Z"),
      ("BTC-5AUG23", "BTC/USD:BTC 2023-08-05T08:00:00Z"),
      ("BTC-PERPETUAL", "BTC/USD:BTC perpetual"),
      ("SOL_USDC-PERPETUAL", "SOL/USDC:USDC perpetual"),
      ("BTC_USDC", "BTC/USDC"),
      ("BTC_USDC-27MAR26-80000-C", "BTC/USDC:USDC 2026-03-27T08:00:00Z 80000 call"),
      ("XRP_USDC-30JUN23-0d625-C", "XRP/USDC:USDC 2023-06-30T08:00:00Z 0.625 call"),
    ])
  func grammar(name: String, meaning: String) throws {
    let instrument = try InstrumentNaming.deribit.instrument(named: name)
    #expect(meaning == instrument.description)
    #expect(try name == InstrumentNaming.deribit.name(of: instrument))
  }

  @Test(
    "combos are refused by name",
    arguments: [
      ("BTC-STRG-26MAR27-72000_80000", "STRG, a strangle"), ("BTC-FS-25DEC26_PERP", "FS"),
      ("ETH-CS-27MAR26-3000_3500", "CS, a call spread"),
      ("BTC-CCAL-27MAR26_26JUN26-80000", "CCAL, a call calendar spread"),
      ("BTC_USDC-PS-27MAR26-60000_70000", "PS, a put spread"),
      ("BTC-CSR12-27MAR26-80000_90000", "CSR12"),
    ])
  func combos(name: String, code: String) {
    let error = #expect(throws: SteelyardError.self) {
      try InstrumentNaming.deribit.instrument(named: name)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("combo (code \(code)") == true)
    #expect(error?.remedy.contains("legs") == true)
    #expect(error?.subject == .instrument(name))
  }
}
