import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing

/// The volatilities that an expiry's quotes say, to be drawn beside a fit; in percent over
/// log-moneyness.
struct SmileObservations {
  private(set) var marks: [ReportPlot.Point] = []
  private(set) var bids: [ReportPlot.Point] = []
  private(set) var asks: [ReportPlot.Point] = []

  /// A bid or ask whose volatility is farther from the mark's than this, decimal, is not drawn: far
  /// from the money spreads reach hundreds of points and would flatten the smile.
  private static let quoteDistanceMax = 0.15

  /// The out-of-the-money options of an expiry, whose quotes say most about volatility.
  init(_ market: ExpiryMarket, forward: Double) {
    for row in market.options {
      guard let terms = row.instrument.optionTerms else { continue }
      let strike = terms.strike.doubleValue
      guard terms.right == .call ? strike >= forward : strike < forward else { continue }
      let distance = log(strike / forward)
      func volatility(_ price: Double?, stated: Double?) -> Double? {
        if let stated { return stated }
        guard let price, price > 0,
          let solved = try? Black76.impliedVolatility(
            price: row.instrument.underlying.isInverse ? price * forward : price,
            right: terms.right, forward: forward, strike: strike,
            timeToExpiry: market.timeToExpiry, discountFactor: 1)
        else { return nil }
        return solved.volatility
      }
      guard let mark = volatility(row.markPrice, stated: row.markVolatility) else { continue }
      marks.append(.init(distance, 100 * mark))
      guard !row.isCrossed else { continue }
      if let bid = volatility(row.bid?.price, stated: row.bid?.volatility),
        abs(bid - mark) <= Self.quoteDistanceMax
      {
        bids.append(.init(distance, 100 * bid))
      }
      if let ask = volatility(row.ask?.price, stated: row.ask?.volatility),
        abs(ask - mark) <= Self.quoteDistanceMax
      {
        asks.append(.init(distance, 100 * ask))
      }
    }
  }
}
