import Glibc
public import SteelyardContracts
import SteelyardMath
public import SteelyardPricing

/// The fitted smile of one expiry: an SVI slice, and what its quotes need beyond it.
///
/// w(k) = SVI(k) + c(k), k = ln(K/F).
public struct SmileSlice: Sendable, Hashable {
  /// The expiry.
  public let expiry: Timestamp
  /// Years of 365 days from the snapshot to the expiry, > 0.
  public let timeToExpiry: Double
  /// The forward, in quote currency.
  public let forward: Double
  /// The SVI slice; it is free of butterflies by itself wherever the fit says so.
  public let base: SVISlice
  /// What is added to it; nil where the slice is SVI and nothing else.
  public let correction: SmileCorrection?
  /// Log-moneyness from the lowest to the highest quoted strike.
  public let quotedRange: ClosedRange<Double>

  /// A slice from its parts.
  package init(
    expiry: Timestamp, timeToExpiry: Double, forward: Double, base: SVISlice,
    correction: SmileCorrection?, quotedRange: ClosedRange<Double>
  ) {
    self.expiry = expiry
    self.timeToExpiry = timeToExpiry
    self.forward = forward
    self.base = base
    self.correction = correction
    self.quotedRange = quotedRange
  }

  /// w at a log-moneyness ln(K/F).
  public func totalVariance(at logMoneyness: Double) -> Double {
    base.totalVariance(at: logMoneyness) + (correction?.values(at: logMoneyness).value ?? 0)
  }

  /// Volatility, decimal, at a log-moneyness ln(K/F).
  public func volatility(at logMoneyness: Double) -> Double {
    (totalVariance(at: logMoneyness) / timeToExpiry).squareRoot()
  }

  /// w with its derivatives; the third jumps at the knots of the correction.
  public func variance(at logMoneyness: Double) -> TotalVariance {
    let svi = base.variance(at: logMoneyness)
    guard let added = correction?.values(at: logMoneyness) else { return svi }
    return TotalVariance(
      logMoneyness: logMoneyness, value: svi.value + added.value, first: svi.first + added.first,
      second: svi.second + added.second, third: svi.third + added.third)
  }

  /// The least Durrleman g over the whole line; negative where a butterfly has a negative price.
  ///
  /// It is scanned out to where the wings are straight, between all knots, and refined to roots of
  /// dg/dk; beyond, g rises to 1/4 − (b(1 ± ρ))²/16, which Lee's bound keeps from below zero.
  public var minimumDurrleman: StrikeMinimum {
    leastValue(
      over: scanPoints(-reach...reach), value: { variance(at: $0).safeDurrleman },
      slope: { variance(at: $0).durrlemanSlope })
  }

  /// The least of `later`'s total variance less this one's over a range of log-moneyness.
  ///
  /// A negative value is a calendar spread with a negative price.
  public func minimumCalendarGap(
    to later: SmileSlice, over range: ClosedRange<Double>
  ) -> StrikeMinimum {
    leastValue(
      over: (scanPoints(range) + later.scanPoints(range)).sorted(),
      value: { later.totalVariance(at: $0) - totalVariance(at: $0) },
      slope: { later.variance(at: $0).first - variance(at: $0).first })
  }

  /// Whether no butterfly on the whole line has a negative price and the wings keep Lee's bound.
  public var isButterflyFree: Bool { base.keepsLeeBounds && minimumDurrleman.value >= 0 }

  /// Log-moneyness at which the wings are straight to every practical end.
  private var reach: Double {
    10 + 50 * base.width + abs(base.centre)
      + max(abs(quotedRange.lowerBound), abs(quotedRange.upperBound))
  }

  /// Places to look at: dense around the vertex, wider in the wings, and eight between any two
  /// knots of the correction.
  private func scanPoints(_ range: ClosedRange<Double>) -> [Double] {
    let count = 160
    let low = asinh((range.lowerBound - base.centre) / base.width)
    let high = asinh((range.upperBound - base.centre) / base.width)
    var points = [range.lowerBound, range.upperBound]
    for index in 1..<count {
      points.append(
        base.centre + base.width * sinh(low + Double(index) / Double(count) * (high - low)))
    }
    if let correction {
      for index in 0...(8 * (correction.coefficients.count - 3)) {
        points.append(correction.start + Double(index) / 8 * correction.spacing)
      }
    }
    return points.filter(range.contains).sorted()
  }
}

extension TotalVariance {
  /// g, or minus infinity where there is no variance to speak of.
  var safeDurrleman: Double { value > 0 ? durrleman : -.infinity }
}

/// The least value over sorted points, each valley refined to the root of the slope.
private func leastValue(
  over points: [Double], value: (Double) -> Double, slope: (Double) -> Double
) -> StrikeMinimum {
  var best = StrikeMinimum(logMoneyness: 0, value: .infinity)
  func consider(_ place: Double, _ found: Double) {
    if found < best.value { best = StrikeMinimum(logMoneyness: place, value: found) }
  }
  let values = points.map(value)
  for index in points.indices {
    consider(points[index], values[index])
    // The bottom of a valley lies in one of the two cells beside the lowest of three points.
    guard index > 0, index + 1 < points.count, values[index] <= values[index - 1],
      values[index] <= values[index + 1]
    else { continue }
    for (left, right) in [
      (points[index - 1], points[index]), (points[index], points[index + 1]),
    ] where left < right {
      // The slope may jump at a knot: ask on the inner side of both ends.
      let inset = 1e-9 * (right - left)
      guard slope(left + inset) < 0, slope(right - inset) > 0 else { continue }
      let root = brentRoot(
        lower: left + inset, upper: right - inset, tolerance: 0, maximumIterations: 60,
        function: slope)
      consider(root.value, value(root.value))
    }
  }
  return best
}

extension SmileSlice {
  /// The strike, in quote currency, at a log-moneyness ln(K/F).
  public func strike(at logMoneyness: Double) -> Double { forward * exp(logMoneyness) }
}
