import SteelyardContracts
import SteelyardFormats

/// One name and what is known of it.
struct NameEntry: Sendable {
  /// What a name says, and in which grammar.
  struct Reading: Sendable {
    let naming: InstrumentNaming
    let instrument: Instrument
    /// Other grammars that take the same name for something else.
    let others: [InstrumentNaming]
    /// Grammars in which the name is wanted.
    let wanted: [InstrumentNaming]
  }

  /// The terms on a venue.
  struct Listing: Sendable {
    let venue: InstrumentNaming
    let terms: ContractTerms
    let evidence: ParameterEvidence
    let dated: String
  }

  let text: String
  let reading: Result<Reading, SteelyardError>
  let listings: [Listing]

  init(
    _ text: String, naming: InstrumentNaming?, wanted: [InstrumentNaming],
    terms: ContractTermsTable
  ) {
    self.text = text
    do throws(SteelyardError) {
      let reading = try Self.reading(text, naming, wanted)
      self.reading = .success(reading)
      listings = Self.listings(of: reading.instrument, terms)
    } catch {
      reading = .failure(error)
      listings = []
    }
  }

  private static func reading(
    _ text: String, _ naming: InstrumentNaming?, _ wanted: [InstrumentNaming]
  ) throws(SteelyardError) -> Reading {
    if let naming {
      return Reading(
        naming: naming, instrument: try naming.instrument(named: text), others: [], wanted: wanted)
    }
    let candidates = InstrumentNaming.candidates(for: text)
    guard let first = candidates.first else {
      // Deribit's refusal also tells combos apart, which no other grammar names.
      return Reading(
        naming: .deribit, instrument: try InstrumentNaming.deribit.instrument(named: text),
        others: [], wanted: wanted)
    }
    let others = candidates.filter { $0.instrument != first.instrument }.map(\.naming)
    return Reading(
      naming: first.naming, instrument: first.instrument, others: others, wanted: wanted)
  }

  private static func listings(
    of instrument: Instrument, _ table: ContractTermsTable
  ) -> [Listing] {
    InstrumentNaming.allCases.compactMap { venue in
      guard let terms = try? table.terms(for: instrument, listedOn: venue),
        let evidence = try? table.evidence(for: instrument, listedOn: venue),
        let dated = try? table.dated(venue)
      else { return nil }
      return Listing(venue: venue, terms: terms, evidence: evidence, dated: dated)
    }
  }
}

extension NameEntry.Reading {
  /// The instrument's name in every grammar wanted, or why it has none there.
  var names: [(naming: InstrumentNaming, name: Result<String, SteelyardError>)] {
    wanted.map { naming in
      do throws(SteelyardError) {
        return (naming, .success(try naming.name(of: instrument)))
      } catch {
        return (naming, .failure(error))
      }
    }
  }

  /// What the name says, part by part.
  var parts: [(key: String, value: String)] {
    let underlying = instrument.underlying
    var parts = [
      ("kind", kind), ("base", underlying.base.code), ("quote", underlying.quote.code),
      ("settlement", underlying.settlement.code),
      ("style", underlying.isInverse ? "inverse" : "linear"),
      ("quantity_currency", instrument.quantityCurrency.code),
      ("price_currency", instrument.priceCurrency.code),
    ]
    if let expiry = instrument.expiry { parts.append(("expiry", expiry.description)) }
    if let option = instrument.optionTerms {
      parts.append(("strike", option.strike.description))
      parts.append(("right", option.right.rawValue))
    }
    if case .barrierOption(_, let barrier) = instrument.product {
      parts.append(("barrier_kind", barrier.kind.rawValue))
      parts.append(("barrier", barrier.level.description))
    }
    return parts
  }

  private var kind: String {
    switch instrument.product {
    case .spot: "spot"
    case .perpetual: "perpetual"
    case .future: "future"
    case .option: "option"
    case .barrierOption: "barrier_option"
    }
  }
}
