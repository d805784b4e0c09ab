import FoundationEssentials
import SteelyardContracts
import Testing

@Suite("Currency")
struct CurrencyTests {
  @Test(
    "codes are capital letters and digits",
    arguments: ["BTC", "1INCH", "X", "A2345678901234567890"])
  func codes(code: String) throws {
    let currency = try Currency(code)
    #expect(code == currency.description)
    let json = try JSONEncoder().encode([currency])
    #expect(try [currency] == JSONDecoder().decode([Currency].self, from: json))
  }

  @Test(
    "anything else is refused", arguments: ["", "btc", "BTC ", "B-C", "Ä", "A23456789012345678901"])
  func refusals(code: String) {
    let error = #expect(throws: SteelyardError.self) { try Currency(code) }
    #expect(error?.code == .invalidInput)
  }

  @Test("the named currencies have their codes and order by them")
  func named() {
    let all: [Currency] = [.btc, .eth, .usd, .usdc, .usdt]
    #expect(["BTC", "ETH", "USD", "USDC", "USDT"] == all.map(\.code))
    #expect(all == all.shuffled().sorted())
  }
}
