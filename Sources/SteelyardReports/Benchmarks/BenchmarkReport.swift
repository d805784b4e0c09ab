public import SteelyardBenchmarks

/// The answer of `bench`: the speed of this machine next to the targets.
public struct BenchmarkReport: Report {
  let results: [BenchmarkResult]
  let notes: [String]

  /// A report on results.
  ///
  /// - Parameters:
  ///   - results: In the order in which they ran.
  ///   - notes: Remarks for people: the machine, the repetitions.
  public init(_ results: [BenchmarkResult], notes: [String] = []) {
    self.results = results
    self.notes = notes
  }

  /// Whether every checksum is right.
  public var allChecksumsAgree: Bool { results.allSatisfy(\.checksumAgrees) }
}
