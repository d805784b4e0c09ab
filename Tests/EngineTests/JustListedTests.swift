import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import TestSupport
import Testing

@Suite("An instrument that is newer than the frame")
struct JustListedTests {
  @Test("is not traded or ordered before a frame has it, and nothing traps")
  func admission() async throws {
    let harness = try EngineHarness()
    defer { harness.engine.stop() }
    try await harness.adopt()
    let desk = try AccountName("desk")
    // With a market and nothing listed the frame has no instrument.
    try harness.advance(seconds: 1)
    #expect(try await harness.wait { harness.engine.frame != nil })
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    let listing = try InstrumentListing(
      instrument: perpetual, venue: OwnerName("simulated"),
      terms: ContractTerms(
        multiplier: Amount(10), tick: try #require(Amount("0.5")), lot: Amount(10),
        averagingWindowSeconds: 1800, delivery: .none), fees: .free)
    let trade = AgreedTrade(
      account: desk, counterparty: nil, instrument: perpetual, quantity: Amount(10),
      price: Amount(90_000), fee: .none, counterpartyFee: .none)
    let order = OrderTicket(
      account: desk, instrument: perpetual, quantity: Amount(10), price: Amount(90_000))
    // All in one batch: no cycle gets in between.
    let log = AnswerLog()
    for (number, action) in [
      LedgerAction.listAsset(.btc), .openAccount(desk, owner: try OwnerName("ann"), mode: .cross),
      .deposit(desk, .btc, .one), .listInstrument(listing), .bookTrade(trade), .placeOrder(order),
    ].enumerated() {
      harness.engine.submit(.ledger(LedgerCommand(action)), by: "test", log.taking(number))
    }
    #expect(try await harness.wait { log.count == 6 })
    #expect(log.codes == [nil, nil, nil, nil, .notAllowed, .notAllowed])
    #expect(try await harness.wait { harness.engine.frame?.universe.count == 1 })
    for action in [LedgerAction.bookTrade(trade), .placeOrder(order)] {
      _ = try await harness.engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }
    #expect(try harness.engine.account(desk).orders.count == 1)
  }
}
