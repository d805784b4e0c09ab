import SteelyardContracts
import SteelyardScenarios

extension Portfolio {
  /// The position in an instrument, if there is one.
  func position(in instrument: Instrument) -> Position? {
    positions.first { $0.instrument == instrument }
  }

  /// The portfolio with another size of one position, traded at its present price, without fees.
  ///
  /// A trade at the mark changes nothing that the account is worth: the premium of options is paid
  /// from, or into, the balance of the settlement currency. A future that grows has its entry
  /// averaged; one that shrinks or turns realises its share of profit into that balance.
  ///
  /// - Throws: `limitExceeded` outside the range of exact amounts.
  func resized(
    _ instrument: Instrument, to quantity: Amount, at priced: PricedInstrument
  ) throws(SteelyardError) -> Portfolio {
    let held = position(in: instrument)
    let trade = Resize(
      before: held?.quantity.doubleValue ?? 0, after: quantity.doubleValue,
      entry: held.map { $0.averagePrice?.doubleValue } ?? priced.price, priced: priced)
    var balances = AssetBalances(self.balances)
    try balances.add(
      Amount(nearest: trade.cash), of: instrument.underlying.settlement)
    // An option's entry says nothing about margin; it stays as it is.
    var entry = held?.averagePrice
    if !instrument.isOption, let price = trade.entryAfter { entry = try Amount(nearest: price) }
    let resized = Position(instrument: instrument, quantity: quantity, averagePrice: entry)
    var positions = self.positions
    if let place = positions.firstIndex(where: { $0.instrument == instrument }) {
      positions[place] = resized
    } else {
      positions.append(resized)
    }
    return try Portfolio(positions: positions, balances: balances.list)
  }
}

/// What a change of size at the present price does to cash and entry.
private struct Resize {
  let before: Double
  let after: Double
  /// The entry price before; nil where it is not known, and then no profit is counted.
  let entry: Double?
  let priced: PricedInstrument

  private var isGrowing: Bool { before * after >= 0 && abs(after) >= abs(before) }
  private var isTurning: Bool { before * after < 0 }

  /// Paid into the balance of the settlement currency.
  var cash: Double {
    if priced.instrument.isOption { return (before - after) * priced.value }
    guard let entry, !isGrowing else { return 0 }
    let closed = isTurning ? before : before - after
    return closed * priced.unrealisedProfit(entryPrice: entry)
  }

  /// The entry price of what is then held.
  var entryAfter: Double? {
    guard let entry else { return nil }
    if isTurning { return priced.price }
    guard isGrowing, after != 0 else { return entry }
    let added = after - before
    // The price at which the profit of the whole is that of its parts.
    return priced.instrument.underlying.isInverse
      ? after / (before / entry + added / priced.price)
      : (before * entry + added * priced.price) / after
  }
}
