public import SteelyardContracts
import SteelyardPricing

/// The benchmarks of the kernels, of sampling, of fits, of the margin models, of the ledger and
/// of the journal.
public enum Benchmarks {
  /// Names of all benchmarks, in the order in which they run.
  public static var names: [String] { all().map(\.name) }

  /// Runs the chosen benchmarks at every level of this processor, those without a kernel once, and
  /// reports each as it ends.
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
      for level in benchmark.levels {
        var times: [Double] = []
        // The first call warms caches and is not counted.
        try work.run(level ?? .portable)
        for _ in 0..<min(repetitions, benchmark.repetitionsMax) {
          let start = nanosecondsNow()
          try work.run(level ?? .portable)
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
            targetNanosecondsPerItem: benchmark.target(at: level),
            checksum: work.checksum(), expectedChecksum: work.expectedChecksum))
      }
    }
  }

  private static func all() -> [Benchmark] {
    blackBenchmarks() + [impliedVolatilityBenchmark(), worstLossBenchmark(), garchBenchmark()]
      + [randomBenchmark()] + copulaBenchmarks() + tailBenchmarks() + jointRevaluationBenchmarks()
      + marginBenchmarks() + cycleBenchmarks() + allocationBenchmarks() + strategyBenchmarks()
      + [cascadeBenchmark()] + ledgerBenchmarks() + journalBenchmarks()
  }
}

/// One benchmark before its inputs are made.
struct Benchmark {
  let name: String
  let item: String
  let positionsPerItem: Int?
  let repetitionsMax: Int
  /// The widths that it runs at; nil stands for one run without any.
  let levels: [KernelLevel?]
  let prepare: () throws(SteelyardError) -> Work
  private let targetNanosecondsPerItem: [KernelLevel?: Double]

  func target(at level: KernelLevel?) -> Double? { targetNanosecondsPerItem[level] }

  init(
    name: String, item: String, positionsPerItem: Int? = nil, repetitionsMax: Int = .max,
    targetNanosecondsPerItem: [KernelLevel: Double],
    prepare: @escaping () throws(SteelyardError) -> Work
  ) {
    self.name = name
    self.item = item
    self.positionsPerItem = positionsPerItem
    self.repetitionsMax = repetitionsMax
    self.targetNanosecondsPerItem = Dictionary(
      uniqueKeysWithValues: targetNanosecondsPerItem.map { ($0.key, $0.value) })
    levels = KernelLevel.available
    self.prepare = prepare
  }

  /// A benchmark in which no vector kernel takes part.
  init(
    name: String, item: String, repetitionsMax: Int, targetNanosecondsPerItem: Double?,
    prepareOnce: @escaping () throws(SteelyardError) -> Work
  ) {
    self.name = name
    self.item = item
    positionsPerItem = nil
    self.repetitionsMax = repetitionsMax
    self.targetNanosecondsPerItem = targetNanosecondsPerItem.map { [nil: $0] } ?? [:]
    levels = [nil]
    prepare = prepareOnce
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
