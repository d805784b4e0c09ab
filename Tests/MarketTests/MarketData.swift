import Foundation
import SteelyardContracts
import SteelyardMarket
import Testing

/// Where real chains are: `STEELYARD_DATA`, or `../shared/data` beside the package.
enum MarketData {
  static let skipped: Comment = "STEELYARD_DATA and ../shared/data are absent: real chains skipped"

  static var path: String {
    if let given = ProcessInfo.processInfo.environment["STEELYARD_DATA"], !given.isEmpty {
      return given
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/data").standardizedFileURL.path
  }

  static var isPresent: Bool { FileManager.default.fileExists(atPath: path + "/options") }

  /// The moments of the saved JSON chains, such as `20260314T0925Z`.
  static var jsonChains: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: jsonDirectory)) ?? []
    return Set(names.compactMap { $0.split(separator: "_").last?.split(separator: ".").first })
      .map(String.init).sorted()
  }

  /// The names of the CSV chains of 2026.
  static var csvChains: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: csvDirectory)) ?? []
    return names.filter { $0.hasSuffix(".csv") }.sorted()
  }

  static func jsonRows(_ chain: String, coin: String) throws -> [InstrumentObservation] {
    let name = "book_summary_\(coin)_\(chain).json"
    let data = try Data(contentsOf: URL(fileURLWithPath: jsonDirectory + "/" + name))
    let answer = try JSONDecoder().decode(BookSummary.self, from: data)
    return try answer.result.enumerated().map { try $1.observation(file: name, row: $0 + 1) }
  }

  static func csvRows(_ name: String) throws -> [InstrumentObservation] {
    let text = try String(
      contentsOf: URL(fileURLWithPath: csvDirectory + "/" + name), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).dropFirst()
    return try lines.enumerated().map {
      try ChainLine($1.split(separator: ",", omittingEmptySubsequences: false))
        .observation(file: name, row: $0 + 2)
    }
  }

  static func build(_ rows: [InstrumentObservation]) throws -> MarketSnapshotBuilder.Outcome {
    var builder = MarketSnapshotBuilder(
      time: nil, limits: MarketSnapshotBuilder.AgeLimits(ageSecondsMax: nil, aheadSecondsMax: 60))
    try builder.add(rows)
    return try builder.build()
  }

  private static var jsonDirectory: String { path + "/options/deribit_json" }
  private static var csvDirectory: String { path + "/options/chains_2025_2026" }
}

/// A saved answer of Deribit, as far as these tests read it.
private struct BookSummary: Decodable {
  struct Row: Decodable {
    let instrument_name: String
    let creation_timestamp: Int64
    let mark_price: Double?
    let mark_iv: Double?
    let bid_price: Double?
    let ask_price: Double?
    let underlying_price: Double?
    let underlying_index: String?
    let estimated_delivery_price: Double?
    let open_interest: Double?

    func observation(file: String, row: Int) throws -> InstrumentObservation {
      var result = InstrumentObservation(
        instrument: try deribitInstrument(instrument_name),
        time: Timestamp(milliseconds: creation_timestamp),
        origin: InstrumentObservation.Origin(file: file, row: row))
      result.markPrice = mark_price
      result.markVolatility = mark_iv.map { $0 / 100 }
      result.bid = bid_price.map { InstrumentObservation.Quote(price: $0) }
      result.ask = ask_price.map { InstrumentObservation.Quote(price: $0) }
      result.underlyingPrice = underlying_price
      result.underlyingPriceSource = underlying_index.map(source)
      result.indexPrice = estimated_delivery_price
      result.openInterest = open_interest
      return result
    }
  }

  let result: [Row]
}

/// One line of a chain CSV.
private struct ChainLine {
  let fields: [Substring]

  init(_ fields: [Substring]) { self.fields = fields }

  func observation(file: String, row: Int) throws -> InstrumentObservation {
    var result = InstrumentObservation(
      instrument: try deribitInstrument(String(fields[2])),
      time: try Timestamp(parsing: fields[0]),
      origin: InstrumentObservation.Origin(file: file, row: row))
    result.markPrice = Double(fields[9])
    result.markVolatility = Double(fields[10]).map { $0 / 100 }
    result.bid = Double(fields[11]).map { InstrumentObservation.Quote(price: $0) }
    result.ask = Double(fields[12]).map { InstrumentObservation.Quote(price: $0) }
    result.underlyingPrice = Double(fields[7])
    result.underlyingPriceSource = source(String(fields[6]))
    result.indexPrice = Double(fields[8])
    result.openInterest = Double(fields[15])
    return result
  }
}

private func source(_ name: String) -> InstrumentObservation.UnderlyingPriceSource {
  if name == "index_price" { return .index }
  return name.hasPrefix("SYN.") ? .synthetic(name) : .future(name)
}

private func deribitInstrument(_ name: String) throws -> Instrument {
  let parts = name.split(separator: "-")
  let coin = try Currency(parts[0])
  let underlying = try Underlying(base: coin, quote: .usd, settlement: coin)
  if parts[1] == "PERPETUAL" { return try Instrument(underlying, .perpetual) }
  let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
  let month = (months.firstIndex(of: String(parts[1].dropLast(2).suffix(3))) ?? -1) + 1
  guard let year = Int(parts[1].suffix(2)), let day = Int(parts[1].dropLast(5)),
    let date = CivilDate(year: 2000 + year, month: month, day: day)
  else { throw SteelyardError(.invalidInput, "No date in \(name).", remedy: "") }
  let expiry = date.at(hour: 8)
  if parts.count == 2 { return try Instrument(underlying, .future(expiry: expiry)) }
  let terms = OptionTerms(
    expiry: expiry, strike: try Amount(parsing: parts[2]), right: parts[3] == "C" ? .call : .put)
  return try Instrument(underlying, .option(terms))
}
