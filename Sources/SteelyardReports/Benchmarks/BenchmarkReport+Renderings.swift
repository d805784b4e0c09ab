public import SteelyardContracts
import SteelyardBenchmarks
import SteelyardFormats
import SteelyardPricing

extension BenchmarkReport {
  /// The answer for people.
  public var document: ReportDocument {
    let table = ReportTable(
      "benchmarks",
      columns: [
        .init("name", "benchmark"), .init("level", "level"), .init("item", "per"),
        .init("minimum", "fastest", unit: "ns"), .init("median", "median", unit: "ns"),
        .init("p99", "p99", unit: "ns"), .init("per_second", "per second"),
        .init("per_position", "per position", unit: "ns"),
        .init("target", "target", unit: "ns"), .init("verdict", "verdict"),
      ],
      rows: results.map { result in
        [
          .text(result.name), result.level.map { .text($0.rawValue) } ?? .none,
          .text(result.item),
          .number(result.nanosecondsPerItemMinimum, .fixed(2)),
          .number(result.nanosecondsPerItemMedian, .fixed(2)),
          .number(result.nanosecondsPerItemP99, .fixed(2)),
          .number(result.itemsPerSecond, .fixed(0)),
          result.nanosecondsPerPosition.map { .number($0, .fixed(2)) } ?? .none,
          result.targetNanosecondsPerItem.map { .number($0, .fixed(2)) } ?? .none,
          .text(result.verdict),
        ]
      })
    return ReportDocument(
      title: "Speed of this machine", subtitle: "Nanoseconds per item; one thread.",
      sections: [.init("", [.table(table)]), .notes(notes)].compactMap(\.self))
  }

  /// The answer for programs: `results`, each with the fields of `BenchmarkResult`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      try writer.objects("results", results) { (writer, result) throws(SteelyardError) in
        writer.field("name", result.name)
        if let level = result.level { writer.field("level", level.rawValue) }
        writer.field("item", result.item)
        try writer.field("nanosecondsPerItemMinimum", result.nanosecondsPerItemMinimum)
        try writer.field("nanosecondsPerItemMedian", result.nanosecondsPerItemMedian)
        try writer.field("nanosecondsPerItemP99", result.nanosecondsPerItemP99)
        if let positions = result.positionsPerItem {
          writer.key("positionsPerItem")
          writer.integer(positions)
        }
        if let target = result.targetNanosecondsPerItem {
          try writer.field("targetNanosecondsPerItem", target)
        }
        try writer.field("checksum", result.checksum)
        try writer.field("expectedChecksum", result.expectedChecksum)
      }
      try writer.strings("notes", notes)
    }
  }
}

extension BenchmarkResult {
  /// A wrong result has no speed.
  fileprivate var verdict: String {
    guard checksumAgrees else { return "WRONG RESULT" }
    guard let target = targetNanosecondsPerItem else { return "no target" }
    return nanosecondsPerItemMedian <= target ? "meets target" : "misses target"
  }
}
