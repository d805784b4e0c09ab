import SteelyardContracts
import SteelyardMarket

/// What one balance is worth and counts for, in US dollars.
struct CollateralCount: Equatable {
  /// Amount times price; negative for a debt.
  var value = 0.0
  /// The part that is taken, before haircuts, at the price it counts at; `value` for a debt.
  var accepted = 0.0
  /// What counts for initial margin.
  var initial = 0.0
  /// What counts for maintenance margin.
  var maintenance = 0.0
}

/// A limit of the venue that an account is beyond.
enum CollateralBreach: Equatable {
  /// A debt of an asset that may not be owed.
  case debt(Currency)
  /// More different assets than the venue takes.
  case assetCount(held: Int, most: Int)
}

extension CollateralTerms {
  /// The price that a positive balance counts at; nil where one is missing.
  fileprivate func unitPriceUSD(of asset: Currency, in frame: RiskFrame) -> Double? {
    guard let price = frame.usdPrices[asset] else { return nil }
    let currency: Currency
    switch pricedAt {
    case .assetPrice: return price
    case .worseOfStable: return min(price, frame.snapshot.stablePriceUSD(of: asset) ?? price)
    case .index(let readIn): currency = readIn
    }
    // A market without the currency has no contracts settled in it either, and nothing to read in.
    guard let settlement = frame.usdPrices[currency] else { return price }
    let contracts = frame.snapshot.underlyings.first {
      $0.underlying.base == asset && $0.underlying.settlement == currency
    }
    return (contracts?.index ?? price) * settlement
  }
}

extension CollateralRule {
  /// What a balance counts for; nil where a price is missing.
  func count(
    _ balance: Int, of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame
  ) -> CollateralCount? {
    let asset = batch.asset[balance]
    guard let price = frame.usdPrices[asset] else { return nil }
    let value = batch.amount[balance] * price
    let terms = terms(of: asset)
    guard value > 0 else {
      let rates = terms?.debt ?? DebtRates(initial: 0, maintenance: 0)
      // Owed at the stable price where that is higher.
      let isStable = (terms?.pricedAt ?? pricedAt) == .worseOfStable
      let stable = isStable ? frame.snapshot.stablePriceUSD(of: asset) ?? price : price
      let owed = batch.amount[balance] * max(price, stable)
      return CollateralCount(
        value: value, accepted: owed, initial: owed + owed * rates.initial,
        maintenance: owed + owed * rates.maintenance)
    }
    guard let terms else { return CollateralCount(value: value) }
    guard var accepted = taken(balance, terms, batch, frame) else { return nil }
    if let name = terms.className, let cap = terms.classCapUSD {
      accepted = min(accepted, level(of: name, cap: cap, account, batch, frame))
    }
    return CollateralCount(
      value: value, accepted: accepted, initial: terms.tiers.counted(accepted, \.initial),
      maintenance: terms.tiers.counted(accepted, \.maintenance))
  }

  /// What is taken of a positive balance before the cap of its class; nil without a price.
  private func taken(
    _ balance: Int, _ terms: CollateralTerms, _ batch: PortfolioBatch, _ frame: RiskFrame
  ) -> Double? {
    guard let price = terms.unitPriceUSD(of: batch.asset[balance], in: frame) else { return nil }
    let value = batch.amount[balance] * price
    return terms.capUSD.map { min(value, $0) } ?? value
  }

  /// The price that a positive balance counts at; nil for what is not taken or has no price.
  func unitPriceUSD(of asset: Currency, in frame: RiskFrame) -> Double? {
    terms(of: asset)?.unitPriceUSD(of: asset, in: frame)
  }

  /// The most that one asset of a class may count, so that all of them count the cap together.
  ///
  /// The largest holdings are cut first, to one level: the sum of min(value, level) is the cap. A cut
  /// in proportion would let a deposit into a crowded asset lower what the others count for. As the
  /// haircuts of a class rise with size alike, no other cut of the values counts more.
  private func level(
    of name: String, cap: Double, _ account: Int, _ batch: PortfolioBatch, _ frame: RiskFrame
  ) -> Double {
    var level = 0.0
    var aboveBefore = Int.max
    // Each round takes at least one holding off those above the level, so it ends.
    for _ in 0...batch.balances(of: account).count {
      var below = 0.0
      var above = 0
      for other in batch.balances(of: account) where batch.amount[other] > 0 {
        guard let terms = terms(of: batch.asset[other]), terms.className == name,
          let value = taken(other, terms, batch, frame)
        else { continue }
        if value > level { above += 1 } else { below += value }
      }
      if above == 0 { return .infinity }
      if above == aboveBefore { return level }
      aboveBefore = above
      level = max(0, cap - below) / Double(above)
    }
    return level
  }

  /// Tells the limits that an account is beyond.
  func findBreaches<Trace: MarginTrace>(
    of account: Int, in batch: PortfolioBatch, _ trace: inout Trace
  ) -> Bool {
    var held = 0
    var isBreached = false
    for balance in batch.balances(of: account) {
      if batch.amount[balance] > 0 { held += 1 }
      if batch.amount[balance] < 0, !debts.allows(batch.asset[balance]) {
        trace.record(breach: .debt(batch.asset[balance]))
        isBreached = true
      }
    }
    if let assetsMax, held > assetsMax {
      trace.record(breach: .assetCount(held: held, most: assetsMax))
      isBreached = true
    }
    return isBreached
  }
}
