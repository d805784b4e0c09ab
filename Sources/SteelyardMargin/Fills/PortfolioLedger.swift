import SteelyardContracts

/// A portfolio that fills and payments change, in exact amounts.
///
/// Options are paid at once: the premium leaves or enters the balance of their settlement currency.
/// Futures and perpetuals enter at the price; what a reduction realises goes into that balance. Spot
/// exchanges two balances. Money is rounded to 18 digits against the account.
struct PortfolioLedger {
  private var positions: [Position?]
  /// The instrument of each place, also where nothing is held of it any more.
  private var instruments: [Instrument]
  /// The same by instrument; filled only where there are more than are searched one by one.
  private var placeOfInstrument: [Instrument: Int] = [:]
  private var balances: [AssetBalance?]
  private var placeOfAsset: [Currency: Int] = [:]

  init(_ portfolio: Portfolio) {
    positions = portfolio.positions
    instruments = portfolio.positions.map(\.instrument)
    balances = portfolio.balances
    if instruments.count > PortfolioLedger.searchedMax { indexInstruments() }
    for (place, balance) in portfolio.balances.enumerated() {
      placeOfAsset[balance.asset] = place
    }
  }

  /// The portfolio as it stands: what was held keeps its order, what is new follows.
  func portfolio() throws(SteelyardError) -> Portfolio {
    try Portfolio(
      positions: positions.compactMap(\.self), balances: balances.compactMap(\.self))
  }

  /// What is held of an instrument; nil for nothing.
  func position(in instrument: Instrument) -> Position? {
    place(of: instrument).flatMap { positions[$0] }
  }

  /// So many instruments are compared faster than one is hashed for each of them.
  private static let searchedMax = 12

  private func place(of instrument: Instrument) -> Int? {
    instruments.count > PortfolioLedger.searchedMax
      ? placeOfInstrument[instrument] : instruments.lastIndex(of: instrument)
  }

  private mutating func indexInstruments() {
    for (place, instrument) in instruments.enumerated() { placeOfInstrument[instrument] = place }
  }

  /// Does a fill.
  ///
  /// - Throws: `limitExceeded` where an amount leaves the exact range; `invalidInput` for a position
  ///   whose entry price is not above zero; `missingMarketData` where a future without an entry price
  ///   is traded and has no mark.
  mutating func apply(_ fill: Fill) throws(SteelyardError) {
    do throws(SteelyardError) {
      switch fill.instrument.product {
      case .spot: try exchange(fill)
      case .option, .barrierOption: try trade(option: fill)
      case .perpetual, .future: try trade(future: fill)
      }
    } catch {
      throw error.about(.instrument(fill.instrument.description))
    }
  }

  private mutating func exchange(_ fill: Fill) throws(SteelyardError) {
    try add(fill.quantity, of: fill.instrument.underlying.base)
    try add(try cost(of: fill), of: fill.instrument.underlying.quote)
  }

  private mutating func trade(option fill: Fill) throws(SteelyardError) {
    try add(try cost(of: fill), of: fill.instrument.underlying.settlement)
    let held = position(in: fill.instrument)
    let before = held?.quantity ?? .zero
    let quantity = try before.adding(fill.quantity)
    let entry: Amount? =
      if before.isZero || before.isNegative != quantity.isNegative {
        fill.price
      } else if before.isNegative != fill.quantity.isNegative {
        held?.averagePrice
      } else {
        // Premiums are in the option's own price currency, coin or quote, so they average plainly.
        try held?.averagePrice.map { price throws(SteelyardError) in
          try PortfolioLedger.mean(price, before, fill.price, fill.quantity)
        }
      }
    set(fill.instrument, quantity, entry)
  }

