import SteelyardContracts

extension InstrumentObservation {
  /// Whether the best bid is above the best ask.
  public var isCrossed: Bool {
    guard let bid, let ask else { return false }
    return bid.price > ask.price
  }

  /// Ask less bid, in `instrument.priceCurrency`; nil without both or where they cross.
  public var spread: Double? {
    guard let bid, let ask, !isCrossed else { return nil }
    return ask.price - bid.price
  }

  /// The mean of bid and ask, in `instrument.priceCurrency`; nil without both or where they cross.
  public var midPrice: Double? {
    guard let bid, let ask, !isCrossed else { return nil }
    return 0.5 * (bid.price + ask.price)
  }

  /// What is quoted at the best bid and ask, in `instrument.quantityCurrency`.
  ///
  /// A side is nil where the source gives no amount for it.
  public var quotedDepth: (bid: Double?, ask: Double?) { (bid?.amount, ask?.amount) }
}

extension ExpiryMarket {
  /// Open interest of all options of this expiry, in the coin; nil where no row gives it.
  public var optionOpenInterest: Double? { sum(options.lazy.compactMap(\.openInterest)) }
}

extension UnderlyingMarket {
  /// Open interest of all options, in the coin; nil where no row gives it.
  public var optionOpenInterest: Double? { sum(expiries.lazy.compactMap(\.optionOpenInterest)) }
}

private func sum(_ values: some Sequence<Double>) -> Double? {
  var total: Double?
  for value in values { total = (total ?? 0) + value }
  return total
}
