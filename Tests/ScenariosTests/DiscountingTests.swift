import Glibc
import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Discounting") struct DiscountingTests {
  private static func market(rate: Double?, _ discounting: Discounting) -> PublishedMarket {
    var market = PublishedMarket()
    market.seconds = 31_536_000
    market.rate = rate
    market.discounting = discounting
    return market
  }

  @Test("a year at 10 %: price, Greeks and profit are e^-0.1 of the undiscounted")
  func discounted() throws {
    let plain = Self.market(rate: 0.1, .none)
    let discounted = Self.market(rate: 0.1, .rate)
    let factor = exp(-0.1)
    for right in OptionRight.allCases {
      let instrument = try plain.option(110, right)
      let (without, with) = (try plain.price(instrument), try discounted.price(instrument))
      #expect(without.discount == 1 && without.rate == 0 && without.rateSource == .notDiscounted)
      expectClose(expected: factor, got: with.discount, .relative(1e-15))
      #expect(with.rate == 0.1 && with.rateSource == .published)
      for (before, after) in [
        (without.modelValue, with.modelValue), (without.value, with.value),
        (without.delta, with.delta), (without.gamma, with.gamma), (without.vega, with.vega),
        (without.theta, with.theta), (without.rho, with.rho),
        (without.netTransactionDelta, with.netTransactionDelta),
      ] { expectClose(expected: before * factor, got: after, .relative(1e-14)) }
      let moves = [-0.3, 0, 0.3]
      let profits = zip(
        try plain.profit(instrument, moves: moves), try discounted.profit(instrument, moves: moves))
      for (before, after) in profits {
        expectClose(expected: before * factor, got: after, .absolute(1e-12))
      }
    }
  }

  @Test("a negative rate does not discount, and neither does none; an unknown one is told")
  func notDiscounted() throws {
    let negative = Self.market(rate: -0.1, .rate)
    let unknown = Self.market(rate: nil, .rate)
    let plain = Self.market(rate: nil, .none)
    let instrument = try plain.option(110, .call)
    let value = try plain.price(instrument).modelValue
    #expect(try negative.price(instrument).modelValue == value)
    #expect(try negative.price(instrument).discount == 1)
    let found = try unknown.price(instrument)
    #expect(found.modelValue == value && found.rateSource == .unknown && found.rate == 0)
    #expect(try plain.price(instrument).rateSource == .notDiscounted)
  }

  @Test("futures are not discounted")
  func futures() throws {
    let market = Self.market(rate: 0.1, .rate)
    let priced = try market.price(try market.future())
    #expect(priced.discount == 1 && priced.delta == 1)
    expectClose(
      expected: 10, got: try market.profit(try market.future(), moves: [0.1])[0], .absolute(1e-12))
  }

  @Test("a volatility solved from a mark gives the mark back, discounted or not")
  func marks() throws {
    for discounting in Discounting.allCases {
      var market = Self.market(rate: 0.1, discounting)
      market.volatility = nil
      market.mark = 15
      let priced = try market.price(try market.option(110, .call))
      expectClose(expected: 15, got: priced.modelValue, .relative(1e-12), inputs: "\(discounting)")
    }
  }

  @Test("aged by its horizon an option is discounted over what is left")
  func aged() throws {
    let market = Self.market(rate: 0.1, .rate)
    let instrument = try market.option(110, .put)
    let rule = try SettlementRule(
      horizonDays: 73, averagingWindowSeconds: 0, delivery: .cash)
    func value(_ forward: Double, _ years: Double) throws -> Double {
      try Black76(
        forward: forward, strike: 110, timeToExpiry: years, volatility: 0.5, rate: 0.1
      ).value(.put)
    }
    for (move, got) in zip(
      [-0.2, 0, 0.2], try market.profit(instrument, moves: [-0.2, 0, 0.2], rule))
    {
      expectClose(
        expected: try value(100 * (1 + move), 0.8) - value(100, 1), got: got, .absolute(1e-12))
    }
  }
}
