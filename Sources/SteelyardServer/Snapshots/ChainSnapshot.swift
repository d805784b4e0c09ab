public import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// The chain of a currency as a venue answers it, checked and not yet on disk.
///
/// The file is the answer as it came: what the venue said is kept, and not what we made of it.
public struct ChainSnapshot: Sendable {
  /// Whose chain.
  public let currency: Currency
  /// When it was asked for.
  public let time: Timestamp
  /// The answer to `public/get_book_summary_by_currency`, which every command with `--market` reads.
  public let bytes: [UInt8]
  /// Rows that can be used.
  public let rowCount: Int
  /// Instruments that the venue lists and the answer has not, by the venue's names.
  public let missing: [String]
  /// What is odd about rows, or why they were left out.
  public let oddities: [SteelyardError]

  /// Most of the listed instruments that may be missing, as a share: what was listed between the two answers.
  public static let missingShareMax = 0.05

  /// Asks a venue for what it lists of a currency and for the chain, and holds one against the other.
  ///
  /// - Parameter time: Now.
  /// - Throws: `unavailable` where the venue can't be reached, is late or answers an HTTP error; `invalidInput` for an
  ///   answer that is no chain, with the venue's own words where it refuses; `missingMarketData` for a chain without
  ///   rows, or without more than `missingShareMax` of what is listed.
  public static func take(
    _ currency: Currency, from venue: ChainVenue, at time: Timestamp
  ) async throws(SteelyardError) -> ChainSnapshot {
    let listed = try await listed(currency, venue)
    let bytes = try await venue.ask(
      "public/get_book_summary_by_currency", "currency=\(currency.code)")
    let file = try MarketFile.read(
      InputFile(name: "the chain of \(currency.code)", bytes: bytes))
    let found = Set(file.observations.map(\.instrument))
    guard !found.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "The chain of \(currency.code) has no row that can be used.",
        remedy: "Ask for another currency.", cause: file.problems.first?.message)
    }
    let missing = listed.filter { !found.contains($0.instrument) }.map(\.name).sorted()
    guard Double(missing.count) <= missingShareMax * Double(listed.count) else {
      throw SteelyardError(
        .missingMarketData,
        "The chain of \(currency.code) is partial: \(missing.count) of \(listed.count) listed instruments "
          + "have no row, \(missing[0]) among them.",
        remedy: "Ask again; nothing was written.")
    }
    return ChainSnapshot(
      currency: currency, time: time, bytes: bytes, rowCount: found.count, missing: missing,
      oddities: file.problems + file.warnings)
  }

  private static func listed(
    _ currency: Currency, _ venue: ChainVenue
  ) async throws(SteelyardError) -> [DeribitListing] {
    let bytes = try await venue.ask(
      "public/get_instruments", "currency=\(currency.code)&expired=false")
    let answer = try JSONDocument(
      InputFile(name: "the instruments of \(currency.code)", bytes: bytes))
    // What can't be held (combos) is no position, so that no chain lacks it.
    return try DeribitListing.read(
      try answer.root.required("result"), table: try ContractTermsTable.embedded()
    ).listings.filter(\.isActive)
  }
}
