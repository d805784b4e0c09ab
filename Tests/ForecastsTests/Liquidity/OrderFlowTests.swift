import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Order flow and price impact") struct OrderFlowTests {
  static func top(_ bid: Double, _ bidSize: Double, _ ask: Double, _ askSize: Double) throws
    -> BookTop
  {
    try BookTop(bidPrice: bid, bidQuantity: bidSize, askPrice: ask, askQuantity: askSize)
  }

  static func trade(
    _ price: Double, _ quantity: Double, _ taker: BookTrade.Taker = .buyer
  ) throws -> BookTrade {
    try BookTrade(
      time: Timestamp(microseconds: 0), price: price, quantity: quantity, taker: taker)
  }

  @Test("each kind of update counts as the paper has it")
  func events() throws {
    let before = try Self.top(99, 10, 101, 20)
    for (after, expected) in [
      // Quantity at unchanged prices: what was added to the bid, less what was added to the ask.
      (try Self.top(99, 13, 101, 25), 3.0 - 5),
      // A better bid counts whole; the ask is unchanged.
      (try Self.top(100, 4, 101, 20), 4),
      // A bid that fell takes what stood there.
      (try Self.top(98, 7, 101, 20), -10),
      // A better ask counts whole against; one that rose takes what stood there, in favour.
      (try Self.top(99, 10, 100, 6), -6), (try Self.top(99, 10, 102, 6), 20),
    ] {
      #expect(OrderFlowImbalance.event(from: before, to: after) == expected)
    }
  }

  @Test("turning the book upside down turns the sign")
  func mirrored() throws {
    var generator = SeededGenerator(seed: 61)
    for _ in 0..<200 {
      func random() -> (Double, Double, Double, Double) {
        (
          Double(Int.random(in: 95...99, using: &generator)),
          Double(Int.random(in: 1...9, using: &generator)),
          Double(Int.random(in: 101...105, using: &generator)),
          Double(Int.random(in: 1...9, using: &generator))
        )
      }
      let (first, second) = (random(), random())
      let plain = OrderFlowImbalance.event(
        from: try Self.top(first.0, first.1, first.2, first.3),
        to: try Self.top(second.0, second.1, second.2, second.3))
      let mirrored = OrderFlowImbalance.event(
        from: try Self.top(200 - first.2, first.3, 200 - first.0, first.1),
        to: try Self.top(200 - second.2, second.3, 200 - second.0, second.1))
      #expect(plain == -mirrored)
    }
  }

  @Test("intervals add events up, and the impact is a line through them")
  func intervals() throws {
    let updates = try [
      Self.top(99, 10, 101, 10), Self.top(99, 15, 101, 10), Self.top(100, 5, 102, 10),
      Self.top(100, 5, 102, 30), Self.top(99, 8, 101, 10), Self.top(99, 9, 101, 10),
      Self.top(99, 9, 101, 8), Self.top(99, 9, 101, 8),
    ]
    let intervals = OrderFlowImbalance.intervals(updates, count: 2)
    // 5, then 5 + 10; −20, then −5 − 10; 1, then 2.
    #expect(intervals.map(\.imbalance) == [20, -35, 3])
    #expect(intervals.map(\.middleChange) == [1, -1, 0])
    #expect(intervals[0].meanTopQuantity == (15 + 10 + 5 + 10) / 4)
    let fit = try OrderFlowImbalance.priceImpact(intervals)
    // Means −4 and 0: Σxy = 24 + 31, Σx² = 576 + 961 + 49.
    expectClose(expected: 55.0 / 1586, got: fit.slope, .relative(1e-14))
    #expect(OrderFlowImbalance.intervals(updates, count: 8).isEmpty)
    ForecastErrors.expect(.missingMarketData, "too few") {
      _ = try OrderFlowImbalance.priceImpact(Array(intervals.prefix(2)))
    }
    ForecastErrors.expect(.notApplicable, "same in every interval") {
      _ = try OrderFlowImbalance.priceImpact([intervals[0], intervals[0], intervals[0]])
    }
  }

  @Test("Kyle's and Amihud's measures by hand")
  func impact() throws {
    let trades = try [
      Self.trade(100, 2), Self.trade(101, 1), Self.trade(103, 1, .seller),
      Self.trade(100, 4, .seller),
      Self.trade(99, 1), Self.trade(99, 1, .seller), Self.trade(98, 7),
    ]
    let intervals = TradeInterval.ofTrades(trades, count: 2)
    #expect(intervals.map(\.signedVolume) == [3, -5, 0])
    #expect(intervals.map(\.priceChange) == [3, -4, -1])
    #expect(intervals.map(\.turnover) == [301, 503, 198])
    // Means −2/3 and −2/3: Σxy = 9 + 20 − 4/3, Σx² = 34 − 4/3.
    let fit = try PriceImpact.kyle(intervals)
    expectClose(expected: (29 - 4.0 / 3) / (34 - 4.0 / 3), got: fit.slope, .relative(1e-13))
    // Python: (log(1.01)/301 + log(1.03)/503 + 0) / 3.
    expectClose(
      expected: 3.060753066066155e-05, got: try PriceImpact.illiquidity(intervals),
      .relative(1e-13))
    ForecastErrors.expect(.missingMarketData, "no interval") {
      _ = try PriceImpact.illiquidity([])
    }
  }

  // numpy: 2 sqrt(-cov(d[1:], d[:-1])) of the differences d.
  @Test("Roll's spread: a bounce shows it, a trend shows none")
  func roll() throws {
    let bounce = [100, 101, 100, 101, 99.5, 101, 100.2, 100.9]
    expectClose(
      expected: 2.4505781630736307, got: try PriceImpact.rollSpread(bounce), .relative(1e-13))
    #expect(try PriceImpact.rollSpread([1, 2, 4, 8, 16]) == 0)
    ForecastErrors.expect(.missingMarketData, "3 prices") {
      _ = try PriceImpact.rollSpread([1, 2, 3])
    }
  }

  @Test("tops and trades that cannot be are refused")
  func refusals() {
    for body: () throws -> Void in [
      { _ = try Self.top(101, 1, 100, 1) }, { _ = try Self.top(0, 1, 100, 1) },
      { _ = try Self.top(99, -1, 100, 1) }, { _ = try Self.top(99, 1, .infinity, 1) },
      { _ = try Self.top(.nan, 1, 100, 1) },
      { _ = try Self.trade(0, 1) }, { _ = try Self.trade(1, 0) }, { _ = try Self.trade(1, .nan) },
    ] {
      ForecastErrors.expect(.invalidInput, "no ", body)
    }
  }
}
