public import SteelyardContracts
public import SteelyardForecasts
public import SteelyardMath

/// Means and covariances of the returns of some assets over one step.
public struct AssetMoments: Sendable, Hashable {
  /// What the assets are called; shape `[asset]`.
  public let assets: [String]
  /// Expected returns per step, decimals; shape `[asset]`.
  public let means: [Double]
  /// Covariances per step; shape `[asset × asset]`.
  public let covariance: Matrix

  /// Most assets.
  public static let assetsMax = ReturnPanel.assetsMax

  /// Moments from their parts.
  ///
  /// - Throws: `invalidInput` for no asset, a name that stands twice, counts that differ, numbers that are not finite, a matrix that is not
  ///   symmetric, and an asset that does not move; `limitExceeded` beyond `assetsMax`. That no combination has a negative variance is
  ///   checked by the optimisers.
  public init(assets: [String], means: [Double], covariance: Matrix) throws(SteelyardError) {
    try AssetMoments.check(assets)
    guard means.count == assets.count, means.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "\(means.count) means for \(assets.count) assets, or one is not finite.",
        remedy: "Give a finite mean return for each asset.")
    }
    guard covariance.rowCount == assets.count, covariance.columnCount == assets.count,
      covariance.elements.allSatisfy(\.isFinite), covariance.isSymmetric(within: 1e-10)
    else {
      throw SteelyardError(
        .invalidInput,
        "The covariance is \(covariance.rowCount) by \(covariance.columnCount) for \(assets.count) assets,"
          + " or not symmetric and finite.",
        remedy: "Give a row and a column for each asset.")
    }
    for (asset, variance) in covariance.diagonal.enumerated() where !(variance > 0) {
      throw SteelyardError(
        .invalidInput, "\(assets[asset]) has a variance of \(variance).",
        remedy: "Leave out what does not move; cash is what the weights leave.",
        subject: .instrument(assets[asset]))
    }
    self.assets = assets
    self.means = means
    self.covariance = covariance
  }

  /// The moments of an estimate; its means are those that it took off.
  ///
  /// - Throws: As `init(assets:means:covariance:)`.
  public init(_ estimate: CovarianceEstimate, of panel: ReturnPanel) throws(SteelyardError) {
    try self.init(assets: panel.assets, means: estimate.means, covariance: estimate.covariance)
  }

  /// Standard deviations per step; shape `[asset]`.
  public var deviations: [Double] { covariance.diagonal.map { $0.squareRoot() } }

  static func check(_ assets: [String]) throws(SteelyardError) {
    guard !assets.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There is no asset to allocate to.", remedy: "Give at least one.")
    }
    guard assets.count <= assetsMax else {
      throw SteelyardError(
        .limitExceeded, "\(assets.count) assets are more than \(assetsMax).",
        remedy: "Allocate to fewer.")
    }
    var seen: Set<String> = []
    for name in assets where !seen.insert(name).inserted {
      throw SteelyardError(
        .invalidInput, "The asset \(name) stands twice.", remedy: "Name each asset once.",
        subject: .instrument(name))
    }
  }
}
