/// The benchmarks of the kernels.
public enum Benchmarks {
  /// Names of all benchmarks, in the order in which they run.
  public static var names: [String] { all().map(\.name) }

  /// Runs the chosen benchmarks at every level of this processor and reports each as it ends.
  ///
  /// Inputs and expected checksums are made before the clock is read.
  ///
  /// - Parameters:
  ///   - repetitions: Timed repetitions of each benchmark, at least 1.
  ///   - chosen: Says by name whether a benchmark is to run.
  ///   - nanosecondsNow: A monotonic clock in nanoseconds; a library reads none itself.
  ///   - report: Receives each result.
  /// - Precondition: `repetitions` is at least 1.
  public static func run(
    repetitions: Int, chosen: (String) -> Bool, nanosecondsNow: () -> UInt64,
    report: (BenchmarkResult) -> Void
  ) {
    precondition(repetitions >= 1, "a benchmark needs at least one repetition")
    for benchmark in all() where chosen(benchmark.name) {
      let work = benchmark.prepare()
      for level in BenchmarkLevel.available {
        var times: [Double] = []
        var checksum = 0.0
        // The first call warms caches and is not counted.
        _ = work.run(level)
        for _ in 0..<repetitions {
          let start = nanosecondsNow()
          checksum = work.run(level)
          times.append(Double(nanosecondsNow() &- start) / Double(benchmark.itemCount))
        }
        times.sort()
        report(
          BenchmarkResult(
            name: benchmark.name, level: level, item: benchmark.item,
            nanosecondsPerItemMinimum: times[0],
            nanosecondsPerItemMedian: times[times.count / 2],
            targetNanosecondsPerItem: benchmark.targetNanosecondsPerItem[level],
            checksum: checksum, expectedChecksum: work.expectedChecksum))
      }
    }
  }

  private static func all() -> [Benchmark] {
    blackBenchmarks() + [impliedVolatilityBenchmark(), worstLossBenchmark()]
  }
}

/// One benchmark before its inputs are made.
struct Benchmark {
  let name: String
  let item: String
  let itemCount: Int
  let targetNanosecondsPerItem: [BenchmarkLevel: Double]
  let prepare: () -> Work
}

/// The unit of work with its inputs; `run` returns the checksum.
///
/// The sum is inside the timed region so that no compiler can drop the work.
struct Work {
  let expectedChecksum: Double
  let run: (BenchmarkLevel) -> Double
}

/// Sum in four strands, fixed in order: one strand would cost more than a cheap kernel.
func checksum(_ values: [Double]) -> Double {
  var sums = SIMD4<Double>()
  var index = 0
  while index + 4 <= values.count {
    sums += SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
    index += 4
  }
  return (index..<values.count).reduce(sums.sum()) { $0 + values[$1] }
}
