public import SteelyardContracts

/// How often losses exceeded a layer of margin, and what the tests say to that.
///
/// Where the horizon spans several periods, windows overlap; tests look at every horizon-th period, and
/// of the ways to begin the one with the lowest joint p-value counts. A block bootstrap looks at all
/// windows besides.
public struct LayerSummary: Sendable, Hashable {
  /// Series that the block bootstrap draws: enough to tell 1 % from 2 %.
  public static let bootstrapTrials = 500
  /// Horizons in a block of the bootstrap: what overlap joins is broken up at every eighth window.
  public static let horizonsInBlock = 8

  /// Periods (days, or hours) with a loss that is known.
  public let periods: Int
  /// Periods on which the loss exceeded the layer.
  public let breaches: Int
  /// What share of periods the layer should be exceeded on.
  public let probability: Double
  /// The p-value of Kupiec's test of coverage.
  public let kupiec: Double
  /// The p-value of Christoffersen's joint test of coverage and independence.
  public let joint: Double
  /// The chance of so many breaches or more.
  public let oneSided: Double
  /// The p-value of the time until the first failure; 1 where there is none.
  public let firstFailure: Double
  /// Basel's zone.
  public let zone: TrafficLight.Zone
  /// All overlapping windows, by a block bootstrap; nil where windows do not overlap, where the
  /// periods are too few, or where some have a layer that is not above zero.
  public let bootstrap: BlockBootstrapTest?

  /// Breaches over periods.
  public var rate: Double { periods == 0 ? 0 : Double(breaches) / Double(periods) }

  /// A summary of losses against a layer.
  ///
  /// - Parameters:
  ///   - losses: Losses, negative for gains; shape `[period]`.
  ///   - layer: What stood against them; shape `[period]`.
  ///   - stride: Periods of the horizon.
  /// - Throws: `invalidInput` for no periods or what is not finite.
  public init(
    losses: [Double], layer: [Double], probability: Double, stride: Int
  ) throws(SteelyardError) {
    // A hedge that is exact but for rounding neither loses nor asks for anything.
    let breached = zip(losses, layer).map { loss, margin in
      loss > margin + 1e-9 * max(1, abs(margin))
    }
    let series = try BreachSeries(breached)
    periods = series.count
    breaches = series.breachCount
    self.probability = probability
    var lowest: ChristoffersenTest?
    for first in 0..<min(stride, max(1, breached.count - 1)) {
      let test = try ChristoffersenTest(
        stride == 1 ? series : try series.thinned(every: stride, from: first),
        probability: probability)
      if lowest.map({ test.pValue < $0.pValue }) ?? true { lowest = test }
    }
    kupiec = lowest?.coverage.pValue ?? 1
    joint = lowest?.pValue ?? 1
    oneSided = try BinomialCoverageTest(series, probability: probability).pValue
    firstFailure =
      breaches == 0 ? 1 : try FirstFailureTest(series, probability: probability).pValue
    zone = try TrafficLight(breaches: breaches, periods: periods, probability: probability).zone
    bootstrap = try LayerSummary.bootstrap(losses, layer, probability, stride: stride)
  }

  private static func bootstrap(
    _ losses: [Double], _ layer: [Double], _ probability: Double, stride: Int
  ) throws(SteelyardError) -> BlockBootstrapTest? {
    let block = horizonsInBlock * stride
    // Half a breach is the least that can be drawn from; a book of no requirement cannot be scaled.
    guard stride > 1, 2 * block <= losses.count, Double(losses.count) * probability >= 1,
      layer.allSatisfy({ $0 > 0 })
    else { return nil }
    return try BlockBootstrapTest(
      profit: losses.map { -$0 }, requirement: layer, probability: probability,
      blockLength: block, trials: bootstrapTrials, seed: 1)
  }
}
