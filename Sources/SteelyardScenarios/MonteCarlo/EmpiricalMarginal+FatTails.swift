public import SteelyardContracts
import SteelyardMath

extension EmpiricalMarginal {
  /// Fewest values that a distribution with tails of its own is fitted to.
  public static let sampleMin = 100
  /// The share of the sample on each side that is called a tail.
  public static let tailShare = 0.05
  /// Fewest values of a tail; small samples have wider ones.
  private static let tailCountMin = 20.0

  /// Probabilities of the knots of one tail, as shares of the tail: to a hundredth of the rarest
  /// that 10,000 scenarios show.
  private static let tailShares = [
    1e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8,
  ]
  /// Steps between the two tails.
  private static let bodySteps = 18

  /// A body as it was seen between two fat tails: the quantiles of the sample, and beyond the 5th and
  /// the 95th percentile a generalised Pareto distribution of what exceeds them.
  ///
  /// Where a tail has no spread, or its likelihood no maximum, its own quantiles stand there.
  ///
  /// - Parameters:
  ///   - sample: At least `sampleMin` finite values.
  ///   - bounds: No value lies outside.
  /// - Throws: `invalidInput` for fewer values, one that is not finite, or bounds that are not in
  ///   order.
  /// - Source: A. McNeil, R. Frey, "Estimation of tail-related risk measures for heteroscedastic
  ///   financial time series", Journal of Empirical Finance 7 (2000), 271-300: tails of scores.
  public init(
    fatTailed sample: [Double], within bounds: ClosedRange<Double>
  ) throws(SteelyardError) {
    guard sample.count >= EmpiricalMarginal.sampleMin, sample.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput,
        "A distribution is fitted to \(sample.count) values, or one of them is not finite.",
        remedy: "Give at least \(EmpiricalMarginal.sampleMin) finite values.")
    }
    let sorted = sample.sorted()
    let share = max(
      EmpiricalMarginal.tailShare, EmpiricalMarginal.tailCountMin / Double(sample.count))
    let steps = EmpiricalMarginal.bodySteps
    let body = (0...steps).map { share + (1 - 2 * share) * Double($0) / Double(steps) }
    let lower = EmpiricalMarginal.tail(sorted.map { -$0 }.reversed(), share: share)
    let upper = EmpiricalMarginal.tail(sorted, share: share)
    let probabilities =
      EmpiricalMarginal.tailShares.map { $0 * share } + body
      + EmpiricalMarginal.tailShares.reversed().map { 1 - $0 * share }
    let values =
      lower.map { -$0 } + body.map { EmpiricalMarginal.quantile($0, of: sorted) }
      + upper.reversed()
    // Tail and body meet at the threshold but for rounding.
    var least = -Double.infinity
    let rising = values.map { value in
      least = max(least, min(max(value, bounds.lowerBound), bounds.upperBound))
      return least
    }
    try self.init(probabilities: probabilities, values: rising, ends: .held)
  }

  /// Quantiles of the upper tail, rarest first.
  private static func tail(_ sorted: [Double], share: Double) -> [Double] {
    let threshold = quantile(1 - share, of: sorted)
    let excesses = sorted.filter { $0 > threshold }.map { $0 - threshold }
    guard let fit = GeneralisedParetoFit(excesses), fit.status == .converged else {
      return tailShares.map { quantile(1 - $0 * share, of: sorted) }
    }
    return tailShares.map { threshold + fit.distribution.complementaryQuantile($0) }
  }

  private static func quantile(_ probability: Double, of sorted: [Double]) -> Double {
    guard let value = SteelyardMath.quantile(probability, ofSorted: sorted, convention: .hazen)
    else { preconditionFailure("a checked sample has quantiles") }
    return value
  }
}
