import SteelyardPricing

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
      for level in KernelLevel.available {
        var times: [Double] = []
        // The first call warms caches and is not counted.
        work.run(level)
        for _ in 0..<repetitions {
          let start = nanosecondsNow()
          work.run(level)
          times.append(Double(nanosecondsNow() &- start) / Double(benchmark.itemCount))
        }
        times.sort()
        report(
          BenchmarkResult(
            name: benchmark.name, level: level, item: benchmark.item,
            nanosecondsPerItemMinimum: times[0],
            nanosecondsPerItemMedian: times[times.count / 2],
            targetNanosecondsPerItem: benchmark.targetNanosecondsPerItem[level],
            checksum: work.checksum(), expectedChecksum: work.expectedChecksum))
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
  let targetNanosecondsPerItem: [KernelLevel: Double]
  let prepare: () -> Work
}

/// The unit of work with its inputs, and the sum of what it computed last.
///
/// The sum is taken outside the timed region: over seven columns it costs as much as half the
/// kernel. Nothing is lost, because the work is a call into another module, which writes through
/// pointers: no compiler can drop it.
struct Work {
  let expectedChecksum: Double
  let run: (KernelLevel) -> Void
  let checksum: () -> Double
}
