public import SteelyardContracts
import SteelyardMath

/// Dynamic conditional correlation: correlations that answer to news and return to a target.
///
/// Q_{t+1} = (1 − a − b) Q̄ + a z_t z_tᵀ + b Q_t, R = diag(Q)^{−1/2} Q diag(Q)^{−1/2}.
///
/// - Source: R. Engle, "Dynamic conditional correlation", Journal of Business & Economic Statistics 20
///   (2002), pp. 339-350, eq. 18 and 24.
public struct DCCModel: Sendable, Hashable {
  /// a: how much one step's news counts, ≥ 0.
  public let newsWeight: Double
  /// b: how much of the state is kept, ≥ 0, and a + b < 1.
  public let memory: Double
  /// Q̄: where correlations return to.
  public let target: CorrelationMatrix

  /// Makes a model.
  ///
  /// - Throws: `invalidInput` where a or b is negative or a + b is not below 1.
  public init(
    newsWeight: Double, memory: Double, target: CorrelationMatrix
  ) throws(SteelyardError) {
    guard newsWeight >= 0, memory >= 0, newsWeight + memory < 1 else {
      throw SteelyardError(
        .invalidInput, "a = \(newsWeight) and b = \(memory) give no stationary correlation.",
        remedy: "Give both at least 0 and their sum below 1.")
    }
    self.newsWeight = newsWeight
    self.memory = memory
    self.target = target
  }

  /// a + b: what is left of a deviation from the target after one step.
  public var persistence: Double { newsWeight + memory }
}

/// Where a model of dynamic correlation stands: the forecast for the next step.
///
/// A residual that is missing counts as the model expects it: the asset's part of Q keeps a + b of
/// itself rather than b, its covariances with the others √b √(a + b), which leaves Q positive
/// semi-definite.
public struct DCCState: Sendable, Hashable {
  /// The model.
  public let model: DCCModel
  /// Q for the next step; its scale carries no meaning.
  private var unscaled: Matrix

  /// The state before any news: the target.
  public init(_ model: DCCModel) {
    self.model = model
    unscaled = model.target.matrix
  }

  /// Takes the standardised residuals of one step; O(assets²).
  ///
  /// - Parameter residuals: Returns over their forecast deviations, nil where there is none; shape
  ///   `[asset]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; nothing is changed.
  public mutating func update(_ residuals: [Double?]) throws(SteelyardError) {
    try checkStep(residuals, assetCount: unscaled.rowCount)
    unscaled.step(
      keep: model.memory, keepUnseen: model.persistence, news: residuals,
      weight: model.newsWeight)
    let anchor = 1 - model.persistence
    unscaled = unscaled.combined(with: model.target.matrix) { $0 + anchor * $1 }
  }

  /// The forecast for the next step.
  public var correlation: CorrelationMatrix {
    // The target keeps the diagonal above 1 − a − b > 0, so no scale is zero.
    let roots = unscaled.diagonal.map { $0.squareRoot() }
    return CorrelationMatrix(
      unchecked: Matrix(size: roots.count) { unscaled[$0, $1] / (roots[$0] * roots[$1]) })
  }

  /// The forecast for a step further ahead: R_k = R̄ + (a + b)^{k−1} (R_1 − R̄).
  ///
  /// - Parameter steps: How many steps ahead; 1 is the next.
  /// - Precondition: `steps` ≥ 1.
  /// - Source: R. Engle, K. Sheppard, "Theoretical and empirical properties of dynamic conditional
  ///   correlation multivariate GARCH", NBER working paper 8554 (2001), section 4: the less biased of
  ///   their two approximations.
  public func correlation(stepsAhead steps: Int) -> CorrelationMatrix {
    precondition(steps >= 1, "A forecast is for a step to come.")
    var kept = 1.0
    var factor = model.persistence
    var left = steps - 1
    while left > 0 {
      if left & 1 == 1 { kept *= factor }
      factor *= factor
      left >>= 1
    }
    return CorrelationMatrix(
      unchecked: model.target.matrix.blended(with: correlation.matrix, weight: kept))
  }
}
