import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket

extension LiveFrame {
  /// What a strategy is told of its coins: spot by the oracle, marks of the linear perpetual and futures, the funding
  /// since the last row, and the volatility at the money nearest to 30 days.
  ///
  /// - Parameter last: When the row before was; nil for the first, which tells of no funding.
  func facts(of coins: [Currency], since last: Timestamp?, at now: Timestamp) -> [MarketFact] {
    var facts: [MarketFact] = []
    for coin in coins {
      guard let linear = try? Underlying(base: coin, quote: .usdc, settlement: .usdc),
        let spot = spotPrice(of: linear), spot > 0, spot.isFinite
      else { continue }
      facts.append(.spot(coin, price: spot))
      if let perpetual = try? Instrument(linear, .perpetual) {
        if let mark = board.market.observation(of: perpetual)?.markPrice, mark > 0 {
          facts.append(.perpetual(coin, price: mark))
        }
        if let last, let funding = board.funding[perpetual], now > last {
          // A rate for eight hours is paid second by second.
          let seconds = Double(now.microseconds - last.microseconds) / 1e6
          facts.append(
            .funding(coin, rate: funding.ratePerHour * seconds / 3600, seconds: seconds))
        }
      }
      if let level = volatility(of: coin, spot: spot, at: now) {
        facts.append(.impliedVolatility(coin, level: level))
      }
    }
    let known = Set(coins)
    for instrument in universe.instruments {
      guard case .future(let expiry) = instrument.product, expiry > now,
        instrument.underlying.settlement == .usdc, known.contains(instrument.underlying.base),
        let mark = board.market.observation(of: instrument)?.markPrice, mark > 0
      else { continue }
      facts.append(.future(instrument, price: mark))
    }
    return facts
  }

  /// The mark volatility of the option that is nearest to the money, of the expiry that is nearest to 30 days,
  /// whatever it settles in; nil without options.
  private func volatility(of coin: Currency, spot: Double, at now: Timestamp) -> Double? {
    var best: (days: Double, distance: Double, level: Double)?
    for instrument in universe.instruments where instrument.underlying.base == coin {
      guard case .option(let terms) = instrument.product, terms.expiry > now,
        let level = board.market.observation(of: instrument)?.markVolatility, level > 0
      else { continue }
      let days = abs(now.days(to: terms.expiry) - 30)
      let distance = abs(log(terms.strike.doubleValue / spot))
      if best.map({ (days, distance) < ($0.days, $0.distance) }) ?? true {
        best = (days, distance, level)
      }
    }
    return best?.level
  }
}
