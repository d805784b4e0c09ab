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
  let terms: CollateralTerms?
  /// Whether it may be owed.
  let mayBeOwed: Bool
  /// Whether what it counts for depends on other balances.
  let isCapped: Bool
  /// Whether scenarios move it, or it never moves.
  let isStressed: Bool
  let isDollar: Bool
  /// The largest move without its sign.
  let largest: Double

  init(_ asset: Currency, in frame: ScreenFrame) {
    let rule = frame.screen.specification.collateral
    let risk = frame.frame
    let terms = rule.terms(of: asset)
    self.terms = terms
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
    largest = row.map { frame.largestOfAssets[$0] } ?? 0
  }

  /// What a balance counts for, as `CollateralRule` has it; nil where only that can tell.
  func count(_ amount: Double) -> CollateralCount? {
    guard let price, !isCapped else { return nil }
    let value = amount * price
    guard value > 0 else {
      let rates = terms?.debt ?? DebtRates(initial: 0, maintenance: 0)
      let owed = amount * owedPrice
      return CollateralCount(
        value: value, accepted: owed, initial: owed + owed * rates.initial,
        maintenance: owed + owed * rates.maintenance)
    }
    guard let terms else { return CollateralCount(value: value) }
    guard let countedPrice else { return nil }
    let taken = amount * countedPrice
    let accepted = terms.capUSD.map { min(taken, $0) } ?? taken
    return CollateralCount(
      value: value, accepted: accepted, initial: terms.tiers.counted(accepted, \.initial),
      maintenance: terms.tiers.counted(accepted, \.maintenance))
  }
}
