extension Instrument: CustomStringConvertible {
  /// A venue-neutral text: `BTC/USD:BTC 2026-03-27T08:00:00Z 80000 call`.
  public var description: String {
    switch product {
    case .spot: "\(underlying.base)/\(underlying.quote)"
    case .perpetual: "\(underlying) perpetual"
    case .future(let expiry): "\(underlying) \(expiry)"
    case .option(let terms): "\(underlying) \(terms.expiry) \(terms.strike) \(terms.right)"
    case .barrierOption(let terms, let barrier):
      "\(underlying) \(terms.expiry) \(terms.strike) \(terms.right) "
        + "\(barrier.kind.rawValue) \(barrier.level)"
    }
  }
}

extension Instrument: Comparable {
  /// Orders by underlying, then spot, perpetual, futures and options by expiry, strike and right.
  public static func < (left: Instrument, right: Instrument) -> Bool {
    if left.underlying != right.underlying { return left.underlying < right.underlying }
    return left.product.sortKey < right.product.sortKey
  }
}

extension Instrument.Product {
  fileprivate var sortKey: (Int, Timestamp, Amount, Int, String, Amount) {
    let start = Timestamp(microseconds: 0)
    return switch self {
    case .spot: (0, start, .zero, 0, "", .zero)
    case .perpetual: (1, start, .zero, 0, "", .zero)
    case .future(let expiry): (2, expiry, .zero, 0, "", .zero)
    case .option(let terms):
      (3, terms.expiry, terms.strike, terms.right == .call ? 0 : 1, "", .zero)
    case .barrierOption(let terms, let barrier):
      (
        4, terms.expiry, terms.strike, terms.right == .call ? 0 : 1, barrier.kind.rawValue,
        barrier.level
      )
    }
  }
}
