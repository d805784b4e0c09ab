public import SteelyardContracts

/// What is fixed when an instrument is listed.
public struct InstrumentListing: Sendable, Hashable {
  /// Longest tick ladder accepted.
  static let tickStepsMax = 32

  private struct Parts: Sendable, Hashable {
    let instrument: Instrument
    let venue: OwnerName
    let terms: ContractTerms
    let fees: FeeSchedule
  }

  /// The parts, once for the ledger, its copies and everybody who names its instruments: settled ones stay for ever.
  private final class Contents: Sendable {
    let parts: Parts

    init(_ parts: Parts) { self.parts = parts }
  }

  private let contents: Contents

  /// The instrument.
  public var instrument: Instrument { contents.parts.instrument }
  /// The venue whose account takes the other side.
  public var venue: OwnerName { contents.parts.venue }
  /// Tick, lot and multiplier.
  public var terms: ContractTerms { contents.parts.terms }
  /// Fees where a trade does not bring its own.
  public var fees: FeeSchedule { contents.parts.fees }

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
    contents = Contents(
      Parts(instrument: instrument, venue: venue, terms: terms, fees: fees))
  }

  /// The same parts.
  public static func == (left: InstrumentListing, right: InstrumentListing) -> Bool {
    left.contents === right.contents || left.contents.parts == right.contents.parts
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(contents.parts) }
}
