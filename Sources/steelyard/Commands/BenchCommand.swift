import SteelyardBenchmarks
import SteelyardCommandLine
import SteelyardContracts
import SteelyardReports

/// `steelyard bench`: the speed of this machine, against the targets.
enum BenchCommand: Command {
  private static let only = CommandOption(
    texts: "only", "NAME", "only benchmarks whose names begin so; default: all")
  private static let repetitions = CommandOption<Int>(
    "repetitions", "N", .once, "timed repetitions of each; default: \(repetitionsDefault)"
  ) { text throws(SteelyardError) in try OptionValues.integer(text, in: 1...100_000) }

  private static let repetitionsDefault = 200

  static let declaration = CommandDeclaration(
    name: "bench", summary: "the speed of this machine, against the targets",
    description: """
      Times the kernels and the margin models at every width that this processor has, in
      nanoseconds per item, and checks what they compute against an independent sum. A margin model
      is timed on 10,000 books of 20 positions; the frame that they share (prices and scenario P&L)
      is a line of its own. Margin benchmarks take at most 20 repetitions each. The journal is timed in
      a directory of its own among the temporary files, which must be on the disk to be measured.
      """,
    operands: nil, options: [only, repetitions] + OutputOptions.all,
    examples: [
      .init(
        says: "implied volatility only, briefly",
        line: "steelyard bench --only impliedVolatility --repetitions 3")
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let prefixes = try arguments.values(only)
    let repetitions = try arguments.value(repetitions) ?? repetitionsDefault
    for prefix in prefixes where !Benchmarks.names.contains(where: { $0.hasPrefix(prefix) }) {
      throw SteelyardError(
        .invalidInput, "--only: no benchmark's name begins with \"\(prefix.prefix(60))\".",
        remedy: "Choose of \(Benchmarks.names.joined(separator: ", ")).")
    }
    var results: [BenchmarkResult] = []
    try Benchmarks.run(
      repetitions: repetitions,
      chosen: { name in
        guard prefixes.isEmpty || prefixes.contains(where: name.hasPrefix) else { return false }
        Progress.stage("timing \(name)")
        return true
      },
      nanosecondsNow: MonotonicClock.nanosecondsNow, report: { results.append($0) })
    let report = BenchmarkReport(
      results,
      notes: [
        "Fastest, median and 99th percentile of \(repetitions) repetitions (margin models: at most "
          + "20), on one thread. Per second and per position: by the median."
      ] + (try Benchmarks.notes { name in results.contains { $0.name == name } }))
    try output.write(report)
    return report.allChecksumsAgree ? .fine : .badNews
  }
}
