public import SteelyardContracts
public import SteelyardPricing

/// What is known of one underlying: index, perpetual and the expiries in order.
public struct UnderlyingMarket: Sendable {
  /// The underlying.
  public let underlying: Underlying
  /// The index, in quote currency, > 0.
  public let index: Double
  /// How the index was found, for people.
  public let indexSource: String
  /// The perpetual's mark, in quote currency; nil where none was observed.
  public let perpetualMark: Double?
  /// How sure the source is of the index, 0 to 1; nil where it does not say.
  public let indexConfidence: Amount?
  /// How sure the source is of the perpetual's mark, 0 to 1; nil where it does not say.
  public let perpetualConfidence: Amount?
  /// Expiries with at least one observation, in order of time.
  public let expiries: [ExpiryMarket]
  /// Settlement prices of expiries that have passed, in quote currency.
  let settlements: [Timestamp: Double]

  /// What is known, from its parts.
  package init(
    underlying: Underlying, index: Double, indexSource: String, perpetualMark: Double?,
    indexConfidence: Amount?, perpetualConfidence: Amount?, expiries: [ExpiryMarket],
    settlements: [Timestamp: Double]
  ) {
    self.underlying = underlying
    self.index = index
    self.indexSource = indexSource
    self.perpetualMark = perpetualMark
    self.indexConfidence = indexConfidence
    self.perpetualConfidence = perpetualConfidence
    self.expiries = expiries
    self.settlements = settlements
  }

  /// The settlement price of an expiry that has passed, in quote currency; nil where none is known.
  public func settlementPrice(at expiry: Timestamp) -> Double? { settlements[expiry] }

  /// What is known at exactly this expiry, or nil.
  public func market(at expiry: Timestamp) -> ExpiryMarket? {
    expiries.first { $0.expiry == expiry }
  }
}

/// What is known of one expiry of one underlying.
public struct ExpiryMarket: Sendable {
  /// The expiry.
  public let expiry: Timestamp
  /// Years of 365 days from the snapshot to the expiry, > 0.
  public let timeToExpiry: Double
  /// The forward.
  public let forward: ForwardPrice
  /// Observations of the options of this expiry, by strike, calls before puts.
  public let options: [InstrumentObservation]
  /// The observation of the listed future of this expiry, if any.
  public let future: InstrumentObservation?
  /// The slice that the venue itself publishes, if it does.
  public let publishedSlice: PublishedSlice?
  /// The continuously compounded interest rate to the expiry, per year: published, else the median
  /// of what option rows name; nil where no source gives one.
  public let rate: Double?
  /// How sure the source is of what it says of the expiry.
  public let confidence: ExpiryConfidence

  /// What is known, from its parts.
  package init(
    expiry: Timestamp, timeToExpiry: Double, forward: ForwardPrice,
    options: [InstrumentObservation], future: InstrumentObservation?,
    publishedSlice: PublishedSlice?,
    rate: Double?, confidence: ExpiryConfidence
  ) {
    self.expiry = expiry
    self.timeToExpiry = timeToExpiry
    self.forward = forward
    self.options = options
    self.future = future
    self.publishedSlice = publishedSlice
    self.rate = rate
    self.confidence = confidence
  }
}
