public import SteelyardContracts
public import SteelyardMarket

/// What a feed says of one instrument at one instant; nil is "nothing said", not "nothing there".
///
/// Units are those of `InstrumentObservation`: prices in `instrument.priceCurrency`, volatilities as
/// decimals, amounts in `instrument.quantityCurrency`, forwards and indices in quote currency.
public struct Ticker: Sendable, Hashable {
  /// Both sides of the book together, so that a side that is empty can be said.
  public struct Quotes: Sendable, Hashable {
    /// The best bid; nil where nobody bids.
    public let bid: InstrumentObservation.Quote?
    /// The best ask; nil where nobody offers.
    public let ask: InstrumentObservation.Quote?

    /// Quotes from their sides.
    public init(bid: InstrumentObservation.Quote?, ask: InstrumentObservation.Quote?) {
      self.bid = bid
      self.ask = ask
    }
  }

  /// The instrument.
  public let instrument: Instrument
  /// The venue's mark.
  public var markPrice: Double?
  /// The venue's mark volatility, decimal; options only.
  public var markVolatility: Double?
  /// Best bid and ask.
  public var quotes: Quotes?
  /// The forward that the venue prices the option on.
  public var underlyingPrice: Double?
  /// Where the venue takes that forward from.
  public var underlyingPriceSource: InstrumentObservation.UnderlyingPriceSource?
  /// The index that the venue prices on; a record, never a source of the oracle by itself.
  public var indexPrice: Double?
  /// The interest rate that the venue prices the option with, per year, continuously compounded.
  public var interestRate: Double?
  /// Open interest.
  public var openInterest: Double?
  /// Volume over the last 24 hours, in the venue's own unit.
  public var volume: Double?
  /// How much of the settlement average is fixed.
  public var settlementAverage: InstrumentObservation.SettlementAverage?

  /// A ticker that says nothing yet.
  public init(instrument: Instrument) { self.instrument = instrument }
}
