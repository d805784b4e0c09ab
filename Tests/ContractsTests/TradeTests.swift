import FoundationEssentials
import SteelyardContracts
import Testing

@Suite("Trade and WorkingOrder")
struct TradeTests {
  let perpetual: Instrument
  let option: Instrument

  init() throws {
    let family = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    perpetual = try Instrument(family, .perpetual)
    option = try Instrument(
      family,
      .option(
        OptionTerms(
          expiry: Timestamp(microseconds: 1_800_000_000_000_000), strike: Amount(80_000),
          right: .call)))
  }

  @Test("JSON gives back what was written, a price left out too")
  func json() throws {
    for price in [nil, Amount(70_000)] {
      let trade = try Trade(instrument: perpetual, quantity: Amount(-10), price: price)
      let order = try WorkingOrder(instrument: perpetual, quantity: Amount(5), price: price)
      let encoder = JSONEncoder()
      let decoder = JSONDecoder()
      #expect(try trade == decoder.decode(Trade.self, from: encoder.encode(trade)))
      #expect(try order == decoder.decode(WorkingOrder.self, from: encoder.encode(order)))
    }
  }

  @Test("a quantity of zero is refused")
  func zeroQuantity() {
    let trade = #expect(throws: SteelyardError.self) {
      try Trade(instrument: perpetual, quantity: .zero)
    }
    let order = #expect(throws: SteelyardError.self) {
      try WorkingOrder(instrument: option, quantity: .zero, price: .one)
    }
    #expect(trade?.code == .invalidInput && order?.code == .invalidInput)
    #expect(trade?.message.contains("zero") == true)
  }

  @Test("a price of zero is an option's only, a negative one nobody's")
  func prices() throws {
    #expect(try Trade(instrument: option, quantity: .one, price: .zero).price == .zero)
    #expect(throws: SteelyardError.self) {
      try Trade(instrument: perpetual, quantity: .one, price: .zero)
    }
    for instrument in [perpetual, option] {
      let error = #expect(throws: SteelyardError.self) {
        try WorkingOrder(instrument: instrument, quantity: .one, price: Amount(-1))
      }
      #expect(error?.subject == .instrument(instrument.description))
    }
  }

  @Test("what JSON holds is checked as well")
  func checkedJSON() throws {
    let trade = try Trade(instrument: perpetual, quantity: Amount(7), price: Amount(3))
    let text = String(decoding: try JSONEncoder().encode(trade), as: UTF8.self)
      .replacing("\"7\"", with: "\"0\"")
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Trade.self, from: Data(text.utf8))
    }
  }
}
