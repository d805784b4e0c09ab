import SteelyardBenchmarks
import SteelyardPricing
import TestSupport
import Testing

@Suite("Benchmarks")
struct BenchmarksTests {
  @Test("each computes what the scalar reference computes", arguments: Benchmarks.names)
  func checksums(name: String) throws {
    var results: [BenchmarkResult] = []
    var ticks: UInt64 = 0
    try Benchmarks.run(repetitions: 1, chosen: { $0 == name }) {
      ticks += 1000
      return ticks
    } report: {
      results.append($0)
    }
    let scalar = ["journal", "simulate", "strategy", "allocation"]
    let hasKernel = !scalar.contains { name.hasPrefix($0) }
    #expect(results.map(\.level) == (hasKernel ? KernelLevel.available : [nil]))
    for result in results {
      expectClose(
        expected: result.expectedChecksum, got: result.checksum, .relative(1e-11),
        inputs: "\(result.name) at \(result.level?.rawValue ?? "no level")")
      #expect(result.checksumAgrees)
      #expect(result.nanosecondsPerItemMinimum > 0)
    }
  }

  @Test("names are unique")
  func names() {
    #expect(Set(Benchmarks.names).count == Benchmarks.names.count)
  }
}
