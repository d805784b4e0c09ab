public import SteelyardContracts

/// On which of a row of periods the loss exceeded what stood against it, in the order of time.
public struct BreachSeries: Sendable, Hashable {
  /// Whether each period was a breach; shape `[period]`.
  public let breaches: [Bool]

  /// Most periods: a year of five-minute periods is a tenth of it.
  public static let periodsMax = 1_000_000

  /// A series of breaches already known.
  ///
  /// - Throws: `invalidInput` for an empty series, `limitExceeded` beyond `periodsMax`.
  public init(_ breaches: [Bool]) throws(SteelyardError) {
    guard !breaches.isEmpty else {
      throw SteelyardError(
        .invalidInput, "A backtest over no periods says nothing.",
        remedy: "Give at least one period.")
    }
    guard breaches.count <= BreachSeries.periodsMax else {
      throw SteelyardError(
        .limitExceeded,
        "\(breaches.count) periods; at most \(BreachSeries.periodsMax) are tested at once.",
        remedy: "Split the series.")
    }
    self.breaches = breaches
  }

  /// The breaches of a series of losses: a loss must exceed its requirement, meeting it is none.
  ///
  /// - Parameters:
  ///   - profit: P&L over each period, positive for a gain; shape `[period]`.
  ///   - requirement: What stood against its loss, same currency; shape `[period]`.
  /// - Throws: `invalidInput` for other shapes or numbers that are not finite; as `init(_:)`.
  public init(profit: [Double], requirement: [Double]) throws(SteelyardError) {
    guard profit.count == requirement.count else {
      throw SteelyardError(
        .invalidInput, "\(profit.count) profits for \(requirement.count) requirements.",
        remedy: "Give each period one profit and one requirement.")
    }
    for (period, pair) in zip(profit, requirement).enumerated()
    where !(pair.0.isFinite && pair.1.isFinite) {
      throw SteelyardError(
        .invalidInput, "Period \(period) has profit \(pair.0) and requirement \(pair.1).",
        remedy: "Leave the period out or value it.")
    }
    try self.init(zip(profit, requirement).map { $0 + $1 < 0 })
  }

  /// How many periods.
  public var count: Int { breaches.count }

  /// How many breaches.
  public var breachCount: Int { breaches.count { $0 } }

  /// Periods from one breach to the next, the first counted from the beginning of the series, so that
  /// a breach in the first period has gap 1; shape `[breach]`.
  public var gaps: [Int] {
    var last = -1
    return breaches.indices.filter { breaches[$0] }.map { period in
      defer { last = period }
      return period - last
    }
  }

  /// How often a quiet period and a breach followed each other.
  public var transitions: BreachTransitions {
    var found = BreachTransitions()
    for (before, after) in zip(breaches, breaches.dropFirst()) {
      switch (before, after) {
      case (false, false): found.quietToQuiet += 1
      case (false, true): found.quietToBreach += 1
      case (true, false): found.breachToQuiet += 1
      case (true, true): found.breachToBreach += 1
      }
    }
    return found
  }

  /// Every n-th period from a first one on: windows of that many periods then do not overlap.
  ///
  /// - Throws: `invalidInput` unless `stride` > 0 and `first` is a period.
  public func thinned(every stride: Int, from first: Int) throws(SteelyardError) -> BreachSeries {
    guard stride > 0, breaches.indices.contains(first) else {
      throw SteelyardError(
        .invalidInput, "Every \(stride) periods from \(first) is no part of \(count) periods.",
        remedy: "Give a stride above 0 and a first period from 0 to \(count - 1).")
    }
    return try BreachSeries(
      Swift.stride(from: first, to: count, by: stride).map { breaches[$0] })
  }
}

/// Counts of neighbouring periods, by whether each was a breach.
public struct BreachTransitions: Sendable, Hashable {
  /// n₀₀.
  public var quietToQuiet = 0
  /// n₀₁.
  public var quietToBreach = 0
  /// n₁₀.
  public var breachToQuiet = 0
  /// n₁₁.
  public var breachToBreach = 0

  /// All zero.
  public init() {}
}
