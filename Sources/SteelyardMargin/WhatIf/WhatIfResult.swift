public import SteelyardContracts
public import SteelyardScenarios

/// What becomes of an account: before, after the trades, and after the worst fills of its orders.
public struct WhatIfResult: Sendable {
  /// The account at one point.
  public struct State: Sendable {
    /// What it holds, exactly.
    public let portfolio: Portfolio
    /// What the model says of it.
    public let explanation: MarginExplanation
  }

  /// What people should know besides.
  public enum Note: Sendable, Hashable {
    /// A future that is held without an entry price was traded: it stays without one, and the fill
    /// counts as settled at the mark.
    case unknownEntry(Instrument)
  }

  /// As it is.
  public let before: State
  /// With the trades.
  public let after: State
  /// With the trades and the worst fills of the working orders; the same as `after` where no fill
  /// lowers the initial excess.
  public let worst: State
  /// The trades with their prices, in the order given.
  public let trades: [Fill]
  /// What a unit of each trade is worth and how it moves; nil where it could not be priced.
  public let tradesPriced: [PricedInstrument?]
  /// What each trade asks for by itself, in the order given; empty beyond `TradeMargin.tradesMax`.
  public let tradeMargins: [TradeMargin]
  /// The orders with the prices that they fill at, in the order given.
  public let orders: [Fill]
  /// Which of them fill in the worst case, and how that was found.
  public let worstFills: WorstFills
  /// What people should know besides, without repetition.
  public let notes: [Note]
}

/// The subset of working orders whose fills leave the least initial excess.
public struct WorstFills: Sendable, Hashable {
  /// How it was found.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every subset was evaluated.
    case exact
    /// Candidates were evaluated and improved order by order; a worse subset may exist.
    case searched
  }

  /// Most orders of which every subset is evaluated: 1,024 accounts in one batch.
  public static let exactOrdersMax = 10

  /// How it was found.
  public let method: Method
  /// How many subsets were evaluated, that of no fills included.
  public let evaluatedCount: Int
  /// Whether each order fills, in the order given.
  public let isFilled: [Bool]
  /// Initial excess in US dollars where no order fills.
  public let unfilledExcess: Double
  /// Initial excess in US dollars where each order fills alone, in the order given.
  public let excessAlone: [Double]
  /// Initial excess in US dollars in the worst case; never above `unfilledExcess`.
  public let worstExcess: Double
}
