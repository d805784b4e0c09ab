import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension RiskFrame {
  /// Whether the model cannot margin an instrument.
  func isLeftOut(_ index: Int) -> Bool { !failures.isEmpty && failures[index] != nil }

  /// US dollars for one unit of the settlement currency of a priced instrument.
  func settlementUSD(of index: Int) -> Double {
    let block = blockIndex[index]
    if block >= 0 { return blockColumns[Int(block)].usdPerSettlement }
    return prices[index].flatMap { usdPrices[$0.instrument.underlying.settlement] } ?? 1
  }

  /// US dollars charged for a position that is left out; nil where nothing bounds it.
  func leftOutCharge(_ index: Int, quantity: Double) -> Double? {
    guard let unit = leftOutNotional[index] else { return nil }
    return quantity > 0 && unit.isOption ? 0 : abs(quantity) * unit.usd
  }
}

/// The notional of one unit of an instrument that could not be priced.
struct LeftOutNotional: Sendable, Hashable {
  /// Beyond this a notional is a typing error in the market and bounds nothing.
  static let usdMax = 1e30

  let usd: Double
  let isOption: Bool

  /// - Returns: Nil where the snapshot has no price of the currency it is sized in.
  static func unit(of instrument: Instrument, in snapshot: MarketSnapshot) -> LeftOutNotional? {
    let currency = instrument.quantityCurrency
    var usd = try? snapshot.priceUSD(of: currency)
    if usd == nil, let index = snapshot.market(of: instrument.underlying)?.index,
      let quote = try? snapshot.priceUSD(of: instrument.underlying.quote)
    {
      usd = currency == instrument.underlying.base ? index * quote : quote
    }
    // A put can lose its whole strike, which may lie above the index.
    if let terms = instrument.optionTerms, let price = usd, terms.right == .put {
      guard let quote = try? snapshot.priceUSD(of: instrument.underlying.quote) else { return nil }
      usd = max(price, terms.strike.doubleValue * quote)
    }
    guard let usd, usd.isFinite, usd <= LeftOutNotional.usdMax else { return nil }
    return LeftOutNotional(usd: usd, isOption: instrument.isOption)
  }
}
