import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMarket

/// What would bring the insurance fund out of its positions, the largest first.
struct FundTrades {
  /// One step each.
  let trades: [LiquidationTrade]
  /// US dollars of one unit of each.
  private let unitsUSD: [Instrument: Double]

  /// All of each position in whole lots, where it has a mark and a size.
  ///
  /// - Parameters:
  ///   - excluded: Instruments that are not to be touched now.
  ///   - terms: Of everything that is listed.
  init(
    of portfolio: Portfolio, excluded: Set<Instrument>, terms: [Instrument: ContractTerms],
    slippage: Double, in frame: LiveFrame, at now: Timestamp
  ) {
    var found: [(trade: LiquidationTrade, usd: Double)] = []
    for position in portfolio.positions {
      let instrument = position.instrument
      guard !excluded.contains(instrument), instrument.expiry.map({ $0 > now }) ?? true,
        let own = terms[instrument]
      else { continue }
      let units = position.quantity.units / own.lot.units * own.lot.units
      let quantity = Amount(units: -units)
      guard !quantity.isZero, let usd = frame.notionalUSD(of: instrument, quantity),
        let limit = FundLimit.price(
          of: instrument, trading: quantity, slippage: slippage, terms: own,
          in: frame.board.market)
      else { continue }
      found.append(
        (
          LiquidationTrade(
            instrument: instrument, quantity: quantity, limit: limit, purpose: .reduction, step: 0),
          usd
        ))
    }
    // Names decide between equals, so that the same state gives the same round.
    found.sort { ($1.usd, $0.trade.instrument) < ($0.usd, $1.trade.instrument) }
    unitsUSD = Dictionary(
      uniqueKeysWithValues: found.map {
        ($0.trade.instrument, $0.usd / $0.trade.quantity.magnitude.doubleValue)
      })
    trades = found.enumerated().map { step, entry in
      LiquidationTrade(
        instrument: entry.trade.instrument, quantity: entry.trade.quantity,
        limit: entry.trade.limit, purpose: .reduction, step: step)
    }
  }

  /// Nothing to trade.
  static let none = FundTrades()

  private init() { (trades, unitsUSD) = ([], [:]) }

  /// US dollars of a trade, a part of one of these.
  func notionalUSD(of trade: LiquidationTrade) -> Double {
    unitsUSD[trade.instrument].map { $0 * trade.quantity.magnitude.doubleValue } ?? .infinity
  }
}

extension LiveFrame {
  /// US dollars of a position's size, ≥ 0, on whatever slot there is; nil without a price.
  func notionalUSD(of instrument: Instrument, _ quantity: Amount) -> Double? {
    guard let slot = self[.cross] ?? self[.portfolio] ?? self[.isolated],
      let usd = slot.frame.notionalUSD(of: instrument, quantity.doubleValue, universe),
      usd.isFinite
    else { return nil }
    return abs(usd)
  }
}
