import Glibc

/// How probable it is that a function of independent standard normal numbers is below zero.
public struct FailureProbability: Sendable, Hashable {
  /// An estimate with its error.
  public struct Estimate: Sendable, Hashable {
    /// The probability, 0 to 1 up to the sampling error.
    public let probability: Double
    /// Its standard error.
    public let standardError: Double
    /// Samples that were below zero.
    public let hitCount: Int
    /// All samples.
    public let count: Int
  }

  /// By importance sampling, from all samples.
  public let estimate: Estimate
  /// By plain counting, from the samples drawn around the origin alone: a check of the former.
  public let plain: Estimate
  /// So many equally weighted hits would give the same error.
  ///
  /// (Sum of weights)² over the sum of their squares; far below `hitCount`, a few samples decide.
  public let effectiveHitCount: Double
  /// What the probability is below, with 95 % confidence, one-sided.
  ///
  /// Without a hit: three over the number of samples around the origin, whose share bounds every
  /// weight.
  public let upperBound: Double
}

/// The probability that a function of independent standard normal numbers is below zero, by importance
/// sampling from a mixture of normal distributions around the origin and around given points.
///
/// Every sample is weighted by the ratio of the true density to that of the whole mixture (the balance
/// heuristic), so that no weight is above one over the share of the origin, however badly the points
/// are chosen; points that miss a part of the region cost precision there and no bias. How many samples
/// each part has is fixed beforehand, and the error is that of a stratified sample.
///
/// - Parameters:
///   - centres: Points of the region nearest to the origin; shape `[centre × dimension]`.
///   - count: How many samples, at least 2 for each part.
///   - originShare: The share drawn around the origin, in (0, 1]; without centres all of them.
///   - normals: Independent standard normal numbers of a dimension; shape `[count]`.
///   - dimension: How many unknowns.
///   - isBelow: Whether the function is below zero; shape of its argument `[dimension]`.
/// - Throws: What the function throws.
/// - Source: P. Glasserman, "Monte Carlo Methods in Financial Engineering" (2004), 4.6; the mixture:
///   E. Veach, L. Guibas, "Optimally combining sampling techniques", SIGGRAPH 1995, and A. Owen,
///   Y. Zhou, "Safe and effective importance sampling", JASA 95 (2000).
public func failureProbability<Failure: Error>(
  dimension: Int, centres: [[Double]], count: Int, originShare: Double,
  normals: (_ dimension: Int) -> [Double], isBelow: ([Double]) throws(Failure) -> Bool
) throws(Failure) -> FailureProbability {
  precondition(
    originShare > 0 && originShare <= 1 && centres.allSatisfy { $0.count == dimension },
    "a mixture needs samples around the origin and centres of its dimension")
  let mixture = NormalMixture(centres: centres, count: count, originShare: originShare)
  let columns = (0..<dimension).map(normals)
  precondition(columns.allSatisfy { $0.count == count }, "one number for each sample")
  var parts = [PartSums](repeating: PartSums(), count: mixture.counts.count)
  var sample = 0
  for (part, partCount) in mixture.counts.enumerated() {
    for _ in 0..<partCount {
      var point = columns.map { $0[sample] }
      if part > 0 { point = point.adding(1, centres[part - 1]) }
      if try isBelow(point) { parts[part].add(mixture.weight(of: point)) }
      sample += 1
    }
  }
  return mixture.result(parts)
}

/// Sums of the weights of hits of one part of a mixture.
private struct PartSums {
  var weights = 0.0
  var squares = 0.0
  var hitCount = 0

  mutating func add(_ weight: Double) {
    weights += weight
    squares += weight * weight
    hitCount += 1
  }
}

private struct NormalMixture {
  /// The 95 % quantile of the normal distribution.
  private static let normalQuantile = 1.6448536269514722
  /// −ln 0.05: without a hit in n trials the rate is below this over n with 95 % confidence.
  private static let noHitQuantile = 2.995732273553991

  let centres: [[Double]]
  /// Samples around the origin, then around each centre.
  let counts: [Int]
  private let count: Int

  init(centres: [[Double]], count: Int, originShare: Double) {
    precondition(count >= 2 * (centres.count + 1), "two samples for each part give an error")
    self.centres = centres
    self.count = count
    // In proportion to what lies beyond each centre, but for a tenth that all have in common: a
    // farther centre may have the larger region around it.
    let tails = centres.map { NormalDistribution.complementary($0.length) }
    let total = tails.reduce(0, +)
    let rest = Double(count) * (1 - originShare)
    var own = tails.map { tail in
      let share = 0.1 / Double(tails.count) + 0.9 * (total > 0 ? tail / total : 1)
      return max(2, Int(rest * share))
    }
    while own.reduce(0, +) > count - 2, let largest = own.indices.max(by: { own[$0] < own[$1] }) {
      own[largest] -= 1
    }
    counts = [count - own.reduce(0, +)] + own
  }

  /// True density over that of the mixture: exp(−|x|²/2) / Σ share exp(−|x − c|²/2).
  func weight(of point: [Double]) -> Double {
    var sum = Double(counts[0])
    for (centre, own) in zip(centres, counts.dropFirst()) {
      sum += Double(own) * exp(centre.dot(point) - 0.5 * centre.dot(centre))
    }
    return Double(count) / sum
  }

  func result(_ parts: [PartSums]) -> FailureProbability {
    var weights = 0.0
    var squares = 0.0
    var variance = 0.0
    var hits = 0
    for (part, own) in zip(parts, counts) {
      let mean = part.weights / Double(own)
      weights += part.weights
      squares += part.squares
      hits += part.hitCount
      let spread = max(0, part.squares - Double(own) * mean * mean)
      variance += Double(own) / Double(own - 1) * spread
    }
    let size = Double(count)
    let probability = weights / size
    let error = variance.squareRoot() / size
    let originCount = Double(counts[0])
    let plain = Double(parts[0].hitCount) / originCount
    let upper =
      hits == 0
      ? Self.noHitQuantile / originCount
      : probability + Self.normalQuantile * error
    return FailureProbability(
      estimate: .init(
        probability: probability, standardError: error, hitCount: hits, count: count),
      plain: .init(
        probability: plain, standardError: (plain * (1 - plain) / originCount).squareRoot(),
        hitCount: parts[0].hitCount, count: counts[0]),
      effectiveHitCount: squares > 0 ? weights * weights / squares : 0,
      upperBound: min(1, upper))
  }
}
