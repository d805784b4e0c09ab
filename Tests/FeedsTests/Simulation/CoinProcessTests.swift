import Foundation
import SteelyardContracts
import SteelyardFeeds
import TestSupport
import Testing

/// The moments of simulated paths against the parameters, within the error of the sample.
@Suite("Simulated coins")
struct CoinProcessTests {
  private static let start = Timestamp(milliseconds: 1_773_480_000_000)
  private static let none = SimulatedJumps(perYear: 0, mean: 0, deviation: 0, varianceMean: 0)

  /// Two coins without options, so that a path costs little.
  private func parameters(
    variance: Double, volatilityOfVariance: Double, reversion: Double, loadings: [Double],
    jumps: SimulatedJumps = none, common: SimulatedJumps = none
  ) -> SimulationParameters {
    var parameters = SimulationParameters(
      coins: zip([Currency.btc, .eth], loadings).map { coin, loading in
        SimulatedCoin(
          coin: coin, priceUSD: 1000, variance: variance, varianceMean: variance,
          reversionPerYear: reversion, volatilityOfVariance: volatilityOfVariance,
          varianceCorrelation: -0.5, marketLoading: loading, jumps: jumps, commonJumpLoading: 1,
          settlements: [.inverse], strikesPerSide: 1)
      }, commonJumps: common)
    parameters.gridSeconds = 60
    parameters.dailyExpiries = 0
    parameters.weeklyExpiries = 0
    parameters.monthlyExpiries = 0
    parameters.bookLevels = 0
    parameters.tradesPerHour = 0
    return parameters
  }

  private struct Path {
    var returns: [[Double]] = [[], []]
    var variances: [[Double]] = [[], []]
  }

  private func path(_ parameters: SimulationParameters, seed: UInt64, steps: Int) throws -> Path {
    print("seed \(seed)")
    var market = try SimulatedMarket(parameters: parameters, start: Self.start, seed: seed)
    var path = Path()
    var last = [1000.0, 1000.0]
    for step in 1...steps {
      _ = try market.step(to: Self.start.advanced(bySeconds: 60 * Int64(step)))
      for (place, coin) in [Currency.btc, .eth].enumerated() {
        let price = try #require(market.priceUSD(of: coin))
        path.returns[place].append(log(price / last[place]))
        path.variances[place].append(try #require(market.variance(of: coin)))
        last[place] = price
      }
    }
    return path
  }

  private let minutesPerYear = 525_600.0

  @Test(
    "with constant variance: realised volatility, correlation and tails are those of the parameters"
  )
  func diffusion() throws {
    let count = 40_000
    let path = try path(
      parameters(variance: 0.36, volatilityOfVariance: 0, reversion: 5, loadings: [0.9, -0.5]),
      seed: 20_260_314, steps: count)
    let error = 4 / Double(count).squareRoot()
    for returns in path.returns {
      let square = returns.reduce(0) { $0 + $1 * $1 } / Double(count) * minutesPerYear
      // The variance of a mean of squares of normal numbers is 2/n.
      expectClose(expected: 0.36, got: square, .relative(error * 2.0.squareRoot()))
      let mean = returns.reduce(0, +) / Double(count) * minutesPerYear
      let deviation = (0.36 * minutesPerYear / Double(count)).squareRoot()
      expectClose(expected: -0.18, got: mean, .absolute(4 * deviation))
    }
    let product = zip(path.returns[0], path.returns[1]).reduce(0) { $0 + $1.0 * $1.1 }
    let correlation = product / Double(count) * minutesPerYear / 0.36
    expectClose(expected: -0.45, got: correlation, .absolute(error * 1.1))
  }

  @Test("variance reverts to its mean and moves against the price")
  func variance() throws {
    let count = 60_000
    let (reversion, wild) = (300.0, 6.0)
    let path = try path(
      parameters(
        variance: 0.25, volatilityOfVariance: wild, reversion: reversion, loadings: [0.9, 0.9]),
      seed: 42, steps: count)
    let years = Double(count) / minutesPerYear
    for place in 0..<2 {
      let mean = path.variances[place].reduce(0, +) / Double(count)
      // A time average of the square root process: variance ξ²θ/(κ²T) for long T.
      let deviation = wild / reversion * (0.25 / years).squareRoot()
      expectClose(expected: 0.25, got: mean, .absolute(4 * deviation))
      var (cross, squares, varianceSquares) = (0.0, 0.0, 0.0)
      for step in 1..<count {
        let change = path.variances[place][step] - path.variances[place][step - 1]
        let moved = path.returns[place][step]
        cross += change * moved
        squares += moved * moved
        varianceSquares += change * change
      }
      let correlation = cross / (squares * varianceSquares).squareRoot()
      expectClose(expected: -0.5, got: correlation, .absolute(0.03))
    }
  }

  @Test("jumps come as often as they should, the common ones to both coins")
  func jumps() throws {
    let count = 50_000
    let own = SimulatedJumps(perYear: 2000, mean: 0.2, deviation: 0, varianceMean: 0)
    let common = SimulatedJumps(perYear: 1000, mean: -0.3, deviation: 0, varianceMean: 0)
    let path = try path(
      parameters(
        variance: 0.01, volatilityOfVariance: 0, reversion: 5, loadings: [0.5, 0.5], jumps: own,
        common: common), seed: 77, steps: count)
    let years = Double(count) / minutesPerYear
    // The drift that takes the jumps back is 1e-3 a minute, the diffusion less than 1e-3.
    let rises = path.returns.map { $0.count { $0 > 0.1 } }
    let falls = path.returns.map { $0.count { $0 < -0.1 } }
    for place in 0..<2 {
      expectClose(
        expected: 2000 * years, got: Double(rises[place]),
        .absolute(4 * (2000 * years).squareRoot()))
      expectClose(
        expected: 1000 * years, got: Double(falls[place]),
        .absolute(4 * (1000 * years).squareRoot()))
    }
    let both = zip(path.returns[0], path.returns[1]).count { $0 < -0.1 && $1 < -0.1 }
    #expect(both >= min(falls[0], falls[1]) - 2)
  }
}
