import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import Testing

/// Real chains, where they are at hand: `STEELYARD_DATA`, else `../shared/data` beside the package.
@Suite("Readers on real market data")
struct SharedMarketDataTests {
  static let directory: String = {
    if let path = getenv("STEELYARD_DATA") { return String(cString: path) }
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(root)/../shared/data"
  }()

  static func files(in folder: String, suffix: String) -> [String] {
    guard let stream = opendir("\(directory)/options/\(folder)") else {
      print("SKIPPED: no market data in \(directory)/options/\(folder); set STEELYARD_DATA")
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(suffix) { names.append(folder.isEmpty ? name : "\(folder)/\(name)") }
    }
    return names.sorted()
  }

  static func input(_ name: String) throws(SteelyardError) -> InputFile {
    try InputFile(path: "\(directory)/options/\(name)")
  }

  /// Occurrences of a text that stands once in every row.
  static func count(_ text: String, in input: InputFile) -> Int {
    String(decoding: input.bytes, as: UTF8.self).split(separator: text).count - 1
  }

  @Test(
    "book summaries: every row is an observation",
    arguments: files(in: "deribit_json", suffix: ".json"))
  func bookSummaries(name: String) throws {
    let input = try Self.input(name)
    let file = try MarketFile.read(input)
    #expect(file.format == .deribitBookSummary)
    #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
    #expect(file.warnings.isEmpty, "\(file.warnings.first?.description ?? "")")
    #expect(Self.count("instrument_name", in: input) == file.observations.count)
    #expect(file.observations.count > 500)
    let options = file.observations.filter(\.instrument.isOption)
    #expect(options.allSatisfy { $0.markVolatility != nil && $0.underlyingPrice != nil })
    #expect(file.observations.contains { !$0.instrument.isOption })
    let bytes = try MarketFile.json(
      time: file.observations[0].time, observations: file.observations, expiries: [],
      indices: [], assetPrices: [])
    let again = try MarketFile.read(InputFile(name: "again", bytes: bytes))
    #expect(again.observations == file.observations)
  }

  @Test(
    "chains: every row is an observation",
    arguments: files(in: "chains_2025_2026", suffix: ".csv"))
  func chains(name: String) throws {
    let input = try Self.input(name)
    let file = try MarketFile.read(input)
    #expect(file.format == .optionChain)
    #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
    #expect(file.warnings.isEmpty, "\(file.warnings.first?.description ?? "")")
    #expect(Self.count("\n", in: input) == file.observations.count)
    #expect(file.supersededCount == 0)
  }

  @Test(
    "files of many times: each row is read or superseded, at every tenth of the span",
    arguments: files(in: "", suffix: ".csv").filter {
      $0.hasPrefix("deribit_chain") || $0.hasPrefix("deribit_full") || $0.hasPrefix("deribit_fut")
    })
  func series(name: String) throws {
    let input = try Self.input(name)
    let last = try MarketFile.read(input)
    let end = try #require(last.observations.map(\.time).max())
    let table = try CSVTable(input)
    let column = try #require(table.column("quote_utc") ?? table.column("snapshot_utc"))
    let start = try Timestamp(parsing: try #require(table.row(0).text(column)))
    for tenth in 0..<10 {
      let span = (end.microseconds - start.microseconds) / 11_000_000
      let time = end.advanced(bySeconds: -span * Int64(tenth))
      let file = try MarketFile.read(input, at: time)
      print("\(name) at \(time): \(file.observations.count) of \(table.rowCount) rows")
      #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
      #expect(file.observations.count + file.supersededCount == table.rowCount)
      if name.contains("fut") { #expect(file.observations.allSatisfy { $0.time <= time }) }
    }
  }

  @Test("positions are not taken for markets, nor tables of trades for chains")
  func otherTables() throws {
    for name in Self.files(in: "", suffix: ".csv")
    where name.contains("trades") || name.contains("books") {
      let input = try Self.input(name)
      expectError(.invalidInput, ["row 1", "no accepted market format"]) {
        () throws(SteelyardError) in _ = try MarketFile.read(input)
      }
    }
  }
}
