import SteelyardContracts
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("The worst fills of working orders")
struct FillSearchTests {
  private static let models = ["deribit", "cross"]

  /// Orders at random in what a model covers, around the marks.
  private func orders(
    _ count: Int, in books: inout GeneratedBooks
  ) throws -> [WorkingOrder] {
    var orders: [WorkingOrder] = []
    while orders.count < count {
      for position in try books.positions().positions where orders.count < count {
        orders.append(
          try WorkingOrder(instrument: position.instrument, quantity: position.quantity))
      }
    }
    return orders
  }

  private func inverse() throws -> [Instrument] {
    try SyntheticMarket().instruments.filter(\.underlying.isInverse)
  }

  @Test("few orders: brute force over every subset finds the same", arguments: models)
  func bruteForce(model: String) throws {
    let sample = try WhatIfSample(model: model)
    let seed: UInt64 = 0x3017
    print("worst fills: seed \(seed)")
    var books = GeneratedBooks(seed: seed, instruments: try inverse())
    for round in 0..<12 {
      let book = try books.positions()
      let orders = try orders(1 + round % 6, in: &books)
      let fills = try sample.result(book, orders: orders).worstFills
      #expect(fills.method == .exact)
      #expect(fills.evaluatedCount == 1 << orders.count)
      var least = Double.infinity
      for mask in 0..<1 << orders.count {
        let filled = orders.indices.filter { mask >> $0 & 1 == 1 }.map { orders[$0] }
        let trades = try filled.map {
          try Trade(instrument: $0.instrument, quantity: $0.quantity, price: $0.price)
        }
        let after = try sample.result(book, trades: trades).after.portfolio
        least = min(least, try sample.excess(of: after))
      }
      expectClose(
        expected: least, got: fills.worstExcess, .relative(1e-9), inputs: "round \(round)")
    }
  }

  @Test("a search that may evaluate little ends there, the same every time, and says so")
  func cutShort() throws {
    let sample = try WhatIfSample(model: "deribit")
    let seed: UInt64 = 0x3019
    print("worst fills: seed \(seed)")
    var books = GeneratedBooks(seed: seed, instruments: try inverse())
    for count in [4, 9, 30] {
      let book = try books.positions()
      let orders = try orders(count, in: &books)
      var universe = InstrumentUniverse()
      for instrument in book.positions.map(\.instrument) + orders.map(\.instrument) {
        _ = try universe.add(instrument)
      }
      let frame = try sample.model.frame(
        number: 1, of: universe, in: sample.snapshot, surfaces: [:], level: .portable)
      func worst(_ most: Int?) throws -> WorstFilledState {
        try sample.model.worstFilledState(
          of: book, orders: orders, in: frame, of: universe, evaluationsMax: most)
      }
      let free = try worst(nil)
      #expect(!free.isCutShort)
      let short = try worst(20)
      #expect(short.isCutShort == (count > 4))
      #expect(short.evaluatedCount <= 20)
      #expect(short == (try worst(20)))
      #expect(short.figures.initialExcess >= free.figures.initialExcess - 1e-9)
      #expect(try worst(frame.subsetsMax) == free, "a grid of few scenarios is searched whole")
    }
  }

  @Test("never above no fills, and an order more never raises it", arguments: models)
  func monotone(model: String) throws {
    let sample = try WhatIfSample(model: model)
    let seed: UInt64 = 0x3018
    print("worst fills: seed \(seed)")
    var books = GeneratedBooks(seed: seed, instruments: try inverse())
    for round in 0..<10 {
      let book = try books.positions()
      let orders = try orders(7, in: &books)
      var last = try sample.excess(of: book)
      for count in 0...orders.count {
        let result = try sample.result(book, orders: Array(orders.prefix(count)))
        let excess = result.worstFills.worstExcess
        #expect(excess <= result.worstFills.unfilledExcess)
        #expect(excess <= last + 1e-6 * (1 + abs(last)), "round \(round), \(count) orders")
        // The state that is told is the subset that was found.
        expectClose(
          expected: excess, got: result.worst.explanation.figures.initialExcess,
          .relative(1e-12))
        last = excess
      }
    }
  }

