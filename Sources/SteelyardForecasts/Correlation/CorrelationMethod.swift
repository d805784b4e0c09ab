public import SteelyardContracts

/// How correlations are forecast, as a model's parameters state it.
public enum CorrelationMethod: Sendable, Hashable, Codable {
  /// Exponentially weighted with one decay.
  case exponential(decay: Double)
  /// Between a fast and a slow exponentially weighted one.
  case damped(fastDecay: Double, slowDecay: Double, fastWeight: Double)
  /// Dynamic conditional correlation with given a and b; the target is the start.
  case dynamic(newsWeight: Double, memory: Double)
  /// Of the last steps, shrunk.
  case shrunk(window: Int, target: ShrinkageTarget)
}

/// A correlation forecast that moves forward step by step, by any method.
///
/// After each update it is the forecast for the next step: a backtest that reads before it updates
/// looks at nothing later. A step costs O(assets²).
public struct CorrelationTracker: Sendable, Hashable {
  // One of the four is there. Optionals, not an enum, so that an update changes the tracker where it
  // lies instead of copying its window.
  private var exponential: EWMACovariance?
  private var damped: DampedCorrelation?
  private var dynamic: DCCState?
  private var shrunk: RollingShrinkage?
  private let start: CorrelationMatrix

  /// A tracker with a first forecast.
  ///
  /// - Parameters:
  ///   - method: The method and its parameters.
  ///   - start: The forecast before any step; a rolling window keeps it until the window has twice as
  ///     many steps as there are assets, or is full.
  /// - Throws: `invalidInput` for parameters outside their range.
  public init(_ method: CorrelationMethod, start: CorrelationMatrix) throws(SteelyardError) {
    self.start = start
    switch method {
    case .exponential(let decay):
      exponential = try EWMACovariance(start: start.matrix, decay: decay)
    case .damped(let fastDecay, let slowDecay, let fastWeight):
      damped = try DampedCorrelation(
        start: start, fastDecay: fastDecay, slowDecay: slowDecay, fastWeight: fastWeight)
    case .dynamic(let newsWeight, let memory):
      dynamic = DCCState(try DCCModel(newsWeight: newsWeight, memory: memory, target: start))
    case .shrunk(let window, let target):
      shrunk = try RollingShrinkage(
        assetCount: start.assetCount, window: window, target: target)
    }
  }

  /// Takes the standardised residuals of one step.
  ///
  /// - Parameter residuals: Returns over their forecast deviations, nil where there is none; shape
  ///   `[asset]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; `missingMarketData`
  ///   for a gap where the method is a rolling window. Nothing is changed.
  public mutating func update(_ residuals: [Double?]) throws(SteelyardError) {
    try checkStep(residuals, assetCount: start.assetCount)
    try exponential?.update(residuals)
    try damped?.update(residuals)
    try dynamic?.update(residuals)
    if shrunk == nil { return }
    let present = residuals.compactMap { $0 }
    guard present.count == residuals.count else {
      throw SteelyardError(
        .missingMarketData, "A rolling shrinkage has no rule for a step with gaps.",
        remedy: "Leave the step out, or use another method.")
    }
    try shrunk?.update(present)
  }

  /// The forecast for the next step.
  ///
  /// - Throws: `notApplicable` where an asset does not move.
  public func correlation() throws(SteelyardError) -> CorrelationMatrix {
    if let exponential { return try exponential.correlation() }
    if let damped { return try damped.correlation() }
    if let dynamic { return dynamic.correlation }
    guard let shrunk,
      shrunk.observationCount >= min(2 * start.assetCount, shrunk.window)
    else { return start }
    return try shrunk.estimate().correlation()
  }
}
