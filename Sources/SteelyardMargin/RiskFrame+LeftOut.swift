import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension RiskFrame {
  /// US dollars for one unit of the settlement currency of a priced instrument.
  func settlementUSD(of index: Int) -> Double {
    let block = blockIndex[index]
    return block >= 0 ? blockColumns[Int(block)].usdPerSettlement : 1
  }

  /// US dollars charged for a position that could not be priced; nil where nothing bounds it.
  func leftOutCharge(_ index: Int, quantity: Double) -> Double? {
    guard let unit = leftOutNotional[index] else { return nil }
    return quantity > 0 && unit.isOption ? 0 : abs(quantity) * unit.usd
  }
}

/// The notional of one unit of an instrument that could not be priced.
struct LeftOutNotional: Sendable, Hashable {
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
      usd = max(price, terms.strike.doubleValue)
    }
    return usd.map { LeftOutNotional(usd: $0, isOption: instrument.isOption) }
  }
}
