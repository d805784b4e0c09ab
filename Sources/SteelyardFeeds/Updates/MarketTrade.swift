public import SteelyardContracts

/// A trade that others did.
public struct MarketTrade: Sendable, Hashable {
  /// Who crossed the spread.
  public enum Taker: UInt8, Sendable, Hashable, CaseIterable {
    /// The buyer.
    case buyer = 0
    /// The seller.
    case seller = 1
  }

  /// The instrument.
  public let instrument: Instrument
  /// The price, in `Instrument.priceCurrency`.
  public let price: Double
  /// How much, in `Instrument.quantityCurrency`, > 0.
  public let amount: Double
  /// Who crossed the spread.
  public let taker: Taker

  /// A trade from its parts.
  public init(instrument: Instrument, price: Double, amount: Double, taker: Taker) {
    self.instrument = instrument
    self.price = price
    self.amount = amount
    self.taker = taker
  }
}
