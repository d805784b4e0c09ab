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
    Benchmarks.run(
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
}
