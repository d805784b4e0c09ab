public import SteelyardContracts
import SteelyardPricing

/// The benchmarks of the kernels, of sampling, of fits, of the margin models and of the ledger.
public enum Benchmarks {
  /// Names of all benchmarks, in the order in which they run.
  public static var names: [String] { all().map(\.name) }

  /// Runs the chosen benchmarks at every level of this processor and reports each as it ends.
  ///
  /// Inputs and expected checksums are made before the clock is read.
  ///
  /// - Parameters:
  ///   - repetitions: Timed repetitions of each benchmark, at least 1; a benchmark whose single
  ///     repetition is long takes at most its own limit.
  ///   - chosen: Says by name whether a benchmark is to run.
  ///   - nanosecondsNow: A monotonic clock in nanoseconds; a library reads none itself.
  ///   - report: Receives each result.
  /// - Throws: What loading a margin model or making its frame throws.
  /// - Precondition: `repetitions` is at least 1.
  public static func run(
    repetitions: Int, chosen: (String) -> Bool, nanosecondsNow: () -> UInt64,
    report: (BenchmarkResult) -> Void
  ) throws(SteelyardError) {
    precondition(repetitions >= 1, "a benchmark needs at least one repetition")
    for benchmark in all() where chosen(benchmark.name) {
      let work = try benchmark.prepare()
      for level in KernelLevel.available {
        var times: [Double] = []
        // The first call warms caches and is not counted.
        try work.run(level)
        for _ in 0..<min(repetitions, benchmark.repetitionsMax) {
          let start = nanosecondsNow()
          try work.run(level)
          times.append(Double(nanosecondsNow() &- start) / Double(work.itemCount))
        }
        times.sort()
        report(
          BenchmarkResult(
            name: benchmark.name, level: level, item: benchmark.item,
            positionsPerItem: benchmark.positionsPerItem,
            nanosecondsPerItemMinimum: times[0],
            nanosecondsPerItemMedian: times[times.count / 2],
            nanosecondsPerItemP99: times[
              (times.count * 99).quotientAndRemainder(
                dividingBy: 100
              ).quotient],
            targetNanosecondsPerItem: benchmark.targetNanosecondsPerItem[level],
            checksum: work.checksum(), expectedChecksum: work.expectedChecksum))
      }
    }
  }

  private static func all() -> [Benchmark] {
    blackBenchmarks() + [impliedVolatilityBenchmark(), worstLossBenchmark(), garchBenchmark()]
      + [randomBenchmark()] + copulaBenchmarks() + tailBenchmarks() + jointRevaluationBenchmarks()
      + marginBenchmarks() + ledgerBenchmarks()
  }
}

/// One benchmark before its inputs are made.
struct Benchmark {
  let name: String
  let item: String
  let positionsPerItem: Int?
  let repetitionsMax: Int
  let targetNanosecondsPerItem: [KernelLevel: Double]
  let prepare: () throws(SteelyardError) -> Work

  init(
    name: String, item: String, positionsPerItem: Int? = nil, repetitionsMax: Int = .max,
    targetNanosecondsPerItem: [KernelLevel: Double],
    prepare: @escaping () throws(SteelyardError) -> Work
  ) {
    self.name = name
    self.item = item
    self.positionsPerItem = positionsPerItem
    self.repetitionsMax = repetitionsMax
    self.targetNanosecondsPerItem = targetNanosecondsPerItem
    self.prepare = prepare
  }
}

/// The unit of work with its inputs, and the sum of what it computed last.
///
/// The sum is taken outside the timed region: over seven columns it costs as much as half the
/// kernel. Nothing is lost, because the work is a call into another module, which writes through
/// pointers: no compiler can drop it.
struct Work {
  let itemCount: Int
  let expectedChecksum: Double
  let run: (KernelLevel) throws(SteelyardError) -> Void
  let checksum: () -> Double
}
