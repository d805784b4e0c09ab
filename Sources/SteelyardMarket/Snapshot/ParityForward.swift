import Glibc
import SteelyardContracts

/// The forward of one expiry by put-call parity on marks.
///
/// Inverse options in coin: C − P = 1 − K/F, so F = K/(1 − (C − P)). Linear options, not discounted
/// because the venues' forwards carry the rate: F = K + C − P. Each strike with both marks gives
/// one forward; their weighted median is robust against single bad or stale marks, and marks
/// rounded to 1e-4 coin average out over strikes. Weights fall with the distance from the money
/// as the density does, n(ln(K/F)/σ√T), because far legs carry only rounding.
struct ParityForward {
  let options: [InstrumentObservation]
  let isInverse: Bool
  let reference: Double
  let timeToExpiry: Double

  /// With fewer strikes one wrong mark decides, so another source must agree.
  private static let strikesMin = 3
  /// Largest distance |F/reference − 1| at which a source agrees.
  private static let agreement = 0.02

  /// The forward, or nil where no strike has both marks or too few do and nothing confirms them.
  func estimate(confirmedBy other: Double?) -> ForwardPrice? {
    let points = strikeForwards
    guard let value = weightedMedian(points) else { return nil }
    if points.count < Self.strikesMin {
      guard abs(value / (other ?? reference) - 1) <= Self.agreement else { return nil }
    }
    return ForwardPrice(value: value, source: .putCallParity(strikes: points.count))
  }

  private var strikeForwards: [WeightedValue] {
    let deviation = typicalVolatility * timeToExpiry.squareRoot()
    var points: [WeightedValue] = []
    // Sorted by strike with calls first, so the two legs of a strike are neighbours.
    for (call, put) in zip(options, options.dropFirst()) {
      guard let terms = call.instrument.optionTerms, let other = put.instrument.optionTerms,
        terms.right == .call, other.right == .put, terms.strike == other.strike,
        let callMark = call.markPrice, let putMark = put.markPrice, callMark > 0, putMark > 0
      else { continue }
      let strike = terms.strike.doubleValue
      let difference = callMark - putMark
      let forward = isInverse ? strike / (1 - difference) : strike + difference
      guard forward > 0, forward.isFinite, difference < 1 || !isInverse else { continue }
      let distance = log(strike / reference) / deviation
      points.append(
        WeightedValue(value: forward, weight: max(exp(-0.5 * distance * distance), 1e-9)))
    }
    let heaviest = points.map(\.weight).max() ?? 0
    // Beyond two deviations a leg is mostly rounding; it serves where nothing nearer is quoted.
    return points.filter { $0.weight >= heaviest * 0.1 }
  }

  /// A volatility that only scales distances: the median of the marks, or 60 % without any.
  private var typicalVolatility: Double {
    min(max(median(options.compactMap(\.markVolatility)) ?? 0.6, 0.05), 5)
  }
}

/// A value and how much it counts.
struct WeightedValue {
  let value: Double
  let weight: Double
}

/// The value at which half the weight lies below, between the two values where it falls on one.
func weightedMedian(_ points: [WeightedValue]) -> Double? {
  let sorted = points.sorted { $0.value < $1.value }
  let half = 0.5 * sorted.reduce(0) { $0 + $1.weight }
  var below = 0.0
  for (position, point) in sorted.enumerated() {
    below += point.weight
    if below > half { return point.value }
    if below == half {
      return position + 1 < sorted.count
        ? 0.5 * (point.value + sorted[position + 1].value) : point.value
    }
  }
  return sorted.last?.value
}
