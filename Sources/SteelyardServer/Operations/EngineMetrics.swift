import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMargin
import SteelyardMarket

/// What an engine and its market are, as metrics: nearly all of it is asked for when somebody reads.
enum EngineMetrics {
  /// Adds them.
  ///
  /// - Returns: The engine's watcher, to be ended with the service.
  static func add(to metrics: Metrics, _ engine: Engine, feed: any MarketFeed) -> Int {
    addCommands(metrics, engine)
    addAccounts(metrics, CensusTaker(engine))
    addMarket(metrics, engine, feed)
    addFrame(metrics, engine)
    addJournal(metrics, engine)
    let cycle = metrics.histogram(
      "steelyard_risk_cycle_duration_seconds",
      "Time from a change of the market or the ledger to the end of the cycle.")
    let frame = metrics.histogram(
      "steelyard_risk_frame_duration_seconds", "Time of it for making the risk frame.")
    let evaluated = metrics.counter(
      "steelyard_risk_evaluated_accounts_total", "Accounts that cycles have evaluated.")
    return engine.watch { notice in
      guard case .cycle(let report) = notice else { return }
      cycle.record(report.seconds)
      if report.frameSeconds > 0 { frame.record(report.frameSeconds) }
      evaluated.add(Double(report.evaluatedCount))
    }
  }

  private typealias Series = [(labels: [String], value: Double)]

  /// Every case of a state, 1 for the one it is in.
  private static func states<State: CaseIterable & RawRepresentable<String> & Equatable>(
    _ labels: [String], _ state: State
  ) -> Series {
    State.allCases.map { (labels + [$0.rawValue], $0 == state ? 1 : 0) }
  }

  private static func addCommands(_ metrics: Metrics, _ engine: Engine) {
    metrics.observed("steelyard_commands_waiting", "Commands that wait for the writer.") {
      [([], Double(engine.waitingCount))]
    }
    metrics.observedCounter(
      "steelyard_commands_total", "Commands answered, by what became of them.",
      labels: ["outcome"]
    ) {
      let statistics = engine.commandStatistics
      let refused = statistics.refusedCounts.sorted { $0.key.rawValue < $1.key.rawValue }
      return [(["accepted"], Double(statistics.acceptedCount))]
        + refused.map { ([$0.key.rawValue], Double($0.value)) }
    }
    metrics.observedHistogram(
      "steelyard_command_duration_seconds", "Time from a command to its durable answer."
    ) {
      let statistics = engine.commandStatistics
      return ObservedHistogram.Values(
        bounds: CommandStatistics.boundsSeconds, counts: statistics.countsByDuration,
        count: statistics.count, sum: statistics.seconds)
    }
  }

  private static func addAccounts(_ metrics: Metrics, _ taker: CensusTaker) {
    metrics.observed(
      "steelyard_accounts", "Accounts by the level that the last cycle found.", labels: ["level"]
    ) {
      let levels = taker.census.levels
      return HealthLevel.allCases.map { ([$0.rawValue], Double(levels[$0] ?? 0)) }
        + [(["unknown"], Double(levels[nil] ?? 0))]
    }
    metrics.observed(
      "steelyard_margin_calls", "Accounts by the state of their margin call.", labels: ["state"]
    ) {
      let calls = taker.census.calls
      return MarginCallState.Name.allCases.map { ([$0.rawValue], Double(calls[$0] ?? 0)) }
    }
  }

  private static func addMarket(
    _ metrics: Metrics, _ engine: Engine, _ feed: any MarketFeed
  ) {
    metrics.observed(
      "steelyard_market_data_age_seconds",
      "Age of the sources that an underlying's index stands on.", labels: ["underlying"]
    ) {
      guard let frame = engine.frame else { return [] }
      let now = engine.now
      return frame.board.standings.keys.sorted().compactMap { underlying in
        frame.board.index(of: underlying).map {
          ([underlying.description], seconds(from: $0.priceTime, to: now))
        }
      }
    }
    metrics.observed(
      "steelyard_oracle_state", "1 for the state that an underlying's prices are in.",
      labels: ["underlying", "state"]
    ) {
      guard let frame = engine.frame else { return [] }
      return frame.board.standings.sorted { $0.key < $1.key }.flatMap {
        states([$0.key.description], $0.value.state)
      }
    }
    metrics.observed(
      "steelyard_market_problems", "What was left out of the latest frame's market."
    ) {
      engine.frame.map { [([], Double($0.board.problems.count))] } ?? []
    }
    metrics.observedCounter(
      "steelyard_market_refused_updates_total", "Updates of the market that were refused."
    ) {
      [([], Double(engine.refusedUpdates.count))]
    }
    metrics.observed(
      "steelyard_feed_state", "1 for the state that a feed is in.", labels: ["feed", "state"]
    ) {
      states([feed.name], feed.report.state)
    }
  }

  private static func addFrame(_ metrics: Metrics, _ engine: Engine) {
    metrics.observed("steelyard_risk_frame_number", "Number of the latest risk frame.") {
      engine.frame.map { [([], Double($0.number))] } ?? []
    }
    metrics.observed("steelyard_risk_frame_age_seconds", "Age of the latest risk frame.") {
      engine.frame.map { [([], seconds(from: $0.time, to: engine.now))] } ?? []
    }
    metrics.observed("steelyard_risk_cycle_failed", "1 where the last cycle made no frame.") {
      [([], engine.cycleFailure == nil ? 0 : 1)]
    }
  }

  private static func addJournal(_ metrics: Metrics, _ engine: Engine) {
    metrics.observed("steelyard_journal_position", "The journal's last position.") {
      [([], Double(engine.position))]
    }
    metrics.observed(
      "steelyard_journal_snapshot_position", "Position of the last snapshot since the start."
    ) {
      engine.snapshotReport.map { [([], Double($0.position))] } ?? []
    }
    metrics.observed("steelyard_journal_snapshot_failed", "1 where the last snapshot failed.") {
      engine.snapshotReport.map { [([], $0.failure == nil ? 0 : 1)] } ?? []
    }
  }

  private static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
    max(0, Double(end.microseconds - start.microseconds) * 1e-6)
  }
}
