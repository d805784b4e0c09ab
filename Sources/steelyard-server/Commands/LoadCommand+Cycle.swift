import SteelyardBenchmarks
import SteelyardCommandLine
import SteelyardContracts

extension LoadCommand {
  /// Times whole cycles, and tells.
  ///
  /// - Parameter holders: Percent of the accounts that hold ETH.
  static func cycle(
    _ scenarios: CycleMarket.Scenarios, accounts: Int, holders: Int, repetitions: Int
  ) throws(SteelyardError) {
    let load = try CycleLoad(
      scenarios, accounts: accounts, holders: holders, repetitions: repetitions)
    try StandardOutput.write(
      """
      accounts  \(accounts) x 20 positions over \(load.instrumentCount) instruments
      scenarios \(scenarios.rawValue) of the dynamic model
      memory    \(load.memory.used) bytes an account in risk book, screen, figures, watch and views, \
      \(load.memory.ofPositions) of them for its positions: \
      \(load.memory.used - load.memory.ofPositions) beside them; \(load.memory.resident) resident

      """)
    for workers in 1...2 {
      let times = try load.times(workers: workers, withExact: workers == 2)
      try StandardOutput.write(
        """
        threads   \(workers)
          frame           \(told(times.frame)), every instrument anew
          every account   \(told(times.everything)), the first time \(fixed(times.first.elapsed)) ms; \
        \(times.exactCount) by the model's own figures
          one coin        \(told(times.oneUnderlying)) for the \(times.touchedCount) accounts that a move of \
        ETH touches; its frame \(told(times.partialFrame))

        """)
      if let exact = times.exact {
        try StandardOutput.write(
          """
            all exact       \(told(exact)); levels that differ: \(times.wrongCount)

          """)
      }
    }
  }

  private static func told(_ time: CycleLoad.Time) -> String {
    "\(fixed(time.elapsed)) ms (\(fixed(time.processor)) ms of processors)"
  }
}
