import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("An oracle's price in a snapshot")
struct IndexObservationOracleTests {
  @Test("it is the index before what rows name, with its confidence, zero where halted")
  func snapshot() throws {
    let oracle = try SamplePanel.oracle()
    let fresh = try oracle.price(
      of: SamplePanel.sources([70_000, 70_010, 70_020, 70_030]), at: SamplePanel.time, memory: nil)
    let later = SamplePanel.time.advanced(bySeconds: 5)
    let halted = try oracle.price(of: [], at: later, memory: fresh.memory)
    let underlying = try SampleMarket.inverse()
    var row = SampleMarket.row(try Instrument(underlying, .perpetual))
    row.markPrice = 70_100
    row.indexPrice = 60_000
    let origin = InstrumentObservation.Origin(file: "oracle", row: 1)
    for price in [fresh, halted] {
      var builder = MarketSnapshotBuilder(time: nil, limits: SampleMarket.limits)
      try builder.add([row])
      try builder.add([IndexObservation(of: underlying, oracle: price, origin: origin)])
      let market = try #require(try builder.build().snapshot.market(of: underlying))
      #expect(market.index == 70_015)
      expectClose(
        expected: price.confidence, got: market.indexConfidence?.doubleValue ?? .nan,
        .absolute(1e-15))
    }
    #expect(halted.confidence == 0 && fresh.confidence > 0.999)
  }
}
