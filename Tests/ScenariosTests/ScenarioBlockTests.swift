import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Scenario block") struct ScenarioBlockTests {
  static func sums(
    _ block: ScenarioBlock, _ rows: [Int32], _ quantities: [Double], _ level: KernelLevel
  ) -> [Double] {
    var profit = [Double](repeating: .nan, count: block.paddedCount)
    var span = profit.mutableSpan
    block.portfolioProfit(
      level: level, rows: rows.span, quantities: quantities.span, into: &span)
    return profit
  }

  @Test("portfolio sums over whole tiles, zero in the padding", arguments: KernelLevel.available)
  func portfolio(_ level: KernelLevel) throws {
    // 303 scenarios are more than one tile and fill none.
    let grid = ScenarioGridTests.grid(moves: 50, tail: [])
    let block = try SmallMarket.block(SmallMarket.names, .settlement, grid: grid, level: level)
    #expect(block.paddedCount >= block.scenarios.count)
    let rows: [Int32] = [4, 0, 2, 3]
    let quantities = [-3.5, 120_000, 2, -7.25]
    let got = Self.sums(block, rows, quantities, level)
    for scenario in block.scenarios.indices {
      var expected = 0.0
      var size = 0.0
      for (row, quantity) in zip(rows, quantities) {
        let term = quantity * block.unitProfit(row: row, scenario: scenario)
        expected += term
        size += abs(term)
      }
      expectClose(expected: expected, got: got[scenario], .absolute(1e-15 * size))
    }
    #expect(got[block.scenarios.count...].allSatisfy { $0 == 0 })
    #expect(Self.sums(block, [], [], level).allSatisfy { $0 == 0 })
  }

  @Test("many portfolios at once: the bits of each by itself", arguments: KernelLevel.available)
  func portfolios(_ level: KernelLevel) throws {
    let grid = ScenarioGridTests.grid(moves: 50, tail: [])
    let block = try SmallMarket.block(SmallMarket.names, .settlement, grid: grid, level: level)
    let rows: [Int32] = [4, 0, 2, 3, 1, 1]
    let quantities = [-3.5, 120_000, 2, -7.25, 1, -2]
    let starts: [Int64] = [0, 4, 4, 6]
    var profit = [Double](repeating: .nan, count: 3 * block.paddedCount)
    var span = profit.mutableSpan
    block.portfolioProfits(
      level: level, starts: starts.span, rows: rows.span, quantities: quantities.span,
      into: &span)
    for portfolio in 0..<3 {
      let positions = Int(starts[portfolio])..<Int(starts[portfolio + 1])
      let alone = Self.sums(block, Array(rows[positions]), Array(quantities[positions]), level)
      let place = portfolio * block.paddedCount
      #expect(Array(profit[place..<place + block.paddedCount]) == alone)
    }
  }

  @Test("levels agree within their bound")
  func levels() throws {
    let reference = try SmallMarket.block(SmallMarket.names, .settlement)
    for level in KernelLevel.available {
      let block = try SmallMarket.block(SmallMarket.names, .settlement, level: level)
      for row in block.instruments.indices {
        for scenario in block.scenarios.indices {
          expectClose(
            expected: reference.unitProfit(row: Int32(row), scenario: scenario),
            got: block.unitProfit(row: Int32(row), scenario: scenario),
            Tolerance(relative: 1e-12, absolute: 1e-14))
        }
      }
    }
  }

  @Test("rows are found by instrument")
  func rows() throws {
    let block = try SmallMarket.block(SmallMarket.names, .settlement)
    for (row, instrument) in block.instruments.enumerated() {
      #expect(block.row(of: instrument) == Int32(row))
    }
    #expect(block.row(of: try SampleMarket.instrument("ETH-PERPETUAL")) == nil)
  }

  @Test("what is too large is refused")
  func limits() throws {
    let entry = ScenarioList.Entry(spotMove: 0, volatility: .same)
    let list = ScenarioList(
      volatility: VolatilityShocksTests.deribit,
      scenarios: [ScenarioList.Entry](repeating: entry, count: 2000))
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let error = #expect(throws: SteelyardError.self) {
      _ = try ScenarioBlockBuilder(
        underlying: underlying, currency: .settlement,
        scenarios: try ScenarioSet([.list(list)]), settlement: .instantaneous,
        instrumentCount: 2_000_000, level: .portable)
    }
    #expect(error?.code == .limitExceeded)
  }
}
