import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Greek conventions") struct GreekConventionTests {
  static func greeks(_ convention: GreekConvention, time: Double = 0.25) throws -> Greeks {
    try InverseOption(forward: 100, strike: 110, timeToExpiry: time, volatility: 0.8)
      .greeks(.call, convention: convention)
  }

  @Test("each convention picks its own delta from the same three")
  func deltas() throws {
    let all = try GreekConvention.allCases.map { try GreekConventionTests.greeks($0) }
    for greeks in all {
      #expect(greeks.forwardDelta == all[0].forwardDelta)
      #expect(greeks.netTransactionDelta == all[0].netTransactionDelta)
      #expect(greeks.coinDelta == all[0].coinDelta)
    }
    #expect(try GreekConventionTests.greeks(.exchange).delta == all[0].forwardDelta)
    #expect(try GreekConventionTests.greeks(.usd).delta == all[0].forwardDelta)
    #expect(try GreekConventionTests.greeks(.coin).delta == all[0].coinDelta)
    #expect(try GreekConventionTests.greeks(.premiumAdjusted).delta == all[0].netTransactionDelta)
  }

  @Test("exchange units are points, days and per cent of the plain derivatives")
  func units() throws {
    let exchange = try GreekConventionTests.greeks(.exchange)
    let plain = try GreekConventionTests.greeks(.usd)
    expectClose(expected: plain.vega / 100, got: exchange.vega, .relative(1e-15))
    expectClose(expected: plain.theta / 365, got: exchange.theta, .relative(1e-15))
    expectClose(expected: plain.rho / 100, got: exchange.rho, .relative(1e-15))
    #expect(exchange.gamma == plain.gamma)
    let coin = try GreekConventionTests.greeks(.coin)
    expectClose(expected: plain.vega / 100, got: coin.vega, .relative(1e-15))
    expectClose(expected: plain.theta / 100, got: coin.theta, .relative(1e-15))
  }

  @Test("on the last day theta runs for the lifetime that is left")
  func lastDay() throws {
    let hours = 6.0 / 24 / 365
    let exchange = try GreekConventionTests.greeks(.exchange, time: hours)
    let plain = try GreekConventionTests.greeks(.usd, time: hours)
    expectClose(expected: plain.theta * hours, got: exchange.theta, .relative(1e-15))
  }

  @Test("rho holds the spot: a deep call's is TK per 1 %")
  func rho() throws {
    let deep = try InverseOption(forward: 100, strike: 10, timeToExpiry: 0.5, volatility: 0.3)
    expectClose(
      expected: 0.5 * 10 / 100, got: deep.greeks(.call, convention: .exchange).rho,
      .relative(1e-12))
    #expect(deep.greeks(.put, convention: .exchange).rho <= 0)
  }
}
