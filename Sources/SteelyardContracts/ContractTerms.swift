/// What a venue fixes about an instrument beyond its identity.
public struct ContractTerms: Sendable, Hashable, Codable {
  /// What changes hands at expiry.
  public enum Delivery: String, Sendable, Hashable, Codable, CaseIterable {
    /// The quote currency or a stablecoin.
    case cash
    /// The base coin.
    case coin
    /// A position in the future or perpetual of the same underlying.
    case future
    /// Nothing: the contract has no expiry, or is the asset itself.
    case none
  }

  /// A larger tick above a price, as venues set for dear options.
  public struct TickStep: Sendable, Hashable, Codable {
    /// Prices above this one move by the larger tick, in `Instrument.priceCurrency`.
    public let abovePrice: Amount
    /// The tick there, in `Instrument.priceCurrency`.
    public let tick: Amount

    /// A step from its parts.
    public init(abovePrice: Amount, tick: Amount) {
      self.abovePrice = abovePrice
      self.tick = tick
    }
  }

  /// Units of `Instrument.quantityCurrency` in one contract.
  public let multiplier: Amount
  /// Smallest step of the price, in `Instrument.priceCurrency`.
  public let tick: Amount
  /// Larger ticks of higher prices, in ascending order; empty where one tick serves all prices.
  public let tickSteps: [TickStep]
  /// Smallest step of a quantity, in `Instrument.quantityCurrency`.
  public let lot: Amount
  /// The settlement price averages the index over so many seconds before expiry; 0 for no average.
  public let averagingWindowSeconds: Int
  /// What changes hands at expiry.
  public let delivery: Delivery

  /// Terms from their parts.
  public init(
    multiplier: Amount, tick: Amount, tickSteps: [TickStep] = [], lot: Amount,
    averagingWindowSeconds: Int, delivery: Delivery
  ) {
    self.multiplier = multiplier
    self.tick = tick
    self.tickSteps = tickSteps
    self.lot = lot
    self.averagingWindowSeconds = averagingWindowSeconds
    self.delivery = delivery
  }

  /// The tick at a price, in `Instrument.priceCurrency`.
  public func tick(at price: Amount) -> Amount {
    tickSteps.last { price > $0.abovePrice }?.tick ?? tick
  }
}
