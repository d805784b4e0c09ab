import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The bound on the worst fills")
struct WorstFillsBoundTests {
  private static let models = ["deribit", "cross", "isolated", "dynamic"]

  /// One account, its orders and everything they are looked at in.
  private struct Situation {
    let model: any MarginModel
    let frame: RiskFrame
    let universe: InstrumentUniverse
    let book: Portfolio
    let orders: [WorkingOrder]
    let others: [Portfolio]

    /// Books with entry prices and balances, orders up to a tenth off the mark, in sizes like the book's.
    init(
      _ model: any MarginModel, in snapshot: MarketSnapshot, _ books: inout GeneratedBooks,
      orderCount: Int
    ) throws {
      self.model = model
      let bare = try books.positionsAndBalances()
      var instruments: [Position] = []
      while instruments.count < orderCount {
        instruments += try books.positions().positions
        // What is held is ordered as well, so that orders close and turn positions.
        instruments += bare.positions.map {
          Position(instrument: $0.instrument, quantity: -$0.quantity)
        }
      }
      let beside = books.number(in: 0...2) == 0 ? [try books.positions()] : []
      var universe = InstrumentUniverse()
      for position in bare.positions + instruments + beside.flatMap(\.positions) {
        _ = try universe.add(position.instrument)
      }
      let frame = try model.frame(
        number: 1, of: universe, in: snapshot, surfaces: [:], level: .portable)
      func price(_ instrument: Instrument) throws -> Amount {
        let place = try #require(universe.index(of: instrument))
        let priced = try #require(frame.prices[place])
        let mark = instrument.isOption ? priced.value : priced.price
        let share = 1 + Double(books.number(in: -100...100)) / 1000
        return Situation.amount(max(mark * share, 1e-4))
      }
      book = try Portfolio(
        positions: bare.positions.map {
          Position(
            instrument: $0.instrument, quantity: $0.quantity,
            averagePrice: books.number(in: 0...4) == 0 ? nil : try price($0.instrument))
        }, balances: bare.balances)
      orders = try instruments.prefix(orderCount).map {
        try WorkingOrder(
          instrument: $0.instrument, quantity: $0.quantity,
          price: books.number(in: 0...3) == 0 ? nil : try price($0.instrument))
      }
      others = beside
      self.universe = universe
      self.frame = frame
    }

    private static func amount(_ price: Double) -> Amount {
      Amount(units: Int128((price * Double(Amount.unitsPerOne)).rounded()))
    }

    var bound: WorstFillsBound? {
      get throws {
        try model.worstFillsBound(
          of: book, orders: orders, beside: others, in: frame, of: universe)
      }
    }

    /// The figures with a subset filled, in the order given.
    func figures(filling mask: Int) throws -> AccountFigures {
      let filled = orders.indices.filter { mask >> $0 & 1 == 1 }.map { orders[$0] }
      return try model.figures(
        of: book,
        supposing: filled.map {
          try Trade(instrument: $0.instrument, quantity: $0.quantity, price: $0.price)
        }, beside: others, in: frame, of: universe
      ).after
    }
  }

  private func instruments(of model: any MarginModel, in snapshot: MarketSnapshot) throws
    -> [Instrument]
  {
    try model.covered(try SyntheticMarket().instruments, in: snapshot).filter {
      $0.product != .spot
    }
  }

  @Test("asked of an account that is kept ready, after a trade: the same bound but for rounding")
  func near() throws {
    let model = try SyntheticState.model(named: "dynamic")
    let snapshot = try SyntheticMarket().snapshot()
    let seed: UInt64 = 0x3022
    var books = GeneratedBooks(seed: seed, instruments: try instruments(of: model, in: snapshot))
    var compared = 0
    for round in 0..<60 {
      let situation = try Situation(model, in: snapshot, &books, orderCount: 1 + round % 12)
      let order = situation.orders[round % situation.orders.count]
      let index = try #require(situation.universe.index(of: order.instrument))
      let priced = try #require(situation.frame.prices[index])
      let mark = order.instrument.isOption ? priced.value : priced.price
      let trade = try Trade(
        instrument: order.instrument, quantity: -order.quantity,
        price: order.price ?? Amount(units: Int128((mark * 1e18).rounded())))
      let done = try situation.book.after(trade)
      var batch = PortfolioBatch(universe: situation.universe)
      try batch.add(situation.book)
      for other in situation.others { try batch.addBeside(other) }
      let standing = try #require(model.standing(of: 0, in: batch, frame: situation.frame))
      let asked = try model.figures(
        of: situation.book, supposing: [trade], orders: situation.orders,
        beside: situation.others, near: standing, in: situation.frame, of: situation.universe)
      let plain = try model.worstFillsBound(
        of: done, orders: situation.orders, beside: situation.others, in: situation.frame,
        of: situation.universe)
      #expect((asked.bound == nil) == (plain == nil))
      guard let got = asked.bound, let plain else { continue }
      compared += 1
      #expect(got.equity == plain.equity && got.orderCount == plain.orderCount)
      let size =
        abs(plain.equity) + plain.initialMargin + standing.figures.initialMargin
        + abs(plain.initialCountedEquity) + 1
      for (one, other) in [
        (plain.initialMargin, got.initialMargin),
        (plain.initialCountedEquity, got.initialCountedEquity),
      ] {
        expectClose(
          expected: one, got: other, .absolute(1e-12 * size), inputs: "seed \(seed), round \(round)"
        )
      }
    }
    #expect(compared > 20)
  }

