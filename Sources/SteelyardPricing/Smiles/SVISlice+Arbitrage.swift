import Glibc
import SteelyardMath

/// Where a function over strikes is least.
public struct StrikeMinimum: Sendable, Hashable, Codable {
  /// k = ln(K/F).
  public let logMoneyness: Double
  /// The least value.
  public let value: Double

  /// A minimum from its parts, for slices that other modules build.
  package init(logMoneyness: Double, value: Double) {
    self.logMoneyness = logMoneyness
    self.value = value
  }
}

extension SVISlice {
  /// The least Durrleman g over a range of log-moneyness, ends included.
  ///
  /// A negative value is a butterfly with a negative price at that strike. The scan follows the
  /// slice's own width around its vertex and is refined to the root of dg/dk.
  ///
  /// - Parameter range: Log-moneyness ln(K/F); a closed finite range.
  public func minimumDurrleman(over range: ClosedRange<Double>) -> StrikeMinimum {
    leastValue(
      over: scanPoints(range), value: { variance(at: $0).durrleman },
      slope: { variance(at: $0).durrlemanSlope })
  }

  /// Whether no butterfly over the range has a negative price and both wings keep Lee's bound.
  public func isButterflyFree(over range: ClosedRange<Double>) -> Bool {
    keepsLeeBounds && minimumTotalVariance > 0 && minimumDurrleman(over: range).value >= 0
  }

  /// The least of `later`'s total variance less this one's, over a range of log-moneyness.
  ///
  /// A negative value is a calendar spread with a negative price.
  public func minimumCalendarGap(to later: SVISlice, over range: ClosedRange<Double>)
    -> StrikeMinimum
  {
    let points = (scanPoints(range) + later.scanPoints(range)).sorted()
    return leastValue(
      over: points,
      value: { later.variance(at: $0).value - variance(at: $0).value },
      slope: { later.variance(at: $0).first - variance(at: $0).first })
  }

  /// Points even in arsinh((k − m)/σ) and points even in k, sorted: the first see the vertex however
  /// narrow, the second see the rest.
  private func scanPoints(_ range: ClosedRange<Double>) -> [Double] {
    let count = 256
    let low = asinh((range.lowerBound - centre) / width)
    let high = asinh((range.upperBound - centre) / width)
    var points = [range.lowerBound, range.upperBound]
    for index in 1..<count {
      let share = Double(index) / Double(count)
      points.append(centre + width * sinh(low + share * (high - low)))
      points.append(range.lowerBound + share * (range.upperBound - range.lowerBound))
    }
    return points.map { min(max($0, range.lowerBound), range.upperBound) }.sorted()
  }

  private func leastValue(
    over points: [Double], value: (Double) -> Double, slope: (Double) -> Double
  ) -> StrikeMinimum {
    let values = points.map(value)
    var best = StrikeMinimum(logMoneyness: points[0], value: values[0])
    for index in points.indices {
      if values[index] < best.value {
        best = StrikeMinimum(logMoneyness: points[index], value: values[index])
      }
      // A valley is where the slope turns from falling to rising between two neighbours.
      guard index + 1 < points.count, points[index] < points[index + 1],
        slope(points[index]) < 0, slope(points[index + 1]) > 0
      else { continue }
      let root = brentRoot(
        lower: points[index], upper: points[index + 1], tolerance: 0, maximumIterations: 100,
        function: slope)
      let valley = value(root.value)
      if valley < best.value { best = StrikeMinimum(logMoneyness: root.value, value: valley) }
    }
    return best
  }
}
