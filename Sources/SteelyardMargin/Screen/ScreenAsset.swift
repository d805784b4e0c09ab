import SteelyardContracts
import SteelyardMarket

/// What a screen needs to count balances of one asset at the prices of a frame.
struct ScreenAsset {
  /// US dollars for one unit; nil without a price.
  let price: Double?
  /// The price that a debt counts at.
  let owedPrice: Double
  /// The price that a balance counts at; nil for what is not taken.
  let countedPrice: Double?
  /// Haircuts of the first tier, or the only one; nil where it counts for nothing.
  let first: CollateralTier?
  /// Where in the list of all tiers its tiers are; empty where the first is the only one.
  let tiers: Range<Int>
  /// Most US dollars that it counts before haircuts.
  let capUSD: Double
  let debt: DebtRates
  /// Whether it may be owed.
  let mayBeOwed: Bool
  /// Whether what it counts for depends on other balances.
  let isCapped: Bool
  /// Whether scenarios move it, or it never moves.
  let isStressed: Bool
  let isDollar: Bool
  /// The largest move without its sign.
  let largest: Double

  /// - Parameter all: Receives the tiers of an asset that has several.
  init(_ asset: Currency, in frame: ScreenFrame, tiers all: inout [CollateralTier]) {
    let rule = frame.screen.specification.collateral
    let risk = frame.frame
    let terms = rule.terms(of: asset)
    first = terms?.tiers.first
    let start = all.count
    if let several = terms?.tiers, several.count > 1 { all += several }
    tiers = start..<all.count
    capUSD = terms?.capUSD ?? .infinity
    debt = terms?.debt ?? DebtRates(initial: 0, maintenance: 0)
    price = risk.usdPrices[asset]
    countedPrice = rule.unitPriceUSD(of: asset, in: risk)
    let own = price ?? 0
    let isStable = (terms?.pricedAt ?? rule.pricedAt) == .worseOfStable
    owedPrice = isStable ? max(own, risk.snapshot.stablePriceUSD(of: asset) ?? own) : own
    mayBeOwed = rule.debts.allows(asset)
    isCapped = terms?.className != nil && terms?.classCapUSD != nil
    let row = frame.screen.rowOfAsset[asset]
    isStressed = row != nil
    isDollar = asset == .usd
    largest = row.map { frame.largest[$0] } ?? 0
  }

  /// What a balance counts for, as `CollateralRule` has it; nil where only that can tell.
  ///
  /// - Parameter all: The tiers of assets that have several.
  func count(_ amount: Double, tiers all: UnsafeBufferPointer<CollateralTier>) -> CollateralCount? {
    guard let price, !isCapped else { return nil }
    let value = amount * price
    guard value > 0 else {
      let owed = amount * owedPrice
      return CollateralCount(
        value: value, accepted: owed, initial: owed + owed * debt.initial,
        maintenance: owed + owed * debt.maintenance)
    }
    guard let first else { return CollateralCount(value: value) }
    guard let countedPrice else { return nil }
    let accepted = min(amount * countedPrice, capUSD)
    var count = CollateralCount(value: value, accepted: accepted)
    guard !tiers.isEmpty else {
      count.initial = accepted * (1 - first.initial)
      count.maintenance = accepted * (1 - first.maintenance)
      return count
    }
    var lower = 0.0
    for place in tiers {
      let tier = all[place]
      let upper = min(tier.upToUSD ?? .infinity, accepted)
      guard upper > lower else { break }
      count.initial += (upper - lower) * (1 - tier.initial)
      count.maintenance += (upper - lower) * (1 - tier.maintenance)
      lower = upper
    }
    return count
  }
}
