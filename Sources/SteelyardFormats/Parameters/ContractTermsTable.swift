public import SteelyardContracts

/// The contract terms of the venues: multiplier, tick, lot, averaging window, delivery.
///
/// A table is data: a change of terms is a new or changed file of `Parameters/contracts`.
public struct ContractTermsTable: Sendable {
  private struct Venue: Sendable {
    let dated: String
    let settlementSecondOfDay: Int
    let families: [ContractFamily]
  }

  private var venues: [InstrumentNaming: Venue] = [:]

  /// A table without any venue, to be filled by `add(_:file:)`.
  public init() {}

  /// The table of the embedded files.
  ///
  /// - Throws: `invalidInput` where an embedded file is wrong, which the tests rule out.
  public static func embedded() throws(SteelyardError) -> ContractTermsTable {
    var table = ContractTermsTable()
    for name in EmbeddedParameters.names() where name.hasPrefix("contracts/") {
      try table.add(try EmbeddedParameters.file(named: name), file: name)
    }
    return table
  }

  /// Adds a venue's terms, in place of those it had.
  ///
  /// - Parameters:
  ///   - bytes: JSON as in `Parameters/contracts`.
  ///   - file: What errors call the source.
  /// - Throws: `invalidInput` where it is not such a file.
  public mutating func add(_ bytes: [UInt8], file: String) throws(SteelyardError) {
    let content = try ContractTermsFile.parsed(bytes, file: file)
    func refusal(_ field: String, _ message: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: "Correct the file.",
        subject: .place(file: file, row: nil, field: field))
    }
    let midnight = Timestamp(microseconds: 0)
    guard
      let instant = try? Timestamp(parsing: "1970-01-01T\(content.settlementTimeUtc)Z")
    else { throw refusal("settlement_time_utc", "The settlement time is no HH:MM:SS.") }
    guard !content.sources.isEmpty else { throw refusal("sources", "No source is given.") }
    var families: [ContractFamily] = []
    for (index, family) in content.families.enumerated() {
      do {
        families.append(try ContractFamily(family))
      } catch {
        throw error.about(.place(file: file, row: nil, field: "families[\(index)]"))
      }
    }
    venues[content.venue] = Venue(
      dated: content.dated,
      settlementSecondOfDay: Int((instant.microseconds - midnight.microseconds) / 1_000_000),
      families: families)
  }

  /// The terms of an instrument on a venue; what it delivers depends on its expiry.
  ///
  /// - Throws: `notApplicable` for a grammar that is no venue with terms on file, `unsupported`
  ///   where the venue's file has no such family.
  public func terms(
    for instrument: Instrument, listedOn venue: InstrumentNaming
  ) throws(SteelyardError) -> ContractTerms {
    try family(of: instrument, listedOn: venue).terms(expiry: instrument.expiry)
  }

  /// How well those terms are known.
  ///
  /// - Throws: As `terms(for:listedOn:)`.
  public func evidence(
    for instrument: Instrument, listedOn venue: InstrumentNaming
  ) throws(SteelyardError) -> ParameterEvidence {
    try family(of: instrument, listedOn: venue).evidence
  }

  /// The date of a venue's file, `YYYY-MM-DD`.
  ///
  /// - Throws: `notApplicable` for a grammar that is no venue with terms on file.
  public func dated(_ venue: InstrumentNaming) throws(SteelyardError) -> String {
    try listing(venue).dated
  }

  /// When a venue settles expiring contracts: the second of the day, UTC.
  ///
  /// - Throws: `notApplicable` for a grammar that is no venue with terms on file.
  public func settlementSecondOfDay(_ venue: InstrumentNaming) throws(SteelyardError) -> Int {
    try listing(venue).settlementSecondOfDay
  }

  private func family(
    of instrument: Instrument, listedOn venue: InstrumentNaming
  ) throws(SteelyardError) -> ContractFamily {
    guard let family = try listing(venue).families.first(where: { $0.contains(instrument) })
    else {
      throw SteelyardError(
        .unsupported, "No contract terms are on file for it on \(venue.title).",
        remedy: "Add its family to the venue's contract terms.",
        subject: .instrument(instrument.description))
    }
    return family
  }

  private func listing(_ venue: InstrumentNaming) throws(SteelyardError) -> Venue {
    guard let listing = venues[venue] else {
      throw SteelyardError(
        .notApplicable, "No contract terms are on file for \(venue.title).",
        remedy: "Name a venue: \(venues.keys.map(\.rawValue).sorted().joined(separator: ", ")).")
    }
    return listing
  }
}
