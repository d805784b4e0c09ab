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
      let expiries = snapshot.market(of: underlying)?.expiries.filter { !$0.options.isEmpty } ?? []
      func distance(_ expiry: ExpiryMarket) -> Double {
        abs(expiry.timeToExpiry * 365 - hedgeDays)
      }
      guard let expiry = expiries.min(by: { (distance($0), $0.expiry) < (distance($1), $1.expiry) })
      else { continue }
      for right in [OptionRight.call, .put] {
        let written = listed.filter {
          guard case .option(let terms) = $0.product else { return false }
          return terms.expiry == expiry.expiry && terms.right == right
        }
        func strikeDistance(_ instrument: Instrument) -> Double {
          abs((instrument.optionTerms?.strike.doubleValue ?? 0) - expiry.forward.value)
        }
        if let nearest = written.min(by: { (strikeDistance($0), $0) < (strikeDistance($1), $1) }) {
          hedges.append(nearest)
        }
      }
    }
    return hedges.sorted()
  }
}
