public import SteelyardContracts

/// Several ways to make the ratio of one hedge, held against each other over the same steps, and where it stopped.
///
/// Every ratio is made from the steps before its own. The ratio with hindsight is the one constant ratio that would
/// have been best over the compared steps.
public struct HedgeComparison: Sendable, Hashable {
  /// One method.
  public struct Entry: Sendable, Hashable {
    /// How its ratios were made.
    public let method: HedgeRatioMethod
    /// What they did over the compared steps.
    public let effectiveness: HedgeEffectiveness
  }

  /// Ends of windows in a row over which the hedge took away less than was asked of it.
  public struct Stretch: Sendable, Hashable {
    /// The last step of its first window.
    public let first: Int
    /// The last step of its last window.
    public let last: Int
  }

  /// Fewest steps that are compared: a window of a review.
  public static let stepsMin = 30

  /// The steps that are compared.
  public let steps: Range<Int>
  /// The best constant ratio of them, with hindsight.
  public let hindsight: MinimumVarianceRatio
  /// The methods in their order.
  public let entries: [Entry]
  /// Steps of a window.
  public let window: Int
  /// Variance that the first method's ratios took away over each window of compared steps; shape `[window end]`.
  public let rolling: [Double]
  /// The share of the windows under the threshold.
  public let shareBelow: Double
  /// The longest stretch under the threshold; nil where no window was.
  public let longest: Stretch?
  /// The stretch that had not ended with the last step; nil where the last window met the threshold.
  public let present: Stretch?

  /// A comparison of methods.
  ///
  /// - Parameters:
  ///   - methods: At least one; windows are those of the first.
  ///   - first: The first step that may be compared; later where a method needs more steps before it.
  ///   - window: Steps of a window.
  ///   - effectivenessMin: The share of the variance that is asked of the hedge in each window.
  /// - Throws: `invalidInput` without a method, for a window below 10 steps or a share outside (0, 1);
  ///   `missingMarketData` where fewer steps than a window, or than `stepsMin`, can be compared; what the methods
  ///   throw.
  public init(
    of methods: [HedgeRatioMethod], over series: HedgeSeries, from first: Int, window: Int,
    effectivenessMin: Double
  ) throws(SteelyardError) {
    guard !methods.isEmpty, window >= 10, effectivenessMin > 0, effectivenessMin < 1 else {
      throw SteelyardError(
        .invalidInput,
        "\(methods.count) methods, windows of \(window) steps and a threshold of \(effectivenessMin) can't be.",
        remedy: "Give a method, a window of at least 10 steps and a share between 0 and 1.")
    }
    let start = max(first, methods.map(\.stepsNeeded).max() ?? 0)
    guard series.count - start >= max(window, HedgeComparison.stepsMin) else {
      throw SteelyardError(
        .missingMarketData,
        "\(max(0, series.count - start)) steps can be compared, and a window has \(window).",
        remedy: "Give a longer history, or compare from an earlier day.")
    }
    steps = start..<series.count
    self.window = window
    hindsight = try MinimumVarianceRatio(series.steps(start..<series.count))
    var entries: [Entry] = []
    var held: [Double] = []
    for method in methods {
      let ratios = try method.ratios(over: series)
      let masked = ratios.indices.map { $0 >= start ? ratios[$0] : nil }
      entries.append(
        Entry(method: method, effectiveness: try HedgeEffectiveness(of: masked, over: series)))
      if held.isEmpty { held = (start..<series.count).map { ratios[$0] ?? 0 } }
    }
    self.entries = entries
    rolling = HedgeComparison.rolling(series, from: start, held, window)
    let below = rolling.map { $0 < effectivenessMin }
    shareBelow = Double(below.count { $0 }) / Double(below.count)
    let stretches = HedgeComparison.stretches(below, firstEnd: start + window - 1)
    longest = stretches.max { $0.last - $0.first < $1.last - $1.first }
    present = below.last == true ? stretches.last : nil
  }

  private static func rolling(
    _ series: HedgeSeries, from start: Int, _ ratios: [Double], _ window: Int
  ) -> [Double] {
    let target = Array(series.target[start...])
    let hedged = target.indices.map { target[$0] - ratios[$0] * series.hedge[start + $0] }
    return (window...target.count).map { end in
      let range = (end - window)..<end
      let moments = SeriesMoments(
        HedgeSeries(checkedTarget: Array(target[range]), hedge: Array(hedged[range])))
      return moments.targetVariance > 0 ? 1 - moments.hedgeVariance / moments.targetVariance : 0
    }
  }

  private static func stretches(_ below: [Bool], firstEnd: Int) -> [Stretch] {
    var stretches: [Stretch] = []
    var start: Int?
    for place in 0...below.count {
      let isBelow = place < below.count && below[place]
      if isBelow, start == nil { start = place }
      if !isBelow, let first = start {
        stretches.append(Stretch(first: firstEnd + first, last: firstEnd + place - 1))
        start = nil
      }
    }
    return stretches
  }
}
