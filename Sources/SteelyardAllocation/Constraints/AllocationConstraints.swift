/// What weights have to keep to. A weight is the value held of an asset as a share of the capital; short is negative.
public struct AllocationConstraints: Sendable, Hashable {
  /// A least and a most; infinite where there is none.
  public struct Range: Sendable, Hashable {
    /// The least.
    public var lower: Double
    /// The most.
    public var upper: Double

    /// A range from its ends.
    public init(_ lower: Double, _ upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// Assets whose weights together are limited.
  public struct Group: Sendable, Hashable {
    /// What reports call it.
    public let name: String
    /// Which assets, by their places.
    public let assets: [Int]
    /// Between what their weights' sum may be.
    public let range: Range

    /// A group from its parts.
    public init(name: String, assets: [Int], range: Range) {
      self.name = name
      self.assets = assets
      self.range = range
    }
  }

  /// Margin that positions need together.
  public struct Margin: Sendable, Hashable {
    /// What one of each asset's weight needs, long or short, as a share of it; shape `[asset]`.
    public let rates: [Double]
    /// The most that Σ rate × |weight| may be, as a share of the capital.
    public let most: Double

    /// A limit from its parts.
    public init(rates: [Double], most: Double) {
      self.rates = rates
      self.most = most
    }
  }

  /// Where each weight may lie; shape `[asset]`.
  public var weights: [Range]
  /// What the weights may sum to: 1 to 1 puts all capital in.
  public var total: Range
  /// Limits on groups.
  public var groups: [Group] = []
  /// The weights held now; needed by `turnoverMax` and `tradingCosts`; shape `[asset]`.
  public var held: [Double]?
  /// The most that Σ |weight − held| may be: bought and sold both count.
  public var turnoverMax: Double?
  /// The most that Σ |weight| may be: leverage.
  public var grossMax: Double?
  /// Margin.
  public var margin: Margin?
  /// A limit on falls from a peak along paths.
  public var drawdown: DrawdownLimit?
  /// What trading one of each weight costs, as a share of it, taken off the return of one step; shape `[asset]`.
  public var tradingCosts: [Double]?

  /// Weights within one range that sum to a total.
  public init(assetCount: Int, each: Range, total: Range) {
    weights = [Range](repeating: each, count: assetCount)
    self.total = total
  }

  /// Weights from 0 up that sum to 1.
  public static func longOnly(_ assetCount: Int) -> AllocationConstraints {
    AllocationConstraints(assetCount: assetCount, each: Range(0, .infinity), total: Range(1, 1))
  }

  /// Weights of either sign that sum to 1.
  public static func unconstrained(_ assetCount: Int) -> AllocationConstraints {
    AllocationConstraints(
      assetCount: assetCount, each: Range(-.infinity, .infinity), total: Range(1, 1))
  }

  /// Whether every weight is from 0 up.
  var isLongOnly: Bool { weights.allSatisfy { $0.lower >= 0 } }

  /// What trading to weights turns over: Σ |weight − held|; nil without held weights.
  public func turnover(_ weights: [Double]) -> Double? {
    held.map { zip(weights, $0).reduce(0) { $0 + abs($1.0 - $1.1) } }
  }

  /// What trading to weights costs; 0 where it is not asked for.
  public func tradingCost(_ weights: [Double]) -> Double {
    guard let held, let tradingCosts else { return 0 }
    return weights.indices.reduce(0) { $0 + tradingCosts[$1] * abs(weights[$1] - held[$1]) }
  }
}
