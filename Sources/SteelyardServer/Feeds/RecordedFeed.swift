public import SteelyardContracts
public import SteelyardFeeds
import SteelyardFormats

/// A recording, or files of Tardis, told again at a speed.
public final class RecordedFeed: MarketFeed {
  /// Where the updates are.
  public enum Source: Sendable {
    /// A recording's path.
    case recording(path: String)
    /// Paths of unpacked Tardis files, merged.
    case tardis(paths: [String])

    /// The path that errors are about: of several files, the first.
    var path: String {
      switch self {
      case .recording(let path): path
      case .tardis(let paths): paths.first ?? "no file"
      }
    }
  }

  /// Its name: `recording`, or what Tardis' updates carry.
  public let name: String
  private let source: Source
  private let speed: ReplaySchedule.Speed
  private let clock: FeedClock?
  private let now: @Sendable () -> Timestamp
  private let log: Log?
  private let sink: @Sendable ([MarketUpdate]) -> Void
  private let task = FeedTask()

  /// Most updates that are told at once.
  static let batchMax = 1_000

  /// A feed that has not begun.
  ///
  /// - Parameters:
  ///   - clock: The clock of the engine, which must live in the recording's time; moved along with it. Its start
  ///     should lie before the recording's first update: see `RecordedFeed.firstTime(of:)`.
  ///   - now: The world's clock.
  ///   - sink: Gets the updates, on the feed's task: `Engine.feed`.
  /// - Throws: `invalidInput` for a speed that can't be.
  public init(
    _ source: Source, name: String = "recording", speed: ReplaySchedule.Speed, clock: FeedClock?,
    log: Log? = nil, now: @escaping @Sendable () -> Timestamp = { WallClock.now },
    sink: @escaping @Sendable ([MarketUpdate]) -> Void
  ) throws(SteelyardError) {
    let moment = now()
    _ = try ReplaySchedule(recordingStart: moment, replayStart: moment, speed: speed)
    self.name = name
    self.source = source
    self.speed = speed
    self.clock = clock
    self.now = now
    self.log = log
    self.sink = sink
  }

  /// How it stands.
  public var report: FeedReport { task.report }

  /// Begins to tell.
  public func start() { task.start { [self] in await run() } }

  /// Ends it.
  public func stop() async { await task.stop() }

  /// The instant of the first update: where an engine's clock begins.
  ///
  /// - Throws: What reading throws; `invalidInput` for a source without updates.
  public static func firstTime(
    of source: Source, name: String = "recording"
  ) throws(SteelyardError) -> Timestamp {
    let reader = try RecordedUpdates(source, name: name)
    guard let first = try reader.next() else {
      throw SteelyardError(
        .invalidInput, "The recording holds no update.", remedy: "Name another file.",
        subject: .place(file: source.path, row: nil, field: nil))
    }
    return first.time
  }

  private func run() async {
    var last: (sequence: UInt64, time: Timestamp)?
    do throws(SteelyardError) {
      let reader = try RecordedUpdates(source, name: name)
      var schedule: ReplaySchedule?
      var batch: [MarketUpdate] = []
      while !Task.isCancelled, let update = try reader.next() {
        let begun = now()
        let plan =
          if let schedule { schedule } else {
            try ReplaySchedule(recordingStart: update.time, replayStart: begun, speed: speed)
          }
        if schedule == nil {
          schedule = plan
          task.report = FeedReport(state: .live, reason: "")
        }
        let wait = plan.due(update.time).microseconds - begun.microseconds
        if wait > 0 || batch.count >= RecordedFeed.batchMax {
          tell(&batch)
          // With nothing to wait for, others get their turn.
          if wait > 0 {
            try? await Task.sleep(for: .microseconds(wait))
          } else {
            await Task.yield()
          }
          if Task.isCancelled { return }
        }
        batch.append(update)
        last = (update.sequence, update.time)
      }
      tell(&batch)
      for problem in reader.problems {
        log?.write(.warning, "recording", ["problem": .text(problem.message)])
      }
      end("the recording is over", last)
    } catch {
      log?.write(.error, "recording ended", ["reason": .text(error.message)])
      end(error.message, last)
    }
  }

  private func tell(_ batch: inout [MarketUpdate]) {
    guard let newest = batch.map(\.time).max() else { return }
    clock?.advance(to: newest)
    sink(batch)
    batch.removeAll(keepingCapacity: true)
  }

  private func end(_ reason: String, _ last: (sequence: UInt64, time: Timestamp)?) {
    guard !Task.isCancelled else { return }
    let report = FeedReport(state: .ended, reason: reason)
    task.report = report
    guard let last else { return }
    sink([
      MarketUpdate(feed: name, sequence: last.sequence + 1, time: last.time, .feed(report))
    ])
  }
}
