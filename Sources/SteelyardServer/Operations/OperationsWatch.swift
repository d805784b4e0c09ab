import SteelyardContracts
package import SteelyardEngine
import SteelyardFeeds
import Synchronization

/// What a service remembers of its last minutes, for whoever operates it, and of its market's last days.
package final class OperationsWatch: Sendable {
  /// One risk cycle.
  struct Cycle: Sendable {
    let time: Timestamp
    let report: CycleReport
  }

  /// How a feed stands.
  struct Feed: Sendable {
    let name: String
    let report: FeedReport
    /// Since when, by the engine's clock; within the interval of samples.
    let since: Timestamp
  }

  /// What has been counted up to an instant.
  private struct Sample: Sendable {
    /// By the steady clock, in seconds.
    let steady: Double
    let commands: CommandStatistics
    let position: Int64
  }

  /// What happened within the last minute or so.
  struct Pace: Sendable {
    /// Records a second; nil before there are two samples.
    let recordsPerSecond: Double?
    /// Half of the commands took no longer, in seconds; nil without commands.
    let commandSeconds50: Double?
    /// Of a hundred commands 99 took no longer.
    let commandSeconds99: Double?
  }

  private struct Memory {
    var cycles = Recent<Cycle>(countMax: OperationsWatch.cyclesMax)
    var samples = Recent<Sample>(countMax: OperationsWatch.samplesMax)
    var feeds: [String: Feed] = [:]
    var watcher: (engine: Engine, number: Int)?
    var task: Task<Void, Never>?
  }

  /// Cycles that are remembered.
  static let cyclesMax = 300
  /// Seconds between two samples.
  package static let sampleSeconds = 5
  /// Samples of a minute.
  private static let samplesMax = 13

  /// The market's past.
  let history = TermStructureHistory()
  /// Alerts that were told.
  let alerts = AlertMemory()
  private let memory = Mutex(Memory())

  /// A watch that has seen nothing.
  package init() {}

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - feed: What tells the engine of the market; nil where that is done by hand.
  ///   - surfaces: Where fits come from for the market's past.
  ///   - archive: Records that are no longer in memory, for alerts of an earlier run.
  package func start(
    _ engine: Engine, feed: (any MarketFeed)?, surfaces: SurfaceShelf,
    archive: (any RecordArchive)? = nil
  ) {
    alerts.begin(engine, archive)
    let number = engine.watch { [weak self] notice in
      guard case .cycle(let report) = notice, let self else { return }
      let time = engine.now
      memory.withLock { $0.cycles.append(Cycle(time: time, report: report)) }
    }
    let task = Task { [weak self] in
      while !Task.isCancelled {
        guard let self else { return }
        sample(engine, feed)
        await alerts.follow()
        if let frame = engine.frame { await history.take(frame, surfaces) }
        try? await Task.sleep(for: .seconds(OperationsWatch.sampleSeconds))
      }
    }
    memory.withLock {
      $0.watcher = (engine, number)
      $0.task = task
    }
  }

  /// Ends it.
  package func stop() {
    let (watcher, task) = memory.withLock { memory in
      defer { memory.watcher = nil }
      return (memory.watcher, memory.task)
    }
    task?.cancel()
    if let watcher { watcher.engine.unwatch(watcher.number) }
  }

  private func sample(_ engine: Engine, _ feed: (any MarketFeed)?) {
    let sample = Sample(
      steady: Monotonic.seconds, commands: engine.commandStatistics, position: engine.position)
    let now = engine.now
    let told = feed.map { ($0.name, $0.report) }
    memory.withLock { memory in
      memory.samples.append(sample)
      guard let (name, report) = told else { return }
      let known = memory.feeds[name]
      memory.feeds[name] = Feed(
        name: name, report: report,
        since: known.flatMap { $0.report.state == report.state ? $0.since : nil } ?? now)
    }
  }

  /// The last cycles, the oldest first.
  var cycles: [Cycle] { memory.withLock { $0.cycles }.values }

  /// The feeds, by name.
  var feeds: [Feed] { memory.withLock { $0.feeds }.values.sorted { $0.name < $1.name } }

  /// What happened since the oldest sample of the last minute.
  func pace(_ engine: Engine) -> Pace {
    let now = engine.commandStatistics
    let position = engine.position
    guard let first = memory.withLock({ $0.samples }).values.first else {
      return Pace(recordsPerSecond: nil, commandSeconds50: nil, commandSeconds99: nil)
    }
    let seconds = Monotonic.seconds - first.steady
    let counts = zip(now.countsByDuration, first.commands.countsByDuration).map { $0 - $1 }
    func quantile(_ share: Double) -> Double? {
      DurationQuantile.seconds(
        share, bounds: CommandStatistics.boundsSeconds, counts: counts,
        count: now.count - first.commands.count)
    }
    return Pace(
      recordsPerSecond: seconds >= 1 ? Double(position - first.position) / seconds : nil,
      commandSeconds50: quantile(0.5), commandSeconds99: quantile(0.99))
  }
}