  @Test("many orders: the search is at least as bad as no fills, each alone, all, buys, sells")
  func searched() throws {
    let sample = try WhatIfSample()
    let seed: UInt64 = 0x3019
    print("worst fills: seed \(seed)")
    var books = GeneratedBooks(seed: seed, instruments: try inverse())
    let book = try books.positions()
    let orders = try orders(24, in: &books)
    let result = try sample.result(book, orders: orders)
    let fills = result.worstFills
    #expect(fills.method == .searched)
    #expect(fills.worstExcess <= fills.unfilledExcess)
    for alone in fills.excessAlone { #expect(fills.worstExcess <= alone + 1e-6 * abs(alone)) }
    let groups = [
      orders, orders.filter { !$0.quantity.isNegative }, orders.filter(\.quantity.isNegative),
    ]
    for group in groups {
      let trades = try group.map { try Trade(instrument: $0.instrument, quantity: $0.quantity) }
      let excess = try sample.excess(of: sample.result(book, trades: trades).after.portfolio)
      #expect(fills.worstExcess <= excess + 1e-6 * abs(excess))
    }
    // No change of a single order makes it worse: the descent ran to its end.
    for order in orders.indices {
      var subset = fills.isFilled
      subset[order].toggle()
      let trades = try orders.indices.filter { subset[$0] }.map {
        try Trade(instrument: orders[$0].instrument, quantity: orders[$0].quantity)
      }
      let excess = try sample.excess(of: sample.result(book, trades: trades).after.portfolio)
      #expect(fills.worstExcess <= excess + 1e-6 * abs(excess), "order \(order)")
    }
  }

  @Test("the search finds what enumeration finds where only a mixture is worst")
  func mixture() throws {
    let sample = try WhatIfSample()
    let book = try WhatIfSample.book([("BTC-PERPETUAL", "100000", nil)], [(.btc, "20")])
    // Calls sold and puts sold each lose on another side; hedges among them take some of it back.
    let names: [(String, String)] = [
      ("BTC-27MAR26-75000-C", "-5"), ("BTC-27MAR26-80000-C", "4"), ("BTC-27MAR26-65000-P", "-6"),
      ("BTC-27MAR26-60000-P", "5"), ("BTC-PERPETUAL", "50000"), ("BTC-PERPETUAL", "-70000"),
      ("BTC-24APR26-70000-C", "-3"), ("BTC-24APR26-70000-P", "2"), ("BTC-26JUN26", "30000"),
      ("BTC-26JUN26-90000-C", "-8"),
    ]
    let ten = try names.map { try WhatIfSample.order($0.0, $0.1) }
    let exact = try sample.result(book, orders: ten).worstFills
    // An eleventh that no scenario notices turns enumeration into search.
    let eleven = ten + [try WhatIfSample.order("BTC-27MAR26-150000-C", "0.000001")]
    let searched = try sample.result(book, orders: eleven).worstFills
    #expect(exact.method == .exact && searched.method == .searched)
    #expect(exact.evaluatedCount == 1024)
    expectClose(
      expected: exact.worstExcess, got: searched.worstExcess, .relative(1e-6))
  }

  @Test("before is what the model says without any supposition, to the bit")
  func before() throws {
    let sample = try WhatIfSample()
    let book = try WhatIfSample.book(
      [("BTC-27MAR26-75000-C", "-5", nil), ("BTC-PERPETUAL", "30000", "65000")], [(.btc, "3")])
    let plain = try sample.model.figures(of: [book], in: sample.snapshot)[0]
    let result = try sample.result(
      book, trades: [WhatIfSample.trade("ETH-PERPETUAL", "5000")],
      orders: [WhatIfSample.order("BTC-24APR26-70000-P", "2")])
    #expect(result.before.explanation.figures == plain)
    #expect(result.before.portfolio == book)
  }

  @Test("an order away from the mark counts at its limit")
  func limit() throws {
    let sample = try WhatIfSample(model: "cross")
    let book = try WhatIfSample.book([], [(.usdc, "100000")])
    // Bought at 75,000 and worth 70,000: 5,000 USDC are gone at once, margin besides.
    let dear = try sample.result(
      book, orders: [WhatIfSample.order("BTC_USDC-PERPETUAL", "1", "75000")])
    let fair = try sample.result(book, orders: [WhatIfSample.order("BTC_USDC-PERPETUAL", "1")])
    expectClose(
      expected: 5000,
      got: fair.worst.explanation.figures.equity - dear.worst.explanation.figures.equity,
      .absolute(1e-6))
    #expect(dear.worstFills.worstExcess < fair.worstFills.worstExcess)
  }

  @Test("one order or trade too many is refused")
  func limits() throws {
    let order = try WhatIfSample.order("BTC-PERPETUAL", "10")
    let trade = try WhatIfSample.trade("BTC-PERPETUAL", "10")
    let orders = #expect(throws: SteelyardError.self) {
      try WhatIf(trades: [], orders: Array(repeating: order, count: WhatIf.ordersMax + 1))
    }
    let trades = #expect(throws: SteelyardError.self) {
      try WhatIf(trades: Array(repeating: trade, count: WhatIf.tradesMax + 1), orders: [])
    }
    #expect(orders?.code == .limitExceeded && trades?.code == .limitExceeded)
  }
}
