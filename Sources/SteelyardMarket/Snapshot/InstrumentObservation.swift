public import SteelyardContracts

/// What one row of one source said about one instrument; nothing in it is derived.
public struct InstrumentObservation: Sendable, Hashable {
  /// The instrument observed.
  public let instrument: Instrument
  /// When the source says it was observed.
  public let time: Timestamp
  /// Where it was read.
  public let origin: Origin
  /// The venue's mark, in `instrument.priceCurrency`.
  public var markPrice: Double?
  /// A mark that follows the venue's only slowly, in `instrument.priceCurrency`; see `StablePrice`.
  public var stableMarkPrice: Double?
  /// The venue's mark volatility, decimal (0.6127); options only.
  public var markVolatility: Double?
  /// Best bid.
  public var bid: Quote?
  /// Best ask.
  public var ask: Quote?
  /// The forward that the venue priced the option on, in quote currency.
  public var underlyingPrice: Double?
  /// Where the venue took that forward from; nil where it does not say.
  public var underlyingPriceSource: UnderlyingPriceSource?
  /// The index, or the venue's estimate of the delivery price, in quote currency.
  public var indexPrice: Double?
  /// The interest rate that the venue priced the option with, per year, continuously compounded;
  /// 0.04 is 4 %.
  public var interestRate: Double?
  /// Open interest, in `instrument.quantityCurrency`.
  public var openInterest: Double?
  /// Volume over the last 24 hours, in the venue's own unit.
  public var volume: Double?
  /// How sure the source is of its prices, 0 to 1, exactly.
  public var confidence: Amount?
  /// How much of the settlement average is already fixed.
  public var settlementAverage: SettlementAverage?

  /// An observation with nothing observed yet.
  public init(instrument: Instrument, time: Timestamp, origin: Origin) {
    self.instrument = instrument
    self.time = time
    self.origin = origin
  }

  /// A file, or another source, and the row in it.
  public struct Origin: Sendable, Hashable {
    /// The file as the caller named it.
    public let file: String
    /// The row from 1, the header counted; for JSON the index of the element from 1.
    public let row: Int

    /// A place in a source.
    public init(file: String, row: Int) {
      self.file = file
      self.row = row
    }
  }

  /// One side of the book.
  public struct Quote: Sendable, Hashable {
    /// The price, in `instrument.priceCurrency`.
    public let price: Double
    /// The amount offered at it, in `instrument.quantityCurrency`; nil where not given.
    public let amount: Double?
    /// The volatility the venue gives for it, decimal; nil where not given.
    public let volatility: Double?

    /// A quote from its parts.
    public init(price: Double, amount: Double? = nil, volatility: Double? = nil) {
      self.price = price
      self.amount = amount
      self.volatility = volatility
    }
  }

  /// Where a venue took an option's forward from.
  public enum UnderlyingPriceSource: Sendable, Hashable {
    /// A listed future of the same expiry, by the venue's name for it.
    case future(String)
    /// A synthetic future, interpolated by the venue.
    case synthetic(String)
    /// The index itself: the row has no forward of its own.
    case index
  }

  /// The part of a settlement average that is already fixed.
  public struct SettlementAverage: Sendable, Hashable {
    /// Average of the index so far, in quote currency.
    public let average: Double
    /// Share of the averaging window that has passed, 0 to 1.
    public let elapsed: Double

    /// A settlement average from its parts.
    public init(average: Double, elapsed: Double) {
      self.average = average
      self.elapsed = elapsed
    }
  }
}
