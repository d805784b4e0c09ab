public import SteelyardContracts

/// Returns of what is to be hedged beside those of what hedges it, step by step, the oldest first.
public struct HedgeSeries: Sendable, Hashable {
  /// Fewest steps that anything is estimated from.
  public static let stepsMin = 3
  /// Most steps.
  public static let stepsMax = 1_000_000

  /// Returns, or changes of value, of what is to be hedged; decimals, or any one unit.
  public let target: [Double]
  /// Returns, or changes of value, of the hedge, over the same steps.
  public let hedge: [Double]

  /// A pair of series.
  ///
  /// - Throws: `invalidInput` for series of different lengths or a number that is not finite;
  ///   `missingMarketData` below `stepsMin`; `limitExceeded` beyond `stepsMax`.
  public init(target: [Double], hedge: [Double]) throws(SteelyardError) {
    guard target.count == hedge.count else {
      throw SteelyardError(
        .invalidInput, "The target has \(target.count) steps, the hedge \(hedge.count).",
        remedy: "Give both over the same steps.")
    }
    guard target.count >= HedgeSeries.stepsMin else {
      throw SteelyardError(
        .missingMarketData, "\(target.count) steps say nothing of a hedge.",
        remedy: "Give at least \(HedgeSeries.stepsMin).")
    }
    guard target.count <= HedgeSeries.stepsMax else {
      throw SteelyardError(
        .limitExceeded, "\(target.count) steps are more than \(HedgeSeries.stepsMax).",
        remedy: "Use a longer step.")
    }
    for (name, series) in [("target", target), ("hedge", hedge)] {
      if let step = series.firstIndex(where: { !$0.isFinite }) {
        throw SteelyardError(
          .invalidInput, "The \(name) is \(series[step]) at step \(step).",
          remedy: "Leave out steps at which either has no return.")
      }
    }
    self.target = target
    self.hedge = hedge
  }

  /// How many steps there are.
  public var count: Int { target.count }

  /// Some of the steps.
  ///
  /// - Precondition: The range lies in the series and has at least `stepsMin` steps.
  func steps(_ range: Range<Int>) -> HedgeSeries {
    HedgeSeries(checkedTarget: Array(target[range]), hedge: Array(hedge[range]))
  }

  init(checkedTarget target: [Double], hedge: [Double]) {
    precondition(target.count == hedge.count && target.count >= HedgeSeries.stepsMin)
    self.target = target
    self.hedge = hedge
  }
}
