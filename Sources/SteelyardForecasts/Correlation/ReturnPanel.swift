public import SteelyardContracts
public import SteelyardMarket

/// Returns of several assets over the same steps of time, with gaps.
///
/// Assets may have histories of different length: what is missing is missing, and each estimator says
/// what it does about it.
public struct ReturnPanel: Sendable, Hashable {
  /// Most assets accepted: beyond it the estimators, cubic in the assets, take minutes.
  public static let assetsMax = 256
  /// Most steps accepted: 100 years of hours.
  public static let stepsMax = 876_000

  /// What the assets are called in errors and reports; shape `[asset]`.
  public let assets: [String]
  /// How many steps there are.
  public let stepCount: Int
  /// Returns, step after step, NaN where there is none; shape `[step × asset]`.
  package let returns: [Double]

  /// A panel from the returns of each asset.
  ///
  /// - Parameters:
  ///   - assets: Names, each different; shape `[asset]`.
  ///   - columns: Returns per step as decimals (0.01 is 1 %), the oldest first, nil where there is none;
  ///     shape `[asset][step]`, every asset with as many steps.
  /// - Throws: `invalidInput` for no asset, a name that stands twice, columns of different length or a
  ///   number that is not finite; `limitExceeded` beyond `assetsMax` or `stepsMax`.
  public init(assets: [String], columns: [[Double?]]) throws(SteelyardError) {
    guard !assets.isEmpty, assets.count == columns.count else {
      throw SteelyardError(
        .invalidInput, "There are \(assets.count) assets and \(columns.count) columns of returns.",
        remedy: "Give each asset one column, and at least one.")
    }
    let steps = columns[0].count
    guard assets.count <= ReturnPanel.assetsMax, steps <= ReturnPanel.stepsMax else {
      throw SteelyardError(
        .limitExceeded,
        "\(assets.count) assets over \(steps) steps are more than \(ReturnPanel.assetsMax) over"
          + " \(ReturnPanel.stepsMax).",
        remedy: "Estimate in parts, or over a longer step.")
    }
    var seen = Set<String>()
    for name in assets where !seen.insert(name).inserted {
      throw SteelyardError(
        .invalidInput, "The asset \(name) stands twice.", remedy: "Give its returns once.",
        subject: .instrument(name))
    }
    var flat = [Double](repeating: .nan, count: steps * assets.count)
    for (asset, column) in columns.enumerated() {
      guard column.count == steps else {
        throw SteelyardError(
          .invalidInput,
          "\(assets[asset]) has \(column.count) steps, \(assets[0]) has \(steps).",
          remedy: "Give every asset the same steps, nil where it has no return.",
          subject: .instrument(assets[asset]))
      }
      for (step, element) in column.enumerated() {
        guard let element else { continue }
        guard element.isFinite else {
          throw SteelyardError(
            .invalidInput, "The return of \(assets[asset]) at step \(step) is \(element).",
            remedy: "Correct it, or leave it out.", subject: .instrument(assets[asset]))
        }
        flat[step * assets.count + asset] = element
      }
    }
    self.assets = assets
    stepCount = steps
    returns = flat
  }

  /// A panel of histories that end together and begin when each asset was listed.
  ///
  /// - Parameters:
  ///   - assets: Names, each different; shape `[asset]`.
  ///   - histories: Returns per step, the oldest first, without gaps; shape `[asset][its steps]`.
  /// - Throws: As `init(assets:columns:)`.
  public init(assets: [String], endingTogether histories: [[Double]]) throws(SteelyardError) {
    let steps = histories.map(\.count).max() ?? 0
    let columns = histories.map { history in
      [Double?](repeating: nil, count: steps - history.count) + history.map { Optional($0) }
    }
    try self.init(assets: assets, columns: columns)
  }

  /// A panel of returns that were aligned in time, named by their sources.
  ///
  /// - Throws: As `init(assets:columns:)`.
  public init(_ returns: AlignedReturns) throws(SteelyardError) {
    try self.init(
      assets: returns.sources.map(\.description),
      columns: returns.columns.map { column in column.map { $0.isNaN ? nil : $0 } })
  }

  /// The return of an asset at a step, both counted from 0; nil where there is none.
  public subscript(asset: Int, step: Int) -> Double? {
    precondition(asset >= 0 && asset < assets.count, "Asset outside the panel.")
    let element = returns[step * assets.count + asset]
    return element.isNaN ? nil : element
  }

  /// The returns of all assets at a step; shape `[asset]`.
  public func step(_ step: Int) -> [Double?] {
    assets.indices.map { self[$0, step] }
  }

  /// Fewest observations that a covariance is taken from.
  static let observationsMin = 2

  /// That every asset has a return at every step, and enough of them.
  ///
  /// - Throws: `missingMarketData` about the asset that has not.
  func checkComplete() throws(SteelyardError) {
    guard stepCount >= ReturnPanel.observationsMin else {
      throw SteelyardError(
        .missingMarketData, "\(stepCount) steps are too few for a covariance.",
        remedy: "Give at least \(ReturnPanel.observationsMin).")
    }
    guard let gap = returns.firstIndex(where: \.isNaN) else { return }
    let name = assets[gap % assets.count]
    throw SteelyardError(
      .missingMarketData, "\(name) has no return at step \(gap / assets.count).",
      remedy: "Estimate pairwise, or shorten the panel to the common history.",
      subject: .instrument(name))
  }
}
