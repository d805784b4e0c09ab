public import SteelyardContracts
import SteelyardMargin

/// A sensitivity of the book and of one unit of each candidate, in US dollars.
public struct HedgeSensitivity: Sendable, Hashable {
  /// Of the book.
  public let book: Double
  /// Of one unit of each candidate bought; shape `[candidate]`.
  public let candidates: [Double]

  /// With trades.
  public func after(_ quantities: [Double]) -> Double {
    zip(candidates, quantities).reduce(book) { $0 + $1.0 * $1.1 }
  }
}

extension HedgeMarket {
  /// Delta of a coin; balances in it and in what follows it count where no expiry is asked for.
  public func delta(
    of coin: Currency, from start: Timestamp? = nil, until end: Timestamp? = nil
  ) -> HedgeSensitivity {
    guard start == nil, end == nil else {
      return sensitivity(0, coin, \.delta, from: start, until: end)
    }
    var balances = 0.0
    for balance in book.portfolio.balances
    where (response.follows[balance.asset] ?? balance.asset) == coin {
      balances += balance.amount.doubleValue * (frame.usdPrice(of: balance.asset) ?? 0)
    }
    // Equity in coins settled positions moves with the coin: an inverse contract's profit is told at the coin's
    // present price.
    return sensitivity(balances, coin, \.delta)
  }

  /// Gamma of a coin.
  public func gamma(
    of coin: Currency, from start: Timestamp? = nil, until end: Timestamp? = nil
  ) -> HedgeSensitivity {
    sensitivity(0, coin, \.gamma, from: start, until: end)
  }

  /// Theta of a coin.
  public func theta(of coin: Currency) -> HedgeSensitivity { sensitivity(0, coin, \.theta) }

  /// Vega of a coin.
  public func vega(
    of coin: Currency, from start: Timestamp?, until end: Timestamp?
  ) -> HedgeSensitivity {
    sensitivity(0, coin, \.vega, from: start, until: end)
  }

  /// What expires in a span of time, nil for no bound; all of it where there is none.
  private func sensitivity(
    _ balances: Double, _ coin: Currency, _ path: KeyPath<HedgeUnit, Double>,
    from start: Timestamp? = nil, until end: Timestamp? = nil
  ) -> HedgeSensitivity {
    func isCounted(_ instrument: Instrument?) -> Bool {
      if start == nil, end == nil { return true }
      guard let expiry = instrument?.expiry else { return false }
      return start.map { expiry >= $0 } ?? true && end.map { expiry <= $0 } ?? true
    }
    var sum = balances
    for (position, unit) in heldUnits
    where position.instrument.underlying.base == coin && isCounted(position.instrument) {
      sum += position.quantity.doubleValue * unit[keyPath: path]
    }
    return HedgeSensitivity(
      book: sum,
      candidates: candidates.map { candidate in
        candidate.instrument.coin == coin && isCounted(candidate.instrument.instrument)
          ? candidate.unit[keyPath: path] : 0
      })
  }
}
