import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Order books level by level") struct BookLadderTests {
  static func ladder(
    _ bids: [(Double, Double)], _ asks: [(Double, Double)]
  ) throws -> BookLadder {
    try BookLadder(
      time: Timestamp(microseconds: 0), bids: bids.map { BookLevel(price: $0.0, quantity: $0.1) },
      asks: asks.map { BookLevel(price: $0.0, quantity: $0.1) })
  }

  static func sample() throws -> BookLadder {
    try ladder([(999, 2), (998, 3), (990, 10)], [(1001, 1), (1002, 4), (1010, 8)])
  }

  @Test("depth within bands, and whether the band was seen whole")
  func depth() throws {
    let book = try Self.sample()
    let narrow = book.depth(within: 0.002)
    #expect(narrow.bidQuantity == 5 && narrow.askQuantity == 5 && narrow.isSeen)
    let wide = book.depth(within: 0.02)
    #expect(wide.bidQuantity == 15 && wide.askQuantity == 13 && !wide.isSeen)
    #expect(wide.thinnerSide == 13)
    #expect(book.depth(within: 0.0001).bidQuantity == 0)
    #expect(try book.top().askQuantity == 1 && book.middle == 1000)
    expectClose(expected: 0.002, got: book.relativeSpread, .relative(1e-14))
  }

  @Test("the cost of a trade walks the book and tells what it could not fill")
  func execution() throws {
    let book = try Self.sample()
    let bought = book.execution(of: 3)
    // 1 at 1001 and 2 at 1002.
    #expect(bought.filled == 3 && bought.unfilled == 0)
    expectClose(expected: 3005.0 / 3, got: bought.averagePrice ?? 0, .relative(1e-15))
    expectClose(expected: 5.0 / 3000, got: bought.costRelative ?? 0, .relative(1e-11))
    let sold = book.execution(of: -20)
    #expect(sold.filled == -15 && sold.unfilled == -5)
    #expect((sold.costRelative ?? 0) > 0)
    let empty = try Self.ladder([(1, 0)], [(2, 0)]).execution(of: 1)
    #expect(empty.averagePrice == nil && empty.costRelative == nil && empty.unfilled == 1)
  }

  @Test("what is no order book is refused")
  func refusals() {
    for (bids, asks, text) in [
      ([], [(2, 1)], "empty"), ([(1, 1)], [], "empty"), ([(3, 1)], [(2, 1)], "not below"),
      ([(1, -1)], [(2, 1)], "no level"), ([(1, 1), (1, 1)], [(2, 1)], "stands behind"),
      ([(1, 1)], [(3, 1), (2, 1)], "stands behind"), ([(0, 1)], [(2, 1)], "no level"),
    ] as [([(Double, Double)], [(Double, Double)], String)] {
      ForecastErrors.expect(.invalidInput, text) { _ = try Self.ladder(bids, asks) }
    }
  }
}
