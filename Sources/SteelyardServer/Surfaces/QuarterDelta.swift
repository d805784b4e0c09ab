import SteelyardMarket
import SteelyardMath

/// The volatilities of a smile that desks quote: at the forward and at deltas of a quarter.
///
/// Deltas are Black-76 deltas on the forward, undiscounted and not adjusted for the premium: N(d₁) = 0.25 for the call,
/// N(−d₁) = 0.25 for the put, d₁ = −k/√w + √w/2 at log-moneyness k = ln(K/F) with total variance w(k).
///
/// - Source: U. Wystup, "FX Options and Structured Products" (2017), section 1.5, for risk reversal and butterfly;
///   forward deltas as Deribit prints them.
struct QuarterDelta: Sendable, Hashable {
  /// Volatility at the forward, decimal.
  let atTheMoney: Double
  /// Volatility of the call with delta 0.25; nil where the smile has no such strike.
  let call: Double?
  /// Volatility of the put with delta −0.25; nil where the smile has no such strike.
  let put: Double?

  /// Call over put: what a view upwards costs more than one downwards.
  var riskReversal: Double? {
    guard let call, let put else { return nil }
    return call - put
  }

  /// The mean of the two over the volatility at the forward.
  var butterfly: Double? {
    guard let call, let put else { return nil }
    return (call + put) / 2 - atTheMoney
  }

  /// The volatilities of a fitted smile.
  init(_ slice: SmileSlice) {
    atTheMoney = slice.volatility(at: 0)
    let distance = -NormalDistribution.quantile(0.25)
    call = QuarterDelta.volatility(slice, upper: -distance)
    put = QuarterDelta.volatility(slice, upper: distance)
  }

  /// The volatility where d₁ has a value; it falls in k wherever there is no arbitrage.
  private static func volatility(_ slice: SmileSlice, upper: Double) -> Double? {
    let reach = 10 * slice.totalVariance(at: 0).squareRoot()
    guard reach.isFinite, reach > 0 else { return nil }
    let root = brentRoot(
      lower: -reach, upper: reach, tolerance: 1e-12, maximumIterations: 100
    ) { place in
      let deviation = slice.totalVariance(at: place).squareRoot()
      return -place / deviation + deviation / 2 - upper
    }
    return root.status == .converged ? slice.volatility(at: root.value) : nil
  }
}
