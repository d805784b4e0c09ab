import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket

/// Finds what is listed for what a strategy wants: the same contract, or for an option the nearest of the live chain.
///
/// Strategies name options by a calendar and a grid of strikes; a venue has its own.
struct NearestContract {
  /// Days by which an expiry may differ.
  static let daysMax = 10.0
  /// How far a strike may be, relative.
  static let strikeMax = 0.1

  let frame: LiveFrame
  let listed: [Instrument: ContractTerms]

  /// The trade in what is listed.
  ///
  /// - Throws: `missingMarketData` where nothing near it is listed and priced.
  func trade(_ trade: StrategyTrade) throws(SteelyardError) -> StrategyTrade {
    let instrument = trade.instrument
    if isTradable(instrument) { return trade }
    guard let wanted = instrument.optionTerms, let near = nearest(wanted, instrument.underlying)
    else {
      throw SteelyardError(
        .missingMarketData, "\(instrument) is not listed with a price, nor is anything near it",
        remedy: "List it.", subject: .instrument(instrument.description))
    }
    return StrategyTrade(
      instrument: near, quantity: trade.quantity, purpose: trade.purpose,
      reason: "\(trade.reason) (\(near) is the nearest that is listed)")
  }

  private func isTradable(_ instrument: Instrument) -> Bool {
    guard listed[instrument] != nil, let mark = frame.strategyMark(of: instrument), mark > 0 else {
      return false
    }
    return instrument.product == .spot || frame.universe.index(of: instrument) != nil
  }

  private func nearest(_ wanted: OptionTerms, _ underlying: Underlying) -> Instrument? {
    var best: (instrument: Instrument, distance: Double)?
    for instrument in frame.universe.instruments where instrument.underlying == underlying {
      guard case .option(let terms) = instrument.product, terms.right == wanted.right,
        isTradable(instrument)
      else { continue }
      let days = abs(wanted.expiry.days(to: terms.expiry))
      let strike = abs(log(terms.strike.doubleValue / wanted.strike.doubleValue))
      guard days <= NearestContract.daysMax, strike <= NearestContract.strikeMax else { continue }
      let distance = days / NearestContract.daysMax + strike / NearestContract.strikeMax
      if best.map({ distance < $0.distance }) ?? true { best = (instrument, distance) }
    }
    return best?.instrument
  }
}
