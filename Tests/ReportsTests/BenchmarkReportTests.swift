import FoundationEssentials
import SteelyardBenchmarks
import SteelyardReports
import Testing

@Suite("Benchmark report")
struct BenchmarkReportTests {
  private struct Answer: Decodable { let results: [BenchmarkResult] }

  @Test("its JSON is what the results decode from")
  func readsBack() throws {
    var results: [BenchmarkResult] = []
    try Benchmarks.run(
      repetitions: 1, chosen: { $0.contains("black76.price") }, nanosecondsNow: { 0 }
    ) { results.append($0) }
    let report = BenchmarkReport(results)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    #expect(!answer.results.isEmpty)
    #expect(answer.results.map(\.name) == results.map(\.name))
    #expect(answer.results.map(\.level) == results.map(\.level))
    #expect(answer.results.map(\.checksum) == results.map(\.checksum))
    #expect(
      answer.results.map(\.targetNanosecondsPerItem) == results.map(\.targetNanosecondsPerItem))
    #expect(report.allChecksumsAgree)
  }

  @Test("its table has a row for each result, accounts per second and time per position")
  func table() throws {
    var ticks: UInt64 = 0
    var results: [BenchmarkResult] = []
    try Benchmarks.run(repetitions: 3, chosen: { $0.contains("margin.isolated") }) {
      ticks += 20_000_000
      return ticks
    } report: {
      results.append($0)
    }
    let figures = try #require(results.first { $0.item == "account" })
    // 20 ms for 10,000 accounts of 20 positions.
    #expect(figures.nanosecondsPerItemP99 == 2000 && figures.itemsPerSecond == 500_000)
    #expect(figures.nanosecondsPerPosition == 100)
    let text = try BenchmarkReport(results).rendered(as: .csv)
    #expect(text.contains("margin.isolated.10000books.20positions"))
    #expect(text.contains("500000"))
  }
}
