package import SteelyardContracts
import SteelyardMarket

/// The worst price that the insurance fund takes for a position.
package enum FundLimit {
  /// The mark less a share of it for a sale, and more for a purchase, rounded to whole ticks in the fund's favour and at
  /// least one tick; nil for a mark that is no price.
  ///
  /// - Parameters:
  ///   - mark: In `Instrument.priceCurrency`, ≥ 0.
  ///   - quantity: What is traded; negative to sell.
  ///   - slippage: Largest distance from the mark, as a share of it, 0 to 0.5.
  package static func price(
    at mark: Double, trading quantity: Amount, slippage: Double, terms: ContractTerms
  ) -> Amount? {
    let isSale = quantity.isNegative
    guard mark >= 0, mark.isFinite,
      let raw = Amount.nearest(mark * (isSale ? 1 - slippage : 1 + slippage))
    else { return nil }
    // A tick may be larger above a price: rounding may arrive there, so it is rounded once more.
    var price = raw
    for _ in 0..<2 {
      let tick = terms.tick(at: price).units
      let down = price.units / tick * tick
      let up = down == price.units ? down : down + tick
      price = Amount(units: max(tick, isSale ? up : down))
    }
    return price
  }

  /// The same of an instrument's mark in a market; nil without one.
  static func price(
    of instrument: Instrument, trading quantity: Amount, slippage: Double, terms: ContractTerms,
    in market: MarketSnapshot
  ) -> Amount? {
    market.observation(of: instrument)?.markPrice.flatMap {
      price(at: $0, trading: quantity, slippage: slippage, terms: terms)
    }
  }
}
