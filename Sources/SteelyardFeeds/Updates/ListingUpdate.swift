public import SteelyardContracts

/// An instrument that can be traded.
public struct ListingUpdate: Sendable, Hashable {
  /// The instrument.
  public let instrument: Instrument
  /// Its terms; nil where the feed does not give them.
  public let terms: ContractTerms?

  /// A listing from its parts.
  public init(instrument: Instrument, terms: ContractTerms?) {
    self.instrument = instrument
    self.terms = terms
  }
}
