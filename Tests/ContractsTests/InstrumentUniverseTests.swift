import SteelyardContracts
import Testing

@Suite("InstrumentUniverse")
struct InstrumentUniverseTests {
  @Test("an instrument keeps the index it first got; a full universe takes no more")
  func indices() throws {
    let family = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    var universe = InstrumentUniverse()
    let perpetual = try Instrument(family, .perpetual)
    #expect(universe.index(of: perpetual) == nil)
    #expect(try 0 == universe.add(perpetual))
    for number in 1..<InstrumentUniverse.instrumentsMax {
      let expiry = Timestamp(microseconds: Int64(number))
      let index = try universe.add(try Instrument(family, .future(expiry: expiry)))
      if index != number { Issue.record("expected index \(number), got \(index)") }
    }
    #expect(try 0 == universe.add(perpetual))
    #expect(0 == universe.index(of: perpetual))
    #expect(InstrumentUniverse.instrumentsMax == universe.count)
    let error = #expect(throws: SteelyardError.self) {
      try universe.add(Instrument(family, .future(expiry: Timestamp(microseconds: 0))))
    }
    #expect(error?.code == .limitExceeded)
  }
}
