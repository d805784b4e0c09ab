import SteelyardContracts

/// What one unit is worth at the horizon after it expired on the way.
struct Delivery {
  /// What changes hands at expiry.
  let kind: ContractTerms.Delivery
  /// The settlement price, in quote currency, > 0.
  let settlementPrice: Double
  /// Spot at the horizon, in quote currency, > 0.
  let finalSpot: Double

  /// Value of one option at the horizon: in coin of an inverse one, else in quote currency.
  ///
  /// Cash, and the coins that an inverse option pays, stay what they were at expiry. A coin
  /// delivered against the strike, and a future entered at the strike, go on moving with spot; only
  /// an option in the money is exercised.
  func value(of terms: OptionTerms, isInverse: Bool) -> Double {
    let strike = terms.strike.doubleValue
    let gain = terms.right.sign * (settlementPrice - strike)
    guard gain > 0 else { return 0 }
    let moved = terms.right.sign * (finalSpot - strike)
    if isInverse {
      return kind == .future ? moved / finalSpot : gain / settlementPrice
    }
    switch kind {
    case .coin, .future: return moved
    case .cash, .none: return gain
    }
  }

  /// Profit at the horizon of a future held from a price: in coin of an inverse one, sized in quote
  /// currency, else in quote currency.
  func profit(ofFutureFrom price: Double, isInverse: Bool) -> Double {
    if isInverse {
      let end = kind == .future ? finalSpot : settlementPrice
      return (end - price) / price / end
    }
    switch kind {
    case .coin, .future: return finalSpot - price
    case .cash, .none: return settlementPrice - price
    }
  }
}
