public import SteelyardContracts

/// What is fixed when an instrument is listed.
public struct InstrumentListing: Sendable, Hashable {
  /// Longest tick ladder accepted.
  static let tickStepsMax = 32

  /// The instrument.
  public let instrument: Instrument
  /// The venue whose account takes the other side.
  public let venue: OwnerName
  /// Tick, lot and multiplier.
  public let terms: ContractTerms
  /// Fees where a trade does not bring its own.
  public let fees: FeeSchedule

  /// A listing from its parts.
  ///
  /// - Throws: `invalidInput` for a tick, lot or multiplier that is not above zero, or a tick ladder that
  ///   does not rise.
  public init(
    instrument: Instrument, venue: OwnerName, terms: ContractTerms, fees: FeeSchedule
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.instrument(instrument.description)
    let steps = [terms.tick, terms.lot, terms.multiplier] + terms.tickSteps.map(\.tick)
    guard steps.allSatisfy({ $0.units > 0 }) else {
      throw SteelyardError(
        .invalidInput, "A tick, lot or multiplier is not above zero.",
        remedy: "Give positive steps.", subject: subject)
    }
    guard terms.tickSteps.count <= InstrumentListing.tickStepsMax,
      zip(terms.tickSteps, terms.tickSteps.dropFirst()).allSatisfy({
        $0.abovePrice < $1.abovePrice
      })
    else {
      throw SteelyardError(
        .invalidInput, "The larger ticks are not in ascending order of price, or are too many.",
        remedy: "List at most \(InstrumentListing.tickStepsMax) in ascending order.",
        subject: subject)
    }
    self.instrument = instrument
    self.venue = venue
    self.terms = terms
    self.fees = fees
  }
}
