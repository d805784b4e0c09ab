import Glibc
import SteelyardContracts

/// One coin on its way: price, variance, basis and the shape of its surface.
struct CoinProcess: Sendable {
  let coin: SimulatedCoin
  /// ln of the price in USD.
  private(set) var logPrice: Double
  /// v, per year; below zero by rounding, then counted as zero (full truncation).
  private var rawVariance: Double
  /// Premium of the perpetual over the index, relative.
  private(set) var premium = 0.0
  /// Cost of carry of dated futures, per year.
  private(set) var carry: Double
  /// ρ of the surface is tanh of this.
  private var skew: Double
  /// Where the surface's curvature lies between none and the most without arbitrage, as a logit.
  private var curvature = 0.0
  private let compensator: Double

  private static let carryMean = 0.06
  private static let skewMean = -0.25
  private static let daysPerYear = 365.0

  init(_ coin: SimulatedCoin, commonJumps: SimulatedJumps) {
    self.coin = coin
    logPrice = log(coin.priceUSD)
    rawVariance = coin.variance
    carry = Self.carryMean
    skew = Self.skewMean
    compensator =
      Self.compensator(coin.jumps, loading: 1)
      + Self.compensator(commonJumps, loading: coin.commonJumpLoading)
  }

  /// The price in USD.
  var priceUSD: Double { exp(logPrice) }

  /// v, per year.
  var variance: Double { max(0, rawVariance) }

  /// How much more volatile it is than usual, from 1 up: what widens spreads and thins books.
  var stress: Double { max(1, (variance / coin.varianceMean).squareRoot()) }

  /// Moves on by a step of time.
  ///
  /// - Parameters:
  ///   - years: The step.
  ///   - market: The common normal number.
  ///   - commonJump: The common log jump and the variance's, both 0 without one.
  ///   - stream: Its own random numbers.
  /// - Source: R. Lord, R. Koekkoek, D. van Dijk, Quantitative Finance 10 (2010): full truncation.
  mutating func advance(
    years: Double, market: Double, commonJump: (log: Double, variance: Double),
    _ stream: inout NormalStream
  ) {
    let root = years.squareRoot()
    let variance = self.variance
    let loading = coin.marketLoading
    let shock = loading * market + (1 - loading * loading).squareRoot() * stream.normal()
    let correlation = coin.varianceCorrelation
    let varianceShock =
      correlation * shock + (1 - correlation * correlation).squareRoot() * stream.normal()
    var jump = coin.commonJumpLoading * commonJump.log
    var varianceJump = commonJump.variance
    for _ in 0..<stream.poisson(mean: coin.jumps.perYear * years) {
      jump += coin.jumps.mean + coin.jumps.deviation * stream.normal()
      varianceJump += coin.jumps.varianceMean * stream.exponential()
    }
    logPrice +=
      (-0.5 * variance - compensator) * years + variance.squareRoot() * root * shock + jump
    rawVariance +=
      coin.reversionPerYear * (coin.varianceMean - variance) * years
      + coin.volatilityOfVariance * variance.squareRoot() * root * varianceShock + varianceJump
    moveShape(years: years, root: root, &stream)
  }

  /// Moves by script.
  mutating func jump(moveRelative: Double, varianceFactor: Double) {
    logPrice += log1p(moveRelative)
    rawVariance = variance * varianceFactor
  }

  /// Mean of the price's jumps, which its drift takes back: λ(E[exp J] − 1).
  private static func compensator(_ jumps: SimulatedJumps, loading: Double) -> Double {
    let (mean, deviation) = (loading * jumps.mean, loading * jumps.deviation)
    return jumps.perYear * expm1(mean + 0.5 * deviation * deviation)
  }

  /// Premium, carry, skew and curvature go back to their means within hours to weeks and wander a little.
  private mutating func moveShape(years: Double, root: Double, _ stream: inout NormalStream) {
    func wander(
      _ value: inout Double, mean: Double, days: Double, deviation: Double, _ normal: Double
    ) {
      let rate = Self.daysPerYear / days
      value += rate * (mean - value) * min(years, 1 / rate)
      value += deviation * (2 * rate).squareRoot() * root * normal
    }
    wander(&premium, mean: carry / 1095, days: 0.25, deviation: 0.0002, stream.normal())
    wander(&carry, mean: Self.carryMean, days: 10, deviation: 0.03, stream.normal())
    wander(&skew, mean: Self.skewMean, days: 7, deviation: 0.12, stream.normal())
    wander(&curvature, mean: 0, days: 14, deviation: 0.3, stream.normal())
  }

  /// The shape of the surface at the moment.
  var surface: SimulatedSurface {
    let correlation = 0.9 * tanh(skew)
    return SimulatedSurface(
      variance: variance, varianceMean: coin.varianceMean,
      reversionPerYear: coin.reversionPerYear, correlation: correlation,
      scale: 2 / (1 + abs(correlation)) / (1 + exp(-curvature)), carry: carry)
  }
}
