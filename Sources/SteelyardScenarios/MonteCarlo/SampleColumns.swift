/// What each asset does in each scenario of a sample.
public struct SampleColumns: Sendable, Hashable {
  /// How the scenarios were chosen; standard errors need it.
  public let sampling: Sampling
  /// Scenarios of each column.
  public let scenarioCount: Int
  /// The columns one after the other; shape `[asset][scenario]`.
  public let values: [Double]

  init(sampling: Sampling, scenarioCount: Int, values: [Double]) {
    self.sampling = sampling
    self.scenarioCount = scenarioCount
    self.values = values
  }

  /// How many columns there are.
  public var assetCount: Int { values.count / scenarioCount }

  /// One asset's column; shape `[scenario]`, its indices starting anywhere.
  public subscript(asset: Int) -> ArraySlice<Double> {
    values[asset * scenarioCount..<(asset + 1) * scenarioCount]
  }
}
