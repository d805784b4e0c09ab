public import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// What a rehearsal has traded of one instrument on paper: done at the marks, without costs.
public struct PaperHolding: EngineFact {
  /// What is traded.
  public let instrument: Instrument
  /// What is held on paper, beside what the account holds.
  public private(set) var quantity: Amount
  /// The price of the last trade.
  public private(set) var lastPrice: Amount
  /// What the trades have brought in, in the settlement currency; negative for what was paid.
  public private(set) var cash: Amount

  /// Nothing yet.
  init(of instrument: Instrument, at price: Amount) {
    self.instrument = instrument
    quantity = .zero
    lastPrice = price
    cash = .zero
  }

  /// Does a trade at a price; one that leaves the exact range is left out.
  mutating func trade(_ more: Amount, at price: Amount) {
    guard
      let paid = try? more.multiplied(by: price, rounding: .halfToEven),
      let sum = try? quantity.adding(more), let left = try? cash.subtracting(paid)
    else { return }
    quantity = sum
    lastPrice = price
    cash = left
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(instrument: instrument)
    writer.write(quantity)
    writer.write(lastPrice)
    writer.write(cash)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    instrument = try reader.readInstrument()
    quantity = try reader.readAmount()
    lastPrice = try reader.readAmount()
    cash = try reader.readAmount()
  }
}

extension Portfolio {
  /// The portfolio with what a rehearsal holds on paper besides.
  ///
  /// A position is entered at the last price, and what the trades before brought in or cost is cash; so what it is
  /// worth is what all of them together are. An expired option or future counts as what its price of the last trade
  /// says.
  ///
  /// - Throws: `limitExceeded` out of the exact range.
  func holding(
    _ paper: [PaperHolding], at time: Timestamp
  ) throws(SteelyardError) -> Portfolio {
    var trades: [Trade] = []
    var payments: [AssetBalance] = []
    for holding in paper {
      let worth = try holding.quantity.multiplied(by: holding.lastPrice, rounding: .halfToEven)
      payments.append(
        AssetBalance(
          asset: holding.instrument.underlying.settlement,
          amount: -(try holding.cash.adding(worth))))
      let isOver = holding.instrument.expiry.map { $0 <= time } ?? false
      guard !holding.quantity.isZero, !isOver else { continue }
      trades.append(
        try Trade(
          instrument: holding.instrument, quantity: holding.quantity, price: holding.lastPrice))
    }
    return trades.isEmpty && payments.isEmpty ? self : try after(trades, paying: payments)
  }
}
