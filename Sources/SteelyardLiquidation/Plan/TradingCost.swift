/// What trades cost, by what it is for, in US dollars; each at least 0.
public struct TradingCost: Sendable, Hashable {
  /// Half the spread.
  public var spread: Double
  /// The venue's fee for taking liquidity.
  public var fee: Double
  /// What is charged for a liquidation besides.
  public var liquidationFee: Double
  /// What the size of the trades moves their own prices by.
  public var impact: Double

  /// A cost from its parts.
  public init(spread: Double, fee: Double, liquidationFee: Double, impact: Double) {
    self.spread = spread
    self.fee = fee
    self.liquidationFee = liquidationFee
    self.impact = impact
  }

  /// No cost.
  public static let zero = TradingCost(spread: 0, fee: 0, liquidationFee: 0, impact: 0)

  /// All of it.
  public var total: Double { spread + fee + liquidationFee + impact }

  /// The costs together.
  public static func + (left: TradingCost, right: TradingCost) -> TradingCost {
    TradingCost(
      spread: left.spread + right.spread, fee: left.fee + right.fee,
      liquidationFee: left.liquidationFee + right.liquidationFee,
      impact: left.impact + right.impact)
  }

  /// What one costs beyond the other.
  public static func - (left: TradingCost, right: TradingCost) -> TradingCost {
    TradingCost(
      spread: left.spread - right.spread, fee: left.fee - right.fee,
      liquidationFee: left.liquidationFee - right.liquidationFee,
      impact: left.impact - right.impact)
  }

  /// So many times the cost.
  static func * (factor: Double, cost: TradingCost) -> TradingCost {
    TradingCost(
      spread: factor * cost.spread, fee: factor * cost.fee,
      liquidationFee: factor * cost.liquidationFee, impact: factor * cost.impact)
  }
}
