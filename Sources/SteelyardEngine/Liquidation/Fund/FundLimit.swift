import SteelyardContracts
import SteelyardMarket

/// The worst price that the insurance fund takes for a position.
enum FundLimit {
  /// The mark less a share of it for a sale, and more for a purchase, rounded to whole ticks in the fund's favour and at
  /// least one tick; nil without a mark.
  ///
  /// - Parameters:
  ///   - quantity: What is traded; negative to sell.
  ///   - slippage: Largest distance from the mark, as a share of it, 0 to 0.5.
  static func price(
    of instrument: Instrument, trading quantity: Amount, slippage: Double, terms: ContractTerms,
    in market: MarketSnapshot
  ) -> Amount? {
    guard let mark = market.observation(of: instrument)?.markPrice, mark >= 0 else { return nil }
    let isSale = quantity.isNegative
    guard let raw = Amount.nearest(mark * (isSale ? 1 - slippage : 1 + slippage)) else {
      return nil
    }
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
}
