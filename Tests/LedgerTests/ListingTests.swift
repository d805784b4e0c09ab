import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Listing assets and instruments")
struct ListingTests {
  @Test("an inverse contract on a coin that was not listed lists the coin once")
  func inverseListsItsCoinOnce() throws {
    var scene = try LedgerScene()
    let events = try scene.ledger.execute(
      LedgerCommand(
        .listInstrument(
          try InstrumentListing(
            instrument: LedgerScene.inverse(.perpetual), venue: OwnerName("deribit"),
            terms: ContractTerms(
              multiplier: .one, tick: amount("0.5"), lot: amount("10"),
              averagingWindowSeconds: 1800, delivery: .cash),
            fees: FeeSchedule(maker: .zero, taker: .zero)))), at: LedgerScene.start)
    let listed = events.compactMap { event -> Currency? in
      if case .assetListed(_, let asset) = event { asset } else { nil }
    }
    #expect(listed == [.btc])
    for event in events {
      guard
        case .instrumentListed(_, _, venue: _, settlement: let settlement, base: let base) = event
      else { continue }
      #expect(settlement == base)
    }
  }

  @Test("a linear contract lists coin and settlement currency, each once")
  func linearListsBoth() throws {
    var scene = try LedgerScene()
    try scene.list(LedgerScene.linear(.perpetual))
    try scene.list(LedgerScene.inverse(.perpetual))
    #expect(scene.ledger.assets.map(\.currency).filter { $0 == .btc }.count == 1)
    #expect(scene.ledger.assets.map(\.currency).filter { $0 == .usdc }.count == 1)
  }
}
