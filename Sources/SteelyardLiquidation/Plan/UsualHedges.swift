public import SteelyardContracts
public import SteelyardMarket

extension LiquidationMarket {
  /// The days to expiry that options which hedge gamma and vega should be nearest to.
  static let hedgeDays = 30.0

  /// The hedges that a market usually has for a book: of each underlying that it holds contracts on, the perpetual, and
  /// of the expiry nearest to 30 days the call and the put whose strikes are nearest to the forward.
  ///
  /// Only instruments that the market has a row of; of two expiries or strikes that are as near, the earlier or lower.
  public static func usualHedges(
    for portfolio: Portfolio, in snapshot: MarketSnapshot
  ) -> [Instrument] {
    let held = portfolio.positions.filter { $0.instrument.product != .spot }
    var hedges: [Instrument] = []
    for underlying in Set(held.map(\.instrument.underlying)).sorted() {
      let listed = snapshot.observations.map(\.instrument).filter { $0.underlying == underlying }
      hedges += listed.filter { $0.product == .perpetual }
      hedges += usualOptionHedges(of: underlying, among: listed, in: snapshot)
    }
    return hedges.sorted()
  }

  /// Of the expiry nearest to 30 days the call and the put whose strikes are nearest to the forward: two options of an
  /// underlying at the most.
  ///
  /// - Parameter listed: What may be traded; of these the nearest are taken.
  public static func usualOptionHedges(
    of underlying: Underlying, among listed: [Instrument], in snapshot: MarketSnapshot
  ) -> [Instrument] {
    var written: [Timestamp: [Instrument]] = [:]
    for instrument in listed where instrument.underlying == underlying {
      guard case .option(let terms) = instrument.product else { continue }
      written[terms.expiry, default: []].append(instrument)
    }
    func distance(_ expiry: ExpiryMarket) -> Double {
      abs(expiry.timeToExpiry * 365 - hedgeDays)
    }
    let expiries = snapshot.market(of: underlying)?.expiries.filter {
      !$0.options.isEmpty && written[$0.expiry] != nil
    }
    guard
      let expiry = expiries?.min(by: { (distance($0), $0.expiry) < (distance($1), $1.expiry) })
    else { return [] }
    func strikeDistance(_ instrument: Instrument) -> Double {
      abs((instrument.optionTerms?.strike.doubleValue ?? 0) - expiry.forward.value)
    }
    return [OptionRight.call, .put].compactMap { right in
      written[expiry.expiry]?.filter { $0.optionTerms?.right == right }
        .min { (strikeDistance($0), $0) < (strikeDistance($1), $1) }
    }
  }
}