  private mutating func trade(future fill: Fill) throws(SteelyardError) {
    let held = position(in: fill.instrument)
    let before = held?.quantity ?? .zero
    let quantity = try before.adding(fill.quantity)
    let settlement = fill.instrument.underlying.settlement
    guard !before.isZero else { return set(fill.instrument, quantity, fill.price) }
    let isFlip = !quantity.isZero && quantity.isNegative != before.isNegative
    let isIncrease = fill.quantity.isNegative == before.isNegative
    guard let entry = held?.averagePrice else {
      // Without an entry price the balance holds all profit up to the mark already; so it does of
      // what is added.
      guard let mark = fill.mark else {
        throw SteelyardError(
          .missingMarketData,
          "\(fill.instrument) is held without an entry price and has no mark to settle it at.",
          remedy: "State the entry price, or add a market file with the instrument.")
      }
      let settled = isFlip ? -before : fill.quantity
      try add(try profit(fill.instrument, settled, from: fill.price, to: mark), of: settlement)
      return set(fill.instrument, quantity, isFlip ? fill.price : nil)
    }
    guard entry.units > 0 else {
      throw SteelyardError(
        .invalidInput, "The average price of \(fill.instrument) is \(entry).",
        remedy: "Give a price above zero, or none.")
    }
    if isIncrease {
      let price =
        fill.instrument.underlying.isInverse
        ? try PortfolioLedger.harmonicMean(entry, before, fill.price, fill.quantity)
        : try PortfolioLedger.mean(entry, before, fill.price, fill.quantity)
      return set(fill.instrument, quantity, price)
    }
    let closed = isFlip || quantity.isZero ? before : -fill.quantity
    try add(try profit(fill.instrument, closed, from: entry, to: fill.price), of: settlement)
    set(fill.instrument, quantity, isFlip ? fill.price : entry)
  }

  /// What a fill brings into the currency it is paid in: negative for what is bought.
  private func cost(of fill: Fill) throws(SteelyardError) -> Amount {
    try (-fill.quantity).multiplied(by: fill.price, rounding: .down)
  }

  /// Profit of a future, in settlement currency.
  private func profit(
    _ instrument: Instrument, _ quantity: Amount, from entry: Amount, to exit: Amount
  ) throws(SteelyardError) -> Amount {
    let rise = try exit.subtracting(entry)
    guard instrument.underlying.isInverse else {
      return try quantity.multiplied(by: rise, rounding: .down)
    }
    // N (1/F0 - 1/F1) = N (F1 - F0) / F0 / F1, which rounds less than two reciprocals do.
    return try quantity.multiplied(by: rise, rounding: .down)
      .divided(by: entry, rounding: .down).divided(by: exit, rounding: .down)
  }

  /// The price that two quantities of the same side average, weighted by them.
  static func mean(
    _ first: Amount, _ firstQuantity: Amount, _ second: Amount, _ secondQuantity: Amount
  ) throws(SteelyardError) -> Amount {
    let total = try firstQuantity.adding(secondQuantity)
    let step = try second.subtracting(first).multiplied(by: secondQuantity, rounding: .halfToEven)
      .divided(by: total, rounding: .halfToEven)
    return try first.adding(step)
  }

  /// The price at which two dollar quantities of the same side are worth as many coins as at theirs.
  static func harmonicMean(
    _ first: Amount, _ firstQuantity: Amount, _ second: Amount, _ secondQuantity: Amount
  ) throws(SteelyardError) -> Amount {
    // (N1 + N2) / (N1 / F1 + N2 / F2) = F2 x F1 (N1 + N2) / (N1 F2 + N2 F1), by ratios near 1.
    let total = try firstQuantity.adding(secondQuantity)
    let share = try firstQuantity.divided(by: total, rounding: .halfToEven)
    let ratio = try second.subtracting(first).divided(by: first, rounding: .halfToEven)
    let weight = try Amount.one.adding(share.multiplied(by: ratio, rounding: .halfToEven))
    return try second.divided(by: weight, rounding: .halfToEven)
  }

  /// Takes out what is held of an instrument, without a trade.
  mutating func remove(_ instrument: Instrument) { set(instrument, .zero, nil) }

  private mutating func set(_ instrument: Instrument, _ quantity: Amount, _ price: Amount?) {
    let position =
      quantity.isZero
      ? nil : Position(instrument: instrument, quantity: quantity, averagePrice: price)
    if let place = place(of: instrument) {
      positions[place] = position
      return
    }
    positions.append(position)
    instruments.append(instrument)
    if instruments.count == PortfolioLedger.searchedMax + 1 {
      indexInstruments()
    } else if instruments.count > PortfolioLedger.searchedMax {
      placeOfInstrument[instrument] = instruments.count - 1
    }
  }

  /// Pays an amount, which may be negative, into the balance of an asset.
  ///
  /// - Throws: `limitExceeded` outside the range of exact amounts.
  mutating func add(_ amount: Amount, of asset: Currency) throws(SteelyardError) {
    guard !amount.isZero else { return }
    guard let place = placeOfAsset[asset] else {
      placeOfAsset[asset] = balances.count
      balances.append(AssetBalance(asset: asset, amount: amount))
      return
    }
    let total = try (balances[place]?.amount ?? .zero).adding(amount)
    balances[place] = total.isZero ? nil : AssetBalance(asset: asset, amount: total)
  }
}
