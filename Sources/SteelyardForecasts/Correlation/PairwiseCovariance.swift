public import SteelyardContracts
public import SteelyardMath

/// The covariance of assets whose histories differ in length.
///
/// Each variance is that of all the asset's own returns, each correlation that of the steps that both
/// assets have. Such correlations need not fit together, so they are repaired to the semi-definite
/// ones, and the variances stay.
public struct PairwiseCovariance: Sendable, Hashable {
  /// The covariance and the means of the assets.
  public let estimate: CovarianceEstimate
  /// The repaired correlations.
  public let correlation: CorrelationMatrix
  /// Steps that two assets have in common; shape `[asset][asset]`, each asset's own on the diagonal.
  public let overlaps: [[Int]]
  /// The pairs whose overlap was too short and that were given the policy's correlation.
  public let assumedPairs: [AssumedPair]
  /// What the repair changed in the Frobenius norm; 0 where the pairs fitted together.
  public let repairDistance: Double

  /// Two assets that were given a correlation.
  public struct AssumedPair: Sendable, Hashable {
    /// The first asset's index.
    public let first: Int
    /// The second asset's index, above the first.
    public let second: Int

    /// Names a pair.
    public init(first: Int, second: Int) {
      self.first = first
      self.second = second
    }
  }
}

/// What to do where assets have little history in common.
public struct PairwisePolicy: Sendable, Hashable, Codable {
  /// Fewest common steps from which a correlation is taken.
  public let overlapMin: Int
  /// The correlation of pairs with fewer: an assumption, told in `assumedPairs`.
  public let assumedCorrelation: Double
  /// How correlations that do not fit together are repaired.
  public let repair: CorrelationRepair
  /// The least eigenvalue of the repaired correlations, 0 to below 1.
  public let eigenvalueMin: Double

  /// Makes a policy.
  ///
  /// - Throws: `invalidInput` for an overlap below 3, a correlation outside [−1, 1] or an eigenvalue
  ///   outside [0, 1).
  public init(
    overlapMin: Int, assumedCorrelation: Double, repair: CorrelationRepair, eigenvalueMin: Double
  ) throws(SteelyardError) {
    // Two points always correlate fully.
    guard overlapMin >= 3, abs(assumedCorrelation) <= 1, eigenvalueMin >= 0, eigenvalueMin < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "Overlap \(overlapMin), correlation \(assumedCorrelation), eigenvalue \(eigenvalueMin): no"
          + " policy.",
        remedy: "Give an overlap of at least 3, a correlation in [-1, 1], an eigenvalue in [0, 1).")
    }
    self.overlapMin = overlapMin
    self.assumedCorrelation = assumedCorrelation
    self.repair = repair
    self.eigenvalueMin = eigenvalueMin
  }
}

extension PairwiseCovariance {
  /// The estimate from a panel with gaps.
  ///
  /// - Parameters:
  ///   - panel: Every asset with at least `policy.overlapMin` returns.
  ///   - mean: What is taken off: of a pair, the means over its common steps.
  ///   - divisor: What sums of squares are divided by; correlations do not depend on it.
  ///   - policy: The rule for short overlaps and the repair.
  /// - Throws: `missingMarketData` about an asset with too few returns; `notApplicable` about one that
  ///   does not move; `noConvergence` where the repair does not come to an end.
  public init(
    _ panel: ReturnPanel, mean: ReturnMean, divisor: CovarianceDivisor, policy: PairwisePolicy
  ) throws(SteelyardError) {
    let count = panel.assets.count
    var deviations: [Double] = []
    var raw = Matrix.identity(count)
    var overlaps = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    var assumed: [AssumedPair] = []
    for first in 0..<count {
      let own = CommonHistory(panel, first, first, mean: mean)
      try PairwiseCovariance.check(own, of: panel.assets[first], policy)
      deviations.append((own.products / divisor.value(own.count)).squareRoot())
      overlaps[first][first] = own.count
      for second in 0..<first {
        let common = CommonHistory(panel, first, second, mean: mean)
        overlaps[first][second] = common.count
        overlaps[second][first] = common.count
        let correlation: Double
        if common.count >= policy.overlapMin, let observed = common.correlation {
          correlation = observed
        } else {
          correlation = policy.assumedCorrelation
          assumed.append(AssumedPair(first: second, second: first))
        }
        raw[first, second] = correlation
        raw[second, first] = correlation
      }
    }
    let repaired = nearestCorrelation(
      raw, repair: policy.repair, minimumEigenvalue: policy.eigenvalueMin, tolerance: 1e-10,
      maximumIterations: 10_000)
    guard repaired.status == .converged else {
      throw SteelyardError(
        .noConvergence,
        "The repair of the correlations ended as \(repaired.status) after \(repaired.iterations)"
          + " steps.",
        remedy: "Repair by eigenvalue clipping, or raise the overlap that pairs must have.")
    }
    correlation = CorrelationMatrix(unchecked: repaired.matrix)
    estimate = CovarianceEstimate(
      covariance: try correlation.covariance(deviations: deviations), means: panel.means(mean),
      observationCount: overlaps.indices.map { overlaps[$0][$0] }.max() ?? 0, shrinkage: 0)
    self.overlaps = overlaps
    assumedPairs = assumed
    repairDistance = repaired.distance
  }

  private static func check(
    _ history: CommonHistory, of asset: String, _ policy: PairwisePolicy
  ) throws(SteelyardError) {
    guard history.count >= policy.overlapMin else {
      throw SteelyardError(
        .missingMarketData,
        "\(asset) has \(history.count) returns, fewer than \(policy.overlapMin).",
        remedy: "Leave it out, or lower the overlap that pairs must have.",
        subject: .instrument(asset))
    }
    guard history.products > 0 else {
      throw SteelyardError(
        .notApplicable, "\(asset) does not move, so it has no correlation.",
        remedy: "Leave it out.", subject: .instrument(asset))
    }
  }
}

/// Sums over the steps that two assets have in common.
private struct CommonHistory {
  private(set) var count = 0
  /// Σ x y, centred.
  private(set) var products = 0.0
  private var firstSquares = 0.0
  private var secondSquares = 0.0

  init(_ panel: ReturnPanel, _ first: Int, _ second: Int, mean: ReturnMean) {
    let pairs = (0..<panel.stepCount).compactMap { step -> (Double, Double)? in
      guard let left = panel[first, step], let right = panel[second, step] else { return nil }
      return (left, right)
    }
    count = pairs.count
    if pairs.isEmpty { return }
    let scale = mean == .sample ? 1 / Double(count) : 0
    let leftMean = CompensatedSum(pairs.map(\.0)).value * scale
    let rightMean = CompensatedSum(pairs.map(\.1)).value * scale
    for (left, right) in pairs {
      products += (left - leftMean) * (right - rightMean)
      firstSquares += (left - leftMean) * (left - leftMean)
      secondSquares += (right - rightMean) * (right - rightMean)
    }
  }

  /// Nil where one of the two does not move over the common steps.
  var correlation: Double? {
    guard firstSquares > 0, secondSquares > 0 else { return nil }
    return min(max(products / (firstSquares.squareRoot() * secondSquares.squareRoot()), -1), 1)
  }
}
