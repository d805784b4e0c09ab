import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("margin walk")
struct MarginWalkTests {
  private func book(
    _ positions: [(name: String, quantity: String, entry: String?)], usdc: String
  ) throws -> WalkBook {
    WalkBook(
      portfolio: try Portfolio(
        positions: positions.map { position in
          Position(
            instrument: try SampleMarket.instrument(position.name),
            quantity: try Amount(parsing: position.quantity),
            averagePrice: try position.entry.map { try Amount(parsing: $0) })
        }, balances: [AssetBalance(asset: .usdc, amount: try Amount(parsing: usdc))]), stated: [])
  }

  private func walk(
    _ book: WalkBook, _ axis: WalkAxis, over range: WalkRange? = nil, model: String = "deribit",
    in market: SyntheticMarket? = nil
  ) throws -> MarginWalk {
    try MarginWalk(
      of: book, under: SyntheticState.model(named: model),
      in: (market ?? SyntheticMarket()).snapshot(), surfaces: [:], along: axis, over: range,
      level: .portable)
  }

  private func figures(_ portfolio: Portfolio, model: String = "deribit") throws -> AccountFigures {
    let model = try SyntheticState.model(named: model)
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: SyntheticMarket().snapshot(), surfaces: [:],
      level: .portable)
    return model.figures(of: batch, in: frame)[0]
  }

  private var mixed: WalkBook {
    get throws {
      try book(
        [
          ("BTC_USDC-27MAR26-75000-C", "-3", nil), ("BTC_USDC-24APR26-60000-P", "-2", nil),
          ("BTC_USDC-PERPETUAL", "1.5", "68000"), ("ETH_USDC-PERPETUAL", "-12", "2100"),
        ], usdc: "200000")
    }
  }

  @Test(
    "the undisplaced point is the book's figures to the bit, on every axis and model",
    arguments: ["deribit", "cross", "isolated"])
  func presentPoint(model: String) throws {
    let book = try mixed
    let expected = try figures(book.portfolio, model: model)
    let axes: [WalkAxis] = [
      .spot(.everyCoin), .spot(.coin(.eth)), .volatility, .days,
      .quantity(try SampleMarket.instrument("BTC_USDC-PERPETUAL")),
      .quantity(try SampleMarket.instrument("BTC_USDC-27MAR26-70000-C")),
    ]
    for axis in axes {
      let walk = try walk(book, axis, model: model)
      #expect(walk.present.figures == expected)
      #expect(walk.points.contains { $0.value == walk.present.value && $0.figures == expected })
    }
  }

  @Test("figures have no step beside the undisplaced point")
  func continuity() throws {
    for axis in [WalkAxis.spot(.everyCoin), .volatility, .days] {
      let walk = try walk(mixed, axis, over: WalkRange(from: 0, to: 1e-7, steps: 2))
      let (first, last) = (walk.points[0].figures, walk.points[1].figures)
      expectClose(expected: first.equity, got: last.equity, .absolute(0.1))
      expectClose(expected: first.initialMargin, got: last.initialMargin, .absolute(0.1))
    }
  }

  @Test("a long future crosses where its loss has eaten the equity")
  func linearFuture() throws {
    // Ten coins bought at 70,000 with 100,000 USDC: worth nothing once spot is 10,000 down.
    let walk = try walk(
      book([("BTC_USDC-PERPETUAL", "10", "70000")], usdc: "100000"), .spot(.everyCoin))
    let equity = try #require(walk.crossings.first { $0.threshold == .equity })
    #expect(equity.direction == .downwards)
    expectClose(expected: -1.0 / 7, got: equity.point.value, .absolute(1e-4))
    #expect(equity.point.figures.equity < 0)
    let maintenance = try #require(walk.crossings.first { $0.threshold == .maintenanceMargin })
    let initial = try #require(walk.crossings.first { $0.threshold == .initialMargin })
    #expect(maintenance.point.value > equity.point.value)
    #expect(initial.point.value >= maintenance.point.value)
    expectClose(
      expected: 70_000 * (1 + equity.point.value),
      got: equity.point.coinPrices.first { $0.coin == .btc }?.priceUSD ?? .nan, .relative(1e-12))
    // Just on the other side the requirement is covered.
    #expect(abs(maintenance.keptValue - maintenance.point.value) <= 1e-4)
    #expect(maintenance.point.figures.maintenanceExcess < 0)
    #expect(maintenance.point.heaviestBinding?.scenario?.contains("-") == true)
  }

  @Test("a short call is lost upwards, bought options alone nowhere")
  func options() throws {
    let short = try walk(
      book([("BTC_USDC-24APR26-80000-C", "-5", nil)], usdc: "120000"), .spot(.everyCoin))
    #expect(Set(short.crossings.map(\.direction)) == [.upwards])
    #expect(Set(short.crossings.map(\.threshold)) == Set(WalkCrossing.Threshold.allCases))
    let long = try walk(
      book([("BTC_USDC-24APR26-80000-C", "5", nil)], usdc: "1000"), .spot(.everyCoin))
    #expect(long.crossings.isEmpty)
  }

  @Test("each size of a position is what a fresh evaluation of the traded book says")
  func quantity() throws {
    let name = "BTC_USDC-27MAR26-75000-C"
    let walk = try walk(
      mixed, .quantity(try SampleMarket.instrument(name)),
      over: WalkRange(from: -6, to: 0, steps: 3))
    #expect(walk.points.map(\.value) == [-6, -3, 0])
    let price = try #require(
      try SyntheticMarket().snapshot().observation(of: try SampleMarket.instrument(name))?.markPrice
    )
    for point in walk.points {
      let cash = 200_000 - (point.value + 3) * price
      let traded = try book(
        [
          (name, "\(Int(point.value))", nil), ("BTC_USDC-24APR26-60000-P", "-2", nil),
          ("BTC_USDC-PERPETUAL", "1.5", "68000"), ("ETH_USDC-PERPETUAL", "-12", "2100"),
        ], usdc: "\(cash)")
      let fresh = try figures(traded.portfolio)
      expectClose(expected: fresh.equity, got: point.figures.equity, .relative(1e-12))
      expectClose(expected: fresh.initialMargin, got: point.figures.initialMargin, .relative(1e-12))
    }
  }

  @Test(
    "changing a future's size at the mark changes nothing that the account is worth",
    arguments: ["BTC_USDC-PERPETUAL", "BTC-PERPETUAL"])
  func futureSize(name: String) throws {
    let isInverse = name == "BTC-PERPETUAL"
    let walk = try walk(
      book([(name, isInverse ? "100000" : "2", "65000")], usdc: "50000"),
      .quantity(try SampleMarket.instrument(name)))
    #expect(walk.points.count > 40)
    for point in walk.points {
      expectClose(
        expected: walk.present.figures.equity, got: point.figures.equity, .relative(1e-9))
    }
  }

  @Test("an option that expires on the way pays what it is worth at the forward")
  func days() throws {
    let market = try SyntheticMarket()
    let short = try book(
      [("BTC_USDC-27MAR26-60000-C", "-2", nil), ("BTC_USDC-PERPETUAL", "1", "70000")],
      usdc: "100000")
    let expiry = try #require(try SampleMarket.instrument("BTC_USDC-27MAR26").expiry)
    let walk = try walk(short, .days, over: WalkRange(from: 0, to: 20, steps: 21))
    let settled = try #require(walk.settlements.first)
    let forward = market.forward(
      of: try SampleMarket.instrument("BTC_USDC-27MAR26").underlying, at: expiry)
    expectClose(expected: forward, got: settled.settlementPrice, .relative(1e-12))
    expectClose(
      expected: -2 * (forward - 60_000), got: settled.payment.doubleValue, .relative(1e-9))
    let after = try #require(walk.points.last)
    expectClose(
      expected: 100_000 - 2 * (forward - 60_000), got: after.figures.equity, .relative(1e-9))
    #expect(after.leftOutCount == 0)
  }

  @Test("ranges that an axis does not have are refused with a remedy")
  func refused() throws {
    let expiring = try book([("BTC_USDC-27MAR26-75000-C", "-1", nil)], usdc: "100000")
    for (axis, range) in [
      (WalkAxis.spot(.everyCoin), try WalkRange(from: -1, to: 0, steps: 5)),
      (.volatility, try WalkRange(from: -1.5, to: 0, steps: 5)),
      (.days, try WalkRange(from: -1, to: 3, steps: 5)),
      (.days, try WalkRange(from: 0, to: 60, steps: 5)),
    ] {
      #expect {
        try walk(expiring, axis, over: range)
      } throws: { error in
        let error = error as? SteelyardError
        return error?.code == .invalidInput && error?.remedy.isEmpty == false
      }
    }
    #expect(throws: SteelyardError.self) { try WalkRange(from: 0, to: 1, steps: 1) }
    #expect(throws: SteelyardError.self) { try WalkRange(from: 0, to: 1, steps: 1001) }
    #expect(throws: SteelyardError.self) { try WalkRange(from: 1, to: 1, steps: 5) }
    #expect(throws: SteelyardError.self) { try walk(expiring, .spot(.coin(Currency("XRP")))) }
    // Where nothing else is said, the days end with the book.
    #expect(try walk(expiring, .days).range.upper < 14)
  }
}
