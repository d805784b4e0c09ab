public import SteelyardContracts

extension MeanVariance {
  /// Most points of a frontier.
  public static let frontierPointsMax = 1_000

  /// The efficient frontier: least variance for each of evenly spaced expected returns, from the portfolio of least variance to that of most return.
  ///
  /// A grid, not the corners: between two corners variance is a parabola of the return, so a grid of 50 points is drawn as a curve. What
  /// binds changes at a corner, and each point says what binds.
  ///
  /// - Parameter pointCount: At least 2.
  /// - Returns: The points from the least return up; one alone where no constraint lets the return vary; none that is optimal where the
  ///   constraints can't be met, or the return has no most.
  /// - Throws: `invalidInput` for a count outside 2 to `frontierPointsMax`; as `minimumVariance()`.
  public func frontier(pointCount: Int) throws(SteelyardError) -> [Allocation] {
    guard (2...MeanVariance.frontierPointsMax).contains(pointCount) else {
      throw SteelyardError(
        .invalidInput, "A frontier of \(pointCount) points is none.",
        remedy: "Ask for 2 to \(MeanVariance.frontierPointsMax).")
    }
    let least = try minimumVariance()
    let most = try maximumReturn()
    guard least.status == .optimal, most.status == .optimal else {
      return [least.status == .optimal ? most : least]
    }
    func net(_ allocation: Allocation) -> Double {
      (allocation.expectedReturn ?? 0) - allocation.tradingCost
    }
    let lower = net(least)
    let upper = net(most)
    guard upper - lower > 1e-12 * max(abs(lower), abs(upper)) else { return [least] }
    var points = [least]
    for place in 1..<pointCount {
      let share = Double(place) / Double(pointCount - 1)
      // The last is a rounding error inside what can be reached.
      let target = lower + (share - (place == pointCount - 1 ? 1e-12 : 0)) * (upper - lower)
      points.append(try minimumVariance(targetReturn: target))
    }
    return points
  }
}
