import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Displaced valuation") struct DisplacedValuationTests {
  @Test("a zero shock is zero profit to the bit", arguments: KernelLevel.available)
  func zero(_ level: KernelLevel) throws {
    for names in [SmallMarket.names, SmallMarket.linearNames] {
      for currency in [ProfitCurrency.settlement, .usd] {
        let block = try SmallMarket.block(names, currency, level: level)
        for (index, scenario) in block.scenarios.enumerated()
        where scenario.spotMove == 0 && scenario.volatilityMove == .same {
          for row in names.indices {
            #expect(block.unitProfit(row: Int32(row), scenario: index) == 0, "\(names[row])")
          }
        }
      }
    }
  }

  @Test("futures by their closed forms, tail included")
  func deltaOne() throws {
    let block = try SmallMarket.block(SmallMarket.names, .settlement)
    let linear = try SmallMarket.block(SmallMarket.linearNames, .settlement)
    for (index, scenario) in block.scenarios.enumerated() {
      let coin = scenario.profitFactor(paidInCoin: true)
      let quote = scenario.profitFactor(paidInCoin: false)
      let move = scenario.spotMove
      for (row, price) in [(Int32(0), 70_035.5), (1, SmallMarket.forward)] {
        expectClose(
          expected: (1 / price - 1 / (price * (1 + move))) * coin,
          got: block.unitProfit(row: row, scenario: index), Tolerance(relative: 1e-13, absolute: 0))
      }
      expectClose(
        expected: 70_035.5 * move * quote, got: linear.unitProfit(row: 0, scenario: index),
        Tolerance(relative: 1e-13, absolute: 1e-10))
    }
  }

  @Test("options equal a scalar revaluation", arguments: KernelLevel.available)
  func options(_ level: KernelLevel) throws {
    let grid = ScenarioGridTests.grid()
    let pricer = try SmallMarket.pricer()
    for names in [SmallMarket.names, SmallMarket.linearNames] {
      let block = try SmallMarket.block(names, .settlement, level: level)
      for (row, instrument) in block.instruments.enumerated() {
        guard let terms = instrument.optionTerms else { continue }
        let priced = try pricer.price(instrument)
        func value(_ move: Double, _ volatility: Double) throws -> Double {
          let option = try InverseOption(
            forward: SmallMarket.forward * (1 + move), strike: terms.strike.doubleValue,
            timeToExpiry: priced.timeToExpiry, volatility: volatility)
          return instrument.underlying.isInverse
            ? option.value(terms.right) : option.quoteSettled.value(terms.right)
        }
        let before = try value(0, 0.55)
        for (index, scenario) in block.scenarios.enumerated() {
          let volatility = grid.volatility.volatility(
            0.55, after: scenario.volatilityMove, years: priced.days / 365, logStrike: 0)
          let after = try value(scenario.spotMove, volatility)
          let factor = scenario.profitFactor(paidInCoin: instrument.underlying.isInverse)
          expectClose(
            expected: (after - before) * factor,
            got: block.unitProfit(row: Int32(row), scenario: index),
            Tolerance(relative: 0, absolute: 1e-13 * max(after, before)),
            inputs: "\(instrument), \(scenario.label)")
        }
      }
    }
  }

  /// One coin held, N = index dollars of the inverse perpetual sold at mark M.
  ///
  /// After a move m the coin has gained index m dollars and the short lost N (1/M)(m/(1 + m)) coins
  /// at index (1 + m). With M = index nothing is left; off the index, m index (1 - index/M) is.
  @Test(
    "a coin against a short inverse perpetual keeps its dollars",
    arguments: [70_000.0, 70_350, 69_300])
  func coinHedge(_ mark: Double) throws {
    let grid = ScenarioGridTests.grid(tail: [])
    let block = try SmallMarket.block(["BTC-PERPETUAL"], .usd, perpetual: mark, grid: grid)
    let index = SmallMarket.index
    for (scenario, displaced) in block.scenarios.enumerated() {
      let coin = index * displaced.spotMove
      let short = -index * block.unitProfit(row: 0, scenario: scenario)
      let left = displaced.spotMove * index * (1 - index / mark)
      expectClose(
        expected: left, got: coin + short, .absolute(1e-9 * index), inputs: displaced.label)
      if mark == index { expectClose(expected: 0, got: coin + short, .absolute(1e-10)) }
      // The hedge by mark, N = M, is the one that keeps the dollars whatever the basis is.
      let byMark = -mark * block.unitProfit(row: 0, scenario: scenario)
      expectClose(expected: 0, got: coin + byMark, .absolute(1e-10))
    }
  }

  @Test("a balance of the settlement currency moves nothing; in dollars the coin moves")
  func balances() throws {
    let spot = try Instrument(
      Underlying(base: .btc, quote: .usd, settlement: .usd), .spot)
    let pricer = try SmallMarket.pricer()
    let grid = ScenarioGridTests.grid()
    for (currency, share) in [(ProfitCurrency.settlement, 0.0), (.usd, 1.0)] {
      var builder = try ScenarioBlockBuilder(
        underlying: spot.underlying, currency: currency, scenarios: try ScenarioSet([.grid(grid)]),
        settlement: .instantaneous, instrumentCount: 1, level: .portable)
      builder.add(try pricer.price(spot), usdPerQuote: 1)
      let block = builder.frozen()
      for (index, scenario) in block.scenarios.enumerated() {
        expectClose(
          expected: share * SmallMarket.index * scenario.spotMove
            * scenario.profitFactor(paidInCoin: false),
          got: block.unitProfit(row: 0, scenario: index), .absolute(1e-9))
      }
    }
  }

  @Test("dollars are the quote's dollars")
  func usdPerQuote() throws {
    let one = try SmallMarket.block(SmallMarket.linearNames, .usd)
    let other = try SmallMarket.block(SmallMarket.linearNames, .usd, usdPerQuote: 0.9998)
    for row in one.instruments.indices {
      for scenario in one.scenarios.indices {
        expectClose(
          expected: 0.9998 * one.unitProfit(row: Int32(row), scenario: scenario),
          got: other.unitProfit(row: Int32(row), scenario: scenario), .relative(1e-15))
      }
    }
  }
}