  @Test(
    "no subset of fills is worse than the bound, in equity, margin or excess", arguments: models)
  func property(name: String) throws {
    let model = try SyntheticState.model(named: name)
    let snapshot = try SyntheticMarket().snapshot()
    let seed: UInt64 = 0x3021
    print("bound on the worst fills: seed \(seed)")
    var books = GeneratedBooks(seed: seed, instruments: try instruments(of: model, in: snapshot))
    var compared = 0
    var gaps: [Double] = []
    for round in 0..<60 {
      let situation = try Situation(model, in: snapshot, &books, orderCount: round % 6)
      guard let bound = try situation.bound else { continue }
      compared += 1
      #expect(bound.orderCount == situation.orders.count)
      var worst = Double.infinity
      var size = 1.0
      for mask in 0..<1 << situation.orders.count {
        let figures = try situation.figures(filling: mask)
        size = abs(figures.equity) + abs(figures.initialCountedEquity) + figures.initialMargin
        let slack = 1e-9 * (1 + size)
        let inputs: Comment = "\(name), round \(round), subset \(mask)"
        #expect(bound.equity <= figures.equity + slack, inputs)
        #expect(bound.initialMargin >= figures.initialMargin - slack, inputs)
        #expect(bound.initialExcess <= figures.initialExcess + slack, inputs)
        worst = min(worst, figures.initialExcess)
      }
      gaps.append((worst - bound.initialExcess) / size)
      if situation.orders.isEmpty {
        // Without orders only caps and gains that can't come are missing from it.
        #expect(bound.equity == (try situation.figures(filling: 0)).equity)
      }
    }
    gaps.sort()
    print(
      "bound on the worst fills: \(name), \(compared) of 60 books, median gap "
        + "\(gaps[gaps.count / 2]) of the account's size")
    #expect(compared >= 30)
  }

  @Test(
    "orders alone at the mark: the bound is the worst subset", arguments: ["deribit", "dynamic"])
  func tight(name: String) throws {
    let sample = try WhatIfSample(model: name)
    let book = try WhatIfSample.book([], [(.btc, "20")])
    for orders in [
      [("BTC-PERPETUAL", "50000")],
      [("BTC-PERPETUAL", "50000"), ("BTC-PERPETUAL", "20000"), ("BTC-27MAR26-75000-C", "-2")],
    ] {
      let working = try orders.map { try WhatIfSample.order($0.0, $0.1) }
      var universe = InstrumentUniverse()
      for order in working { _ = try universe.add(order.instrument) }
      let frame = try sample.model.frame(
        number: 1, of: universe, in: sample.snapshot, surfaces: [:], level: .portable)
      let bound = try #require(
        try sample.model.worstFillsBound(of: book, orders: working, in: frame, of: universe))
      let exact = try sample.model.worstFilledState(
        of: book, orders: working, in: frame, of: universe)
      #expect(bound.initialExcess <= exact.figures.initialExcess)
      #expect(
        exact.figures.initialExcess - bound.initialExcess
          <= 0.25 * exact.figures.initialMargin)
      if working.count == 1 {
        expectClose(
          expected: exact.figures.initialMargin, got: bound.initialMargin, .relative(1e-3))
      }
    }
  }

  @Test("a model that nets by expiry, an order without a price, spot: no bound is claimed")
  func none() throws {
    let sample = try WhatIfSample()
    let book = try WhatIfSample.book([], [(.usdc, "100000")])
    let call = try WhatIfSample.order("BTC_USDC-27MAR26-75000-C", "-1")
    var universe = InstrumentUniverse()
    _ = try universe.add(call.instrument)
    let derive = try SyntheticState.model(named: "derive-pmrm")
    let frame = try derive.frame(
      number: 1, of: universe, in: sample.snapshot, surfaces: [:], level: .portable)
    #expect(
      try derive.worstFillsBound(of: book, orders: [call], in: frame, of: universe) == nil)
    let unpriced = try WhatIfSample.order("BTC-27MAR37-75000-C", "1")
    _ = try universe.add(unpriced.instrument)
    let wider = try sample.model.frame(
      number: 1, of: universe, in: sample.snapshot, surfaces: [:], level: .portable)
    let error = #expect(throws: SteelyardError.self) {
      try sample.model.worstFillsBound(of: book, orders: [unpriced], in: wider, of: universe)
    }
    #expect(error?.code == .missingMarketData)
  }
}
