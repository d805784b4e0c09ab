import FoundationEssentials
import SteelyardContracts
import Testing

@Suite("Portfolio")
struct PortfolioTests {
  let position: Position
  let balance = AssetBalance(asset: .btc, amount: Amount(2))

  init() throws {
    let family = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    position = Position(instrument: try Instrument(family, .perpetual), quantity: Amount(-10_000))
  }

  @Test("positions and balances keep their order, in JSON too")
  func json() throws {
    let portfolio = try Portfolio(
      positions: [position], balances: [AssetBalance(asset: .usd, amount: .one), balance])
    let json = try JSONEncoder().encode(portfolio)
    #expect(try portfolio == JSONDecoder().decode(Portfolio.self, from: json))
  }

  @Test("an instrument or asset that stands twice is refused")
  func duplicates() {
    let positions = #expect(throws: SteelyardError.self) {
      try Portfolio(positions: [position, position], balances: [])
    }
    #expect(positions?.message.contains("BTC/USD:BTC perpetual") == true)
    let balances = #expect(throws: SteelyardError.self) {
      try Portfolio(positions: [], balances: [balance, balance])
    }
    #expect(balances?.message.contains("BTC") == true)
  }

  @Test("one position too many is refused")
  func limit() {
    let many = Array(repeating: position, count: Portfolio.positionsMax + 1)
    let error = #expect(throws: SteelyardError.self) {
      try Portfolio(positions: many, balances: [])
    }
    #expect(error?.code == .limitExceeded)
  }
}
