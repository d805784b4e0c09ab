import Foundation
import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Expiry within the horizon") struct SettlementRuleTests {
  /// Two days, no average unless said.
  private static func rule(
    _ delivery: ContractTerms.Delivery, window: Int = 0, days: Double = 2
  ) throws -> SettlementRule {
    try SettlementRule(horizonDays: days, averagingWindowSeconds: window, delivery: delivery)
  }

  /// Spot 100, +21 % in two days: 110 at the expiry after one day, 121 at the end.
  private static let moves = [0.21, 0, -0.19]
  private static let atExpiry = [110.0, 100, 90]
  private static let atEnd = [121.0, 100, 81]

  @Test("futures settle on the path: cash stays, coin and future go on moving")
  func linearFutures() throws {
    var market = PublishedMarket()
    market.forward = 101
    for (delivery, ends) in [
      (ContractTerms.Delivery.cash, Self.atExpiry), (.coin, Self.atEnd), (.future, Self.atEnd),
    ] {
      let profit = try market.profit(
        try market.future(), moves: Self.moves, try Self.rule(delivery))
      for (end, got) in zip(ends, profit) {
        expectClose(expected: end - 101, got: got, .absolute(1e-12), inputs: "\(delivery)")
      }
    }
  }

  @Test("linear options: what is paid stays; what is delivered moves on, if it is exercised")
  func linearOptions() throws {
    let market = PublishedMarket()
    let call = try market.option(105, .call)
    let put = try market.option(95, .put)
    let paid = [try market.price(call).modelValue, try market.price(put).modelValue]
    // Call 105: exercised at 110 only. Put 95: at 90 only, by giving a coin worth 81 for 95.
    for (delivery, calls, puts) in [
      (ContractTerms.Delivery.cash, [5.0, 0, 0], [0, 0, 5.0]),
      (.coin, [16.0, 0, 0], [0, 0, 14.0]), (.future, [16.0, 0, 0], [0, 0, 14.0]),
    ] {
      let rule = try Self.rule(delivery)
      for (instrument, worth, expected) in [(call, paid[0], calls), (put, paid[1], puts)] {
        let profit = try market.profit(instrument, moves: Self.moves, rule)
        for (value, got) in zip(expected, profit) {
          expectClose(expected: value - worth, got: got, .absolute(1e-12), inputs: "\(delivery)")
        }
      }
    }
  }

  @Test("an option that settles at its strike is not exercised")
  func atTheStrike() throws {
    let market = PublishedMarket()
    let atStrike = try market.option(100, .call)
    let worth = try market.price(atStrike).modelValue
    let profit = try market.profit(atStrike, moves: [0], try Self.rule(.coin))
    expectClose(expected: -worth, got: profit[0], .absolute(1e-14))
  }

  @Test("inverse contracts pay coins, which stay coins and move in dollars")
  func inverse() throws {
    var market = PublishedMarket()
    market.isInverse = true
    let call = try market.option(105, .call)
    let worth = try market.price(call).modelValue
    let coins = [5.0 / 110, 0, 0]
    for delivery in [ContractTerms.Delivery.cash, .coin] {
      let rule = try Self.rule(delivery)
      let profit = try market.profit(call, moves: Self.moves, rule)
      let dollars = try market.profit(call, moves: Self.moves, rule, .usd)
      for index in coins.indices {
        expectClose(expected: coins[index] - worth, got: profit[index], .absolute(1e-14))
        expectClose(
          expected: coins[index] * Self.atEnd[index] - worth * 100, got: dollars[index],
          .absolute(1e-12))
      }
    }
    // Into a future of 105 dollars entered at 105: 105 (1/105 - 1/121) coins at the end.
    let future = try market.profit(call, moves: Self.moves, try Self.rule(.future))
    expectClose(expected: 105 * (1 / 105.0 - 1 / 121) - worth, got: future[0], .absolute(1e-14))
    // The future itself, of one dollar from 100: 1/100 - 1/110 coins.
    let settled = try market.profit(try market.future(), moves: Self.moves, try Self.rule(.coin))
    expectClose(expected: 1 / 100.0 - 1 / 110, got: settled[0], .absolute(1e-16))
  }

  @Test("a window averages the path: from 110 to 121 over the last day it is 11 / ln 1.1")
  func average() throws {
    var market = PublishedMarket()
    market.seconds = 2 * 86_400
    let rule = try Self.rule(.cash, window: 86_400)
    let profit = try market.profit(try market.future(), moves: [0.21, 0, -0.19], rule)
    for (expected, got) in zip([11 / log(1.1), 100, -9 / log(0.9)], profit) {
      expectClose(expected: expected - 100, got: got, .absolute(1e-12))
    }
  }

  @Test("inside the window only the part that is not fixed follows the path")
  func fixed() throws {
    var market = PublishedMarket()
    market.seconds = 43_200
    market.forward = 99
    market.average = .init(average: 98, elapsed: 0.5)
    // 12 of 48 hours: the path ends at 1.21^(1/4); its mean from now is (1.21^¼ - 1)/ln 1.21^¼.
    let end = pow(1.21, 0.25)
    let mean = (end - 1) / log(end)
    let profit = try market.profit(
      try market.future(), moves: [0.21], try Self.rule(.cash, window: 86_400))
    expectClose(expected: 49 + 50 * mean - 99, got: profit[0], .absolute(1e-12))
    market.average = nil
    let unknown = try market.profit(
      try market.future(), moves: [0.21], try Self.rule(.cash, window: 86_400))
    expectClose(expected: 100 * mean - 99, got: unknown[0], .absolute(1e-12))
  }

  @Test("an average that opens before the horizon ends has a part of the path behind it")
  func straddling() throws {
    var market = PublishedMarket()
    market.seconds = 5 * 43_200
    // Expiry after 2.5 days, window of one day: half of it on the path from 1.5 to 2 days.
    let onPath = (1.21 - pow(1.21, 0.75)) / (0.25 * log(1.21))
    let expected = 100 * (0.5 * onPath + 0.5 * 1.21)
    let profit = try market.profit(
      try market.future(), moves: [0.21], try Self.rule(.cash, window: 86_400))
    expectClose(expected: expected - 100, got: profit[0], .absolute(1e-12))
  }

  @Test("on a path of the root of time what settles early has seen the move of its time")
  func rootOfTime() throws {
    var market = PublishedMarket()
    func root(window: Int = 0) throws -> SettlementRule {
      try SettlementRule(
        horizonDays: 2, averagingWindowSeconds: window, delivery: .cash, path: .rootOfTime)
    }
    // After one day of two: 1.21^√(1/2), and what is delivered later moves on to the end.
    let day = try market.profit(try market.future(), moves: [0.21, 0], try root())
    expectClose(expected: 100 * pow(1.21, 0.5.squareRoot()) - 100, got: day[0], .absolute(1e-12))
    #expect(day[1] == 0)
    // The mean of 1.21^√(t/2) over the last of the two days, and over the first, by a midpoint rule
    // of two million steps in numpy.
    market.seconds = 2 * 86_400
    let last = try market.profit(try market.future(), moves: [0.21], try root(window: 86_400))
    expectClose(expected: 17.872070497016, got: last[0], .absolute(1e-9))
    market.seconds = 86_400
    let first = try market.profit(try market.future(), moves: [0.21], try root(window: 86_400))
    expectClose(expected: 9.456926385417, got: first[0], .absolute(1e-9))
  }

  @Test("what outlives the horizon is aged by it", arguments: [false, true])
  func aged(_ isInverse: Bool) throws {
    var market = PublishedMarket()
    market.isInverse = isInverse
    market.seconds = 12 * 86_400
    let instrument = try market.option(105, .call)
    func value(_ forward: Double, days: Double) throws -> Double {
      let option = try InverseOption(
        forward: forward, strike: 105, timeToExpiry: days / 365, volatility: 0.5)
      return isInverse ? option.value(.call) : option.quoteSettled.value(.call)
    }
    let profit = try market.profit(instrument, moves: Self.moves, try Self.rule(.cash))
    for (end, got) in zip(Self.atEnd, profit) {
      expectClose(
        expected: try value(end, days: 10) - value(100, days: 12), got: got, .absolute(1e-13))
    }
    #expect(profit[1] < 0, "time passes in every scenario, the unmoved one too")
  }

  @Test("a horizon of zero is the same to the bit whatever the rest of the rule says")
  func instantaneous() throws {
    let rule = try Self.rule(.coin, window: 1_800, days: 0)
    for names in [SmallMarket.names, SmallMarket.linearNames] {
      let plain = try SmallMarket.block(names, .usd)
      let ruled = try SmallMarket.block(names, .usd, settlement: rule)
      for row in names.indices {
        for scenario in plain.scenarios.indices {
          #expect(
            plain.unitProfit(row: Int32(row), scenario: scenario)
              == ruled.unitProfit(row: Int32(row), scenario: scenario))
        }
      }
    }
  }

  @Test("perpetuals follow spot to the end of the horizon")
  func perpetuals() throws {
    let market = PublishedMarket()
    let profit = try market.profit(
      try market.perpetual(), moves: [0.21], try Self.rule(.cash, window: 1_800))
    expectClose(expected: 21, got: profit[0], .absolute(1e-12))
  }

  @Test("rules that cannot be are refused, in files too")
  func wrong() throws {
    for (days, window, delivery) in [
      (-1.0, 0, ContractTerms.Delivery.cash), (.nan, 0, .cash), (366, 0, .cash), (1, -1, .cash),
      (1, 86_401, .cash), (1, 0, .none),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try SettlementRule(
          horizonDays: days, averagingWindowSeconds: window, delivery: delivery)
      }
      #expect(error?.code == .invalidInput)
    }
    let rule = try Self.rule(.future, window: 1_800)
    let bytes = try JSONEncoder().encode(rule)
    #expect(try JSONDecoder().decode(SettlementRule.self, from: bytes) == rule)
    let text = #"{"horizonDays":-1,"averagingWindowSeconds":0,"delivery":"cash"}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(SettlementRule.self, from: Data(text.utf8))
    }
  }
}
