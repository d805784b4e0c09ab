/// A constraint that decides, and what it costs.
public struct Binding: Sendable, Hashable {
  /// Which end of a range decides.
  public enum End: String, Sendable, Hashable {
    /// The least.
    case lower
    /// The most.
    case upper
  }

  /// What is limited.
  public enum Constraint: Sendable, Hashable {
    /// A weight of the asset at a place.
    case weight(asset: Int)
    /// The sum of the weights.
    case total
    /// A group at a place.
    case group(Int)
    /// What is traded.
    case turnover
    /// Leverage.
    case gross
    /// Margin.
    case margin
    /// A fall from a peak.
    case drawdown
    /// A least expected return.
    case targetReturn
  }

  /// What is limited.
  public let constraint: Constraint
  /// Which end of it decides.
  public let end: End
  /// Where that end is.
  public let bound: Double
  /// What one more of the bound adds to the objective, to first order.
  public let price: Double
}
