public import SteelyardContracts

/// How often losses exceeded a layer of margin, and what the tests say to that.
///
/// Where the horizon spans several days, windows overlap; tests look at every horizon-th day, and of
/// the ways to begin the one with the lowest joint p-value counts.
public struct LayerSummary: Sendable, Hashable {
  /// Days with a loss that is known.
  public let days: Int
  /// Days on which the loss exceeded the layer.
  public let breaches: Int
  /// What share of days the layer should be exceeded on.
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

  /// Breaches over days.
  public var rate: Double { days == 0 ? 0 : Double(breaches) / Double(days) }

  /// A summary of losses against a layer.
  ///
  /// - Parameters:
  ///   - losses: Losses, negative for gains; shape `[day]`.
  ///   - layer: What stood against them; shape `[day]`.
  ///   - stride: Days of the horizon.
  /// - Throws: `invalidInput` for no days or what is not finite.
  public init(
    losses: [Double], layer: [Double], probability: Double, stride: Int
  ) throws(SteelyardError) {
    // A hedge that is exact but for rounding neither loses nor asks for anything.
    let breached = zip(losses, layer).map { loss, margin in
      loss > margin + 1e-9 * max(1, abs(margin))
    }
    let series = try BreachSeries(breached)
    days = series.count
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
    zone = try TrafficLight(breaches: breaches, periods: days, probability: probability).zone
  }
}
