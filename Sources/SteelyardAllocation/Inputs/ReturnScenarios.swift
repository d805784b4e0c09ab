public import SteelyardContracts
public import SteelyardForecasts
public import SteelyardMath

/// Joint returns of some assets in scenarios with probabilities.
public struct ReturnScenarios: Sendable, Hashable {
  /// What the assets are called; shape `[asset]`.
  public let assets: [String]
  /// Simple returns, decimals: a weight's profit is weight × return; shape `[scenario × asset]`.
  public let returns: Matrix
  /// Probability of each scenario, summing to 1; shape `[scenario]`.
  public let probabilities: [Double]

  /// Scenarios from their parts.
  ///
  /// - Throws: `invalidInput` for no asset or scenario, a name that stands twice, returns that are not finite or of another shape, and
  ///   probabilities that do not sum to 1.
  public init(
    assets: [String], returns: Matrix, probabilities: [Double]
  ) throws(SteelyardError) {
    try AssetMoments.check(assets)
    guard returns.columnCount == assets.count, returns.rowCount > 0,
      returns.elements.allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "Returns are \(returns.rowCount) by \(returns.columnCount) for \(assets.count) assets, or not all finite.",
        remedy: "Give a finite return for each scenario and asset.")
    }
    guard probabilities.count == returns.rowCount, probabilities.allSatisfy({ $0 >= 0 }),
      abs(probabilities.reduce(0, +) - 1) <= 1e-9
    else {
      throw SteelyardError(
        .invalidInput,
        "\(probabilities.count) probabilities for \(returns.rowCount) scenarios, or they do not sum to 1.",
        remedy: "Give each scenario a probability from 0 up; together 1.")
    }
    self.assets = assets
    self.returns = returns
    self.probabilities = probabilities
  }

  /// The steps of a panel without gaps, all as likely.
  ///
  /// - Throws: `missingMarketData` for a gap; as `init(assets:returns:probabilities:)`.
  public init(_ panel: ReturnPanel) throws(SteelyardError) {
    var returns = Matrix(
      rowCount: panel.stepCount, columnCount: panel.assets.count, repeating: 0)
    for step in 0..<panel.stepCount {
      for (asset, element) in panel.step(step).enumerated() {
        guard let element else {
          throw SteelyardError(
            .missingMarketData, "\(panel.assets[asset]) has no return at step \(step).",
            remedy: "Shorten the panel to the common history.",
            subject: .instrument(panel.assets[asset]))
        }
        returns[step, asset] = element
      }
    }
    try self.init(
      assets: panel.assets, returns: returns,
      probabilities: [Double](
        repeating: 1 / Double(max(panel.stepCount, 1)), count: panel.stepCount))
  }

  /// Losses of one of each asset: returns with the other sign.
  var losses: Matrix { returns.combined(with: returns) { element, _ in -element } }

  /// Expected returns; shape `[asset]`.
  public var means: [Double] {
    var means = [Double](repeating: 0, count: assets.count)
    for (scenario, probability) in probabilities.enumerated() {
      for asset in assets.indices { means[asset] += probability * returns[scenario, asset] }
    }
    return means
  }

  /// What weights return in each scenario.
  ///
  /// - Precondition: There is a weight for each asset.
  public func returns(of weights: [Double]) -> [Double] { returns * weights }
}
