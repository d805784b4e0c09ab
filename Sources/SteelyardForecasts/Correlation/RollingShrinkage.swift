public import SteelyardContracts

/// The shrunk covariance of the last steps, moved forward step by step.
///
/// What it says after a step uses that step and those before it: a forecast for the next one. A step
/// costs O(assets²), whatever the window. No mean is taken off.
public struct RollingShrinkage: Sendable, Hashable {
  /// Longest window accepted.
  public static let windowMax = 100_000

  /// How many steps count.
  public let window: Int
  /// What the sample is drawn towards.
  public let target: ShrinkageTarget
  private var moments: ShrinkageMoments
  /// The steps that count, in a ring; shape `[step][asset]`.
  private var steps: [[Double]] = []
  private var oldest = 0
  private let assetCount: Int

  /// An empty window.
  ///
  /// - Throws: `invalidInput` for a window below 2 or above `windowMax`, or no asset.
  public init(
    assetCount: Int, window: Int, target: ShrinkageTarget
  ) throws(SteelyardError) {
    guard assetCount > 0, assetCount <= ReturnPanel.assetsMax,
      (ReturnPanel.observationsMin...RollingShrinkage.windowMax).contains(window)
    else {
      throw SteelyardError(
        .invalidInput, "A window of \(window) steps over \(assetCount) assets is impossible.",
        remedy:
          "Give 1 to \(ReturnPanel.assetsMax) assets and 2 to \(RollingShrinkage.windowMax) steps.")
    }
    self.assetCount = assetCount
    self.window = window
    self.target = target
    moments = ShrinkageMoments(assetCount: assetCount)
  }

  /// How many steps are in the window.
  public var observationCount: Int { steps.count }

  /// Takes the returns of one step, and lets the oldest go once the window is full.
  ///
  /// - Parameter returns: Decimals; shape `[asset]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; nothing is changed.
  public mutating func update(_ returns: [Double]) throws(SteelyardError) {
    guard returns.count == assetCount, returns.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "\(assetCount) finite returns are needed, \(returns.count) were given.",
        remedy: "Give one for each asset; a rolling shrinkage has no rule for gaps.")
    }
    if steps.count < window {
      steps.append(returns)
      moments.count(returns, .enter)
      return
    }
    moments.count(steps[oldest], .leave)
    steps[oldest] = returns
    moments.count(returns, .enter)
    oldest += 1
    if oldest < window { return }
    oldest = 0
    // Sums from which large steps have left keep their rounding errors, so once a turn of the ring
    // they are made anew; spread over the window that is one more entry a step.
    moments = ShrinkageMoments(assetCount: assetCount)
    for step in steps { moments.count(step, .enter) }
  }

  /// The covariance of the window.
  ///
  /// - Throws: `missingMarketData` before two steps; `notApplicable` as `CovarianceEstimate.shrunk`.
  public func estimate() throws(SteelyardError) -> CovarianceEstimate {
    guard steps.count >= ReturnPanel.observationsMin else {
      throw SteelyardError(
        .missingMarketData, "\(steps.count) steps are too few for a covariance.",
        remedy: "Give at least \(ReturnPanel.observationsMin).")
    }
    return try CovarianceEstimate(
      moments, towards: target, means: [Double](repeating: 0, count: assetCount),
      meansTaken: .zero)
  }
}
