import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Profit by Greeks beside full revaluation")
struct GreekApproximationTests {
  /// Errors of every option in each scenario, and the profits they are errors of.
  private func errors(_ moves: CoinScenarios) throws -> [(error: [Double], full: [Double])] {
    let columns = try JointValuationTests.columns(moves)
    let block = try JointValuationTests.block(columns, .usd)
    var found: [(error: [Double], full: [Double])] = []
    for (row, instrument) in block.instruments.enumerated() where instrument.isOption {
      let range = 0..<moves.spot.count
      let pieces = try #require(
        GreekApproximation(columns).pieces(
          of: try SmallMarket.priced(instrument), usdPerQuote: 1, in: range))
      let full = range.map { block.unitProfit(row: Int32(row), scenario: $0) }
      found.append(
        (
          range.map {
            pieces.delta[$0] + pieces.gamma[$0] + pieces.vega[$0] + pieces.theta[$0] - full[$0]
          }, full
        ))
    }
    return found
  }

  @Test("of spot alone the error is of third order: half the move has an eighth of it")
  func spot() throws {
    let found = try errors(CoinScenarios(horizonDays: 0, spot: [0.004, 0.002]))
    #expect(!found.isEmpty)
    for (error, full) in found {
      #expect(abs(error[0]) < 0.005 * abs(full[0]))
      let ratio = error[0] / error[1]
      #expect((6.5...9.5).contains(ratio), "errors \(error)")
    }
  }

  @Test("of volatility alone it is of second order: half the move has a quarter of it")
  func volatility() throws {
    let found = try errors(
      CoinScenarios(horizonDays: 0, spot: [0, 0], volatility: [0.02, 0.01]))
    for (error, full) in found {
      #expect(abs(error[0]) < 0.05 * abs(full[0]))
      let ratio = error[0] / error[1]
      #expect((3.3...4.7).contains(ratio), "errors \(error)")
    }
  }

  @Test("a day without a move costs theta, to first order")
  func time() throws {
    for (error, full) in try errors(CoinScenarios(horizonDays: 0.05, spot: [0])) {
      #expect(abs(error[0]) < 0.02 * abs(full[0]), "\(error) of \(full)")
    }
  }

  @Test("what is linear, and what settles within the horizon, has no pieces")
  func exact() throws {
    let columns = try JointValuationTests.columns(
      CoinScenarios(horizonDays: 300, spot: [-0.1, 0.1]))
    for name in SmallMarket.names {
      let instrument = try SampleMarket.instrument(name)
      let priced = try SmallMarket.priced(instrument)
      guard !instrument.isOption || priced.days <= 300 else { continue }
      #expect(
        GreekApproximation(columns).pieces(of: priced, usdPerQuote: 1, in: 0..<2) == nil,
        "\(name)")
    }
  }
}
