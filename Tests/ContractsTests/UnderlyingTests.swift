import FoundationEssentials
import SteelyardContracts
import Testing

@Suite("Underlying")
struct UnderlyingTests {
  @Test("inverse settles in the base, linear in the quote")
  func styles() throws {
    let inverse = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let linear = try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
    #expect(inverse.isInverse)
    #expect(!linear.isInverse)
    #expect("BTC/USD:BTC" == inverse.description)
    #expect(inverse < linear)
    let json = try JSONEncoder().encode([inverse, linear])
    #expect(try [inverse, linear] == JSONDecoder().decode([Underlying].self, from: json))
  }

  @Test("quanto and one-currency families are refused, from JSON too")
  func refusals() {
    let quanto = #expect(throws: SteelyardError.self) {
      try Underlying(base: .eth, quote: .usd, settlement: .btc)
    }
    #expect(quanto?.code == .unsupported)
    let same = #expect(throws: SteelyardError.self) {
      try Underlying(base: .usd, quote: .usd, settlement: .usd)
    }
    #expect(same?.code == .invalidInput)
    let json = #"{"base": "ETH", "quote": "USD", "settlement": "BTC"}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Underlying.self, from: Data(json.utf8))
    }
  }
}
