import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

/// What a trade is done at and what it costs, from stated rates.
///
///     price = mark x (1 +- (half spread + impact)),  impact = Y sigma_day sqrt(worth / volume of a day)
///
/// Options: half the spread is stated in volatility points, or is that of the chain that was seen at the option's
/// moneyness; impact is that of the underlying that stands behind the delta, and the fee is a share of the underlying, at
/// most a share of the option's price.
///
/// - Source: the square-root law, N. Torre, "BARRA Market Impact Model Handbook" (1997); B. Tóth et al., "Anomalous
///   price
///   impact and the critical nature of liquidity in financial markets", Physical Review X 1 (2011).
struct FillPrice {
  /// The mark, in US dollars.
  let mark: Double
  /// What it is done at.
  let price: Double
  /// Half the spread on all of it, in US dollars, ≥ 0.
  let spread: Double
  /// The impact on all of it, in US dollars, ≥ 0.
  let impact: Double
  /// The fee, in US dollars, ≥ 0.
  let fee: Double
  /// What changes hands, in US dollars of the underlying.
  let notional: Double

  /// The fill of a quantity.
  ///
  /// - Returns: Nil where the instrument has no price.
  init?(
    _ instrument: Instrument, _ quantity: Double, in market: MarketPast, _ listing: OptionListing,
    _ rates: TradingRates
  ) {
    let coin = instrument.underlying.base
    guard let own = market[coin], let spot = own.price else { return nil }
    let size = abs(quantity)
    let halfSpread: Double
    let impact: Double
    if instrument.isOption {
      guard let quote = listing.quote(of: instrument, in: own, at: market.time) else { return nil }
      mark = quote.value
      notional = size * spot
      // Nobody pays more than the whole of what is sold, nor sells below nothing.
      let quoted = listing.quotedShare(
        of: instrument, isBuying: quantity > 0, in: own, at: market.time)
      halfSpread =
        quoted.map { abs($0 - 1) * quote.value }
        ?? min(rates.halfSpreadPoints * quote.vegaPerPoint, quote.value)
      let hedged = FillPrice.impact(size * abs(quote.delta) * spot, coin, rates)
      impact = min(hedged * abs(quote.delta) * spot, max(0, quote.value - halfSpread))
      fee = min(rates.optionFee * notional, rates.optionFeeMaxShare * size * quote.value)
    } else {
      guard let price = market.price(of: instrument) else { return nil }
      mark = price
      notional = size * price
      halfSpread = rates.halfSpread[coin] * price
      impact = FillPrice.impact(notional, coin, rates) * price
      fee = rates.takerFee * notional
    }
    spread = size * halfSpread
    self.impact = size * impact
    price = mark + (quantity < 0 ? -1 : 1) * (halfSpread + impact)
  }

  /// How far a trade of so many dollars moves its own price, as a share of it; half of everything at most.
  private static func impact(_ worth: Double, _ coin: Currency, _ rates: TradingRates) -> Double {
    min(
      0.5,
      rates.impactFactor * rates.dailyVolatility[coin]
        * (worth / rates.dailyVolumeUSD[coin]).squareRoot())
  }
}
