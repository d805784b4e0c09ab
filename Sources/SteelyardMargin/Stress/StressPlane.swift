import Glibc
public import SteelyardContracts
public import SteelyardMarket

/// Two inputs of a shock, varied together: what a heatmap shows.
public struct StressPlane: Sendable, Hashable {
  /// Most points of one plane; each is a whole evaluation of the book.
  public static let cellsMax = 2_500

  /// What one side of the plane varies.
  public enum Input: Sendable, Hashable {
    /// Relative move of spot: of every coin that contracts are written on, or of one.
    case spot(MarketDisplacement.Scope)
    /// Relative move of the 30-day volatility, which other tenors follow: of every coin or of one.
    case volatility(MarketDisplacement.Scope)
    /// Days that pass.
    case days

    /// What the input is, whichever coins it moves: `spot`.
    public var name: String {
      switch self {
      case .spot: "spot"
      case .volatility: "volatility"
      case .days: "days"
      }
    }
  }

  /// One side of the plane.
  public struct Axis: Sendable, Hashable {
    /// What it varies.
    public let input: Input
    /// From where to where.
    public let range: WalkRange

    /// A side from its parts.
    public init(input: Input, range: WalkRange) {
      self.input = input
      self.range = range
    }

    /// The values in order, the one of no move among them where the range holds it.
    public var values: [Double] { range.values(around: 0) }
  }

  /// The side that runs across.
  public let horizontal: Axis
  /// The side that runs down.
  public let vertical: Axis

  /// A plane from its sides.
  ///
  /// - Throws: `invalidInput` where both sides vary the same, or a value cannot be; `limitExceeded`
  ///   beyond `cellsMax`.
  public init(horizontal: Axis, vertical: Axis) throws(SteelyardError) {
    guard horizontal.input.name != vertical.input.name else {
      throw SteelyardError(
        .invalidInput, "Both sides of the grid vary \(horizontal.input.name).",
        remedy: "Vary two of spot, volatility and days.")
    }
    let count = horizontal.values.count * vertical.values.count
    guard count <= StressPlane.cellsMax else {
      throw SteelyardError(
        .limitExceeded, "The grid has \(count) points.",
        remedy: "Give at most \(StressPlane.cellsMax): fewer steps.")
    }
    self.horizontal = horizontal
    self.vertical = vertical
    for value in [horizontal.range.lower, horizontal.range.upper] {
      for other in [vertical.range.lower, vertical.range.upper] {
        try shock(across: value, down: other).check()
      }
    }
  }

  /// The shock at one point.
  public func shock(across: Double, down: Double) -> MarketShock {
    var days = 0.0
    var others = CoinShock()
    var coins: [Currency: CoinShock] = [:]
    for (axis, value) in [(horizontal, across), (vertical, down)] {
      func set(_ path: WritableKeyPath<CoinShock, Double?>, _ scope: MarketDisplacement.Scope) {
        switch scope {
        case .everyCoin: others[keyPath: path] = value
        case .coin(let coin): coins[coin, default: CoinShock()][keyPath: path] = value
        }
      }
      switch axis.input {
      case .spot(let scope): set(\.spot, scope)
      case .volatility(let scope): set(\.relativeVolatility, scope)
      case .days: days = value
      }
    }
    return MarketShock(
      label: "\(horizontal.input.name) \(across), \(vertical.input.name) \(down)", days: days,
      coins: coins, others: others, assets: [:])
  }
}

extension CoinShock {
  /// Relative move of the 30-day volatility, > -1.
  fileprivate var relativeVolatility: Double? {
    get { volatility.map { expm1($0) } }
    set { volatility = newValue.map { log1p($0) } }
  }
}
