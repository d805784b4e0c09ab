import FoundationEssentials
import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Names that Deribit has listed")
struct ListedNamesTests {
  private struct Summary: Decodable {
    struct Row: Decodable { let instrument_name: String }
    let result: [Row]
  }

  /// Tests/FormatsTests/Names/ListedNamesTests.swift: four components up.
  private static let packageRoot = #filePath
    .split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")

  @Test("every name of the saved book summaries reads and prints as it was, where the data is")
  func bookSummaries() throws {
    let environment = ProcessInfo.processInfo.environment
    let root = environment["STEELYARD_DATA"] ?? ListedNamesTests.packageRoot + "/../shared/data"
    let folder = root + "/options/deribit_json"
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      print("names listed: skipped, there is no \(folder)")
      return
    }
    var names = Set<String>()
    for file in files where file.hasSuffix(".json") {
      let bytes = try #require(FileManager.default.contents(atPath: folder + "/" + file))
      names.formUnion(
        try JSONDecoder().decode(Summary.self, from: bytes).result.map(\.instrument_name))
    }
    #expect(!names.isEmpty)
    for name in names {
      let instrument = try InstrumentNaming.deribit.instrument(named: name)
      #expect(try name == InstrumentNaming.deribit.name(of: instrument))
    }
    print("names listed: \(names.count) read and printed")
  }
}
