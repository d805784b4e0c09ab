import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import Testing

/// Real histories, where they are at hand: `STEELYARD_DATA`, else `../shared/data` beside the package.
@Suite("History readers on real data")
struct SharedHistoryTests {
  private static func files(in folder: String) -> [String] {
    SharedMarketDataTests.files(in: "../\(folder)", suffix: ".csv")
  }

  private static func read(_ name: String) throws(SteelyardError) -> HistoryFile {
    try HistoryFile.read(
      SharedMarketDataTests.input(name),
      naming: HistoryNaming(asset: nil, venue: nil, market: nil, interval: nil))
  }

  @Test(
    "every file is read whole, and its checked histories can be made",
    arguments: files(in: "prices") + files(in: "funding")
      + files(in: "defi").filter { $0.contains("token_usd_prices") })
  func whole(name: String) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let file = try Self.read(name)
    let elapsed = clock.now - start
    #expect(file.problems.isEmpty, "\(file.problems.first?.description ?? "")")
    #expect(file.warnings.isEmpty, "\(file.warnings.first?.description ?? "")")
    var counts: [String: Int] = [:]
    for rows in file.series {
      let peers = file.series.filter {
        $0.source != rows.source && $0.source.asset == rows.source.asset
          && $0.interval == rows.interval
      }
      let check = try HistoryCheck(rows, rules: .standard(rows.quantity), peers: peers)
      for finding in check.findings {
        counts["\(finding.kind.rawValue) \(finding.action.rawValue)", default: 0] += 1
      }
      switch rows.quantity {
      case .price: #expect(try PriceHistory(check.rows).count > 0)
      case .fundingRate: #expect(try FundingHistory(check.rows).count > 0)
      case .volatilityIndex: #expect(try VolatilityIndexHistory(check.rows).count > 0)
      case .basis: #expect(try BasisHistory(check.rows).count > 0)
      }
    }
    let summary = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print(
      "history \(name.split(separator: "/").last ?? ""): \(file.form.rawValue), "
        + "\(file.series.count) series, \(file.series.map(\.times.count).reduce(0, +)) rows in "
        + "\(elapsed); " + summary.joined(separator: ", "))
  }
}
