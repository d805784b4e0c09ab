import SteelyardContracts
import Testing

@Suite("ContractTerms")
struct ContractTermsTests {
  @Test("the tick grows above each step's price, not at it")
  func ticks() {
    let terms = ContractTerms(
      multiplier: .one, tick: Amount(1),
      tickSteps: [
        .init(abovePrice: Amount(10), tick: Amount(2)),
        .init(abovePrice: Amount(100), tick: Amount(5)),
      ], lot: .one, averagingWindowSeconds: 1800, delivery: .cash)
    let prices: [Int64] = [0, 10, 11, 100, 101]
    #expect([1, 1, 2, 2, 5].map { Amount($0) } == prices.map { terms.tick(at: Amount($0)) })
  }
}
