import SteelyardContracts
import SteelyardMarket

extension CollateralExplanation {
  /// Tells one balance of an account.
  init(
    _ balance: RecordingTrace.Balance, batch: PortfolioBatch, frame: RiskFrame,
    rule: CollateralRule
  ) {
    asset = batch.asset[balance.index]
    amount = batch.amount[balance.index]
    let terms = rule.terms(of: asset)
    className = terms?.className
    guard let count = balance.count else {
      priceUSD = nil
      valueUSD = 0
      haircut = 1
      maintenanceHaircut = 1
      countedUSD = 0
      countedMaintenanceUSD = 0
      why = "no price, so it counts nothing"
      return
    }
    priceUSD = frame.usdPrices[asset]
    valueUSD = count.value
    countedUSD = count.initial
    countedMaintenanceUSD = count.maintenance
    haircut = count.share(count.initial, single: terms?.tiers.single(\.initial))
    maintenanceHaircut = count.share(count.maintenance, single: terms?.tiers.single(\.maintenance))
    why = count.why(terms, of: asset, priceUSD: priceUSD ?? 0, in: frame)
  }
}

extension CollateralCount {
  /// The share of the value that does not count.
  ///
  /// A single tier without a cut is told as it stands in the file, not with the rounding of a
  /// division.
  fileprivate func share(_ counted: Double, single: Double?) -> Double {
    if value == 0 { return 0 }
    if value > 0, accepted == value, let single { return single }
    return (value - counted) / abs(value)
  }

  /// The terms with the numbers of this balance, for people.
  fileprivate func why(
    _ terms: CollateralTerms?, of asset: Currency, priceUSD: Double, in frame: RiskFrame
  ) -> String {
    if value < 0 {
      let price = accepted < value ? " at the stable price, which is higher" : ""
      guard let rates = terms?.debt else { return "a debt counts in full" + price }
      return
        "a debt counts in full\(price) and needs \(rates.initial.percentText) of its value more, "
        + "\(rates.maintenance.percentText) for maintenance"
    }
    guard let terms else { return "the model does not take it" }
    var parts = [terms.className.map { "class \($0)" }, tierText(terms)].compactMap(\.self)
    let stable = frame.snapshot.stablePriceUSD(of: asset)
    if terms.pricedAt == .worseOfStable, let stable, stable < priceUSD {
      parts.append("counted at the stable price \(stable.rounded(to: 6)) USD, which is lower")
    }
    if case .index(let currency) = terms.pricedAt {
      parts.append(
        frame.usdPrice(of: currency) == nil
          ? "counted at its own price, since the market has none of \(currency)"
          : "counted at its dollar index read in \(currency), not divided by its price")
    }
    let own = terms.capUSD.map { "\($0.wholeText) USD of the asset" }
    let shared = terms.classCapUSD.map {
      "\($0.wholeText) USD of the class, the largest holdings cut first"
    }
    if let caps = [own, shared].compactMap(\.self).joinedOrNil {
      parts.append("at most \(caps): \(accepted.rounded(to: 2)) USD taken")
    }
    if let coin = terms.stressedIn {
      parts.append(
        "its price is moved in the scenarios of \(coin), so the haircut covers only closing and "
          + "moving it")
    }
    return parts.joined(separator: "; ")
  }

  /// The tiers that the balance reaches into.
  private func tierText(_ terms: CollateralTerms) -> String {
    var lower = 0.0
    var reached: [String] = []
    for tier in terms.tiers {
      let upper = tier.upToUSD.map { " up to \($0.wholeText) USD" } ?? (lower > 0 ? " beyond" : "")
      reached.append(
        "haircut \(tier.initial.percentText), \(tier.maintenance.percentText) for maintenance"
          + upper)
      lower = tier.upToUSD ?? .infinity
      if accepted <= lower { break }
    }
    return reached.joined(separator: ", then ")
  }
}

extension CollateralBreach {
  /// What people are told.
  var error: SteelyardError {
    switch self {
    case .debt(let asset):
      SteelyardError(
        .limitExceeded, "\(asset) is owed, which the model does not allow; it counts in full.",
        remedy: "Repay it, or owe what the model's collateral rule permits.")
    case .assetCount(let held, let most):
      SteelyardError(
        .limitExceeded, "\(held) different assets are held; the model takes \(most).",
        remedy: "Hold fewer assets; all of them are counted.")
    }
  }
}

extension [CollateralTier] {
  /// The haircut where there is one tier.
  fileprivate func single(_ haircut: KeyPath<CollateralTier, Double>) -> Double? {
    count == 1 ? first?[keyPath: haircut] : nil
  }
}

extension [String] {
  fileprivate var joinedOrNil: String? { isEmpty ? nil : joined(separator: " and ") }
}

extension Double {
  /// A share as percent, for text only.
  fileprivate var percentText: String { "\((self * 100).rounded(to: 6).wholeText) %" }
}
