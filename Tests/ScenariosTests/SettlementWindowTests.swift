import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Settlement window") struct SettlementWindowTests {
  /// Half of the average fixed at 96: forward 98, of which 48 stay.
  private static func market(isInverse: Bool = false) -> PublishedMarket {
    var market = PublishedMarket()
    market.isInverse = isInverse
    market.seconds = 900
    market.forward = 98
    market.average = .init(average: 96, elapsed: 0.5)
    return market
  }

  @Test("a linear future moves by half: +10 % of 50 is 5")
  func linearFuture() throws {
    let market = Self.market()
    let priced = try market.price(try market.future())
    #expect(priced.price == 98 && priced.fixedPrice == 48 && priced.fixedShare == 0.5)
    #expect(priced.delta == 0.5 && priced.gamma == 0)
    let profit = try market.profit(try market.future(), moves: [0.1, 0, -0.5])
    for (expected, got) in zip([5, 0, -25.0], profit) {
      expectClose(expected: expected, got: got, .absolute(1e-12))
    }
  }

  @Test("an inverse future settles on the moved average: 1/98 - 1/103")
  func inverseFuture() throws {
    let market = Self.market(isInverse: true)
    let profit = try market.profit(try market.future(), moves: [0.1, 0])
    expectClose(expected: 1 / 98.0 - 1 / 103, got: profit[0], .relative(1e-13))
    #expect(profit[1] == 0)
    let priced = try market.price(try market.future())
    expectClose(expected: 0.5 / 98, got: priced.delta, .relative(1e-15))
    expectClose(expected: -0.25 / 98 / 98, got: priced.gamma, .relative(1e-15))
  }

  @Test("a future's own mark keeps the forward's share")
  func futureMark() throws {
    var market = Self.market()
    market.futureMark = 49
    let priced = try market.price(try market.future())
    expectClose(expected: 24, got: priced.fixedPrice, .absolute(1e-13))
  }

  @Test("a perpetual moves whole")
  func perpetual() throws {
    let market = Self.market()
    let priced = try market.price(try market.perpetual())
    #expect(priced.fixedPrice == 0 && priced.delta == 1)
    expectClose(
      expected: 10, got: try market.profit(try market.perpetual(), moves: [0.1])[0],
      .absolute(1e-12))
  }

  @Test("options are revalued on the moved part", arguments: [false, true], OptionRight.allCases)
  func options(_ isInverse: Bool, _ right: OptionRight) throws {
    let market = Self.market(isInverse: isInverse)
    let instrument = try market.option(98, right)
    func value(_ forward: Double) throws -> Double {
      let option = try InverseOption(
        forward: forward, strike: 98, timeToExpiry: market.years, volatility: 0.5)
      return isInverse ? option.value(right) : option.quoteSettled.value(right)
    }
    let moves = [-0.5, -0.01, 0, 0.01, 0.5]
    let profit = try market.profit(instrument, moves: moves)
    for (move, got) in zip(moves, profit) {
      let expected = try value(48 + 50 * (1 + move)) - value(98)
      expectClose(expected: expected, got: got, .absolute(1e-13), inputs: "\(move)")
    }
    let priced = try market.price(instrument)
    let whole = try InverseOption(
      forward: 98, strike: 98, timeToExpiry: market.years, volatility: 0.5
    ).greeks(right, convention: .exchange)
    expectClose(expected: whole.forwardDelta * 0.5, got: priced.delta, .relative(1e-14))
    expectClose(expected: whole.gamma * 0.25, got: priced.gamma, .relative(1e-14))
    #expect(priced.vega == whole.vega)
    // The slope of the profit, 100 (1 + m) of spot moving 50 of forward, is delta of spot 100.
    if !isInverse {
      let slope = try market.profit(instrument, moves: [1e-6, -1e-6])
      expectClose(
        expected: priced.delta * PublishedMarket.index, got: (slope[0] - slope[1]) / 2e-6,
        .relative(1e-5))
    }
  }

  @Test("a settled option is worth its payoff and nothing moves it", arguments: [false, true])
  func settled(_ isInverse: Bool) throws {
    var market = PublishedMarket()
    market.isInverse = isInverse
    market.seconds = -60
    market.forward = nil
    market.average = .init(average: 80, elapsed: 1)
    for (strike, right, payoff) in [
      (60, OptionRight.call, 20.0), (100, .call, 0), (100, .put, 20), (80, .put, 0),
    ] as [(Int64, OptionRight, Double)] {
      let instrument = try market.option(strike, right)
      let priced = try market.price(instrument)
      #expect(priced.value == (isInverse ? payoff / 80 : payoff))
      #expect(priced.modelValue == priced.value && priced.priceSource == .settlement)
      #expect(priced.delta == 0 && priced.netTransactionDelta == 0 && priced.theta == 0)
      for move in VolatilityMove.gridCases {
        let profit = try market.profit(instrument, moves: [-0.5, 0, 0.5], volatilityMove: move)
        #expect(profit == [0, 0, 0])
      }
      let day = try SettlementRule(horizonDays: 1, averagingWindowSeconds: 0, delivery: .coin)
      #expect(try market.profit(instrument, moves: [-0.5, 0.5], day) == [0, 0])
    }
    let future = try market.price(try market.future())
    #expect(future.price == 80 && future.delta == 0)
    #expect(try market.profit(try market.future(), moves: [-0.5, 0.5]) == [0, 0])
  }

  @Test("without its settlement price an expired option is refused, and the remedy says so")
  func unsettled() throws {
    var market = PublishedMarket()
    market.seconds = -60
    market.average = .init(average: 80, elapsed: 0.99)
    let instrument = try market.option(60, .call)
    let error = #expect(throws: SteelyardError.self) { try market.price(instrument) }
    #expect(error?.code == .invalidInput)
    #expect(error?.remedy.contains("settlement average") == true)
  }
}
