import SteelyardContracts
import SteelyardMargin

/// A trade that a plan may make, in lots: part of a position, or a hedge.
struct PlanCandidate: Sendable {
  let instrument: Instrument
  let purpose: LiquidationTrade.Purpose
  /// What one lot changes the holding by; negative where it is sold.
  let lot: Amount
  /// What all of it changes the holding by: a whole number of lots, or a position that is none.
  let whole: Amount
  /// How many lots all of it is, the last one perhaps not whole.
  let lotCount: Int
  let unit: TradedUnit
  let spreadSource: SpreadSource
  /// What one lot costs by itself, without impact, in US dollars.
  let lotCost: TradingCost
  /// The pools of its impact and what one lot adds to the size of each.
  let pools: [(pool: Int, size: Double)]

  /// How many lots all of it is, exactly.
  let lotsMax: Double
  /// One lot as a number.
  let lotSize: Double

  /// So many lots as a real number: the last one may be a part.
  func lots(_ count: Int) -> Double { min(Double(count), lotsMax) }

  /// The quantity of a number of lots, exactly where the number is whole.
  func quantity(_ lots: Double) throws(SteelyardError) -> Amount {
    if lots >= lotsMax { return whole }
    if lots == lots.rounded(), abs(lots) < 1e15 {
      return Amount(units: lot.units * Int128(Int64(lots)))
    }
    return try Amount(nearest: lots * lotSize)
  }

  /// Whether the instrument is sold.
  var isSold: Bool { lot.isNegative }
}
