public import SteelyardContracts
public import SteelyardFeeds

/// A simulated market that runs in real time, or so many times faster.
public final class SimulatedFeed: MarketFeed {
  /// How it runs.
  public struct Options: Sendable, Hashable {
    /// Milliseconds of the world between two steps, 10 to 60,000.
    public var stepMilliseconds = 250
    /// So many seconds of the market pass in one of the world, 0.001 to 100,000.
    public var speed = 1.0

    /// The defaults.
    public init() {}
  }

  /// Its name in every update.
  public let name: String
  private let market: SimulatedMarket
  private let options: Options
  private let clock: FeedClock?
  private let log: Log?
  private let sink: @Sendable ([MarketUpdate]) -> Void
  private let task = FeedTask()

  /// A feed that has not begun.
  ///
  /// - Parameters:
  ///   - market: At its first instant: the world's time where `clock` is nil.
  ///   - clock: The clock of an engine that lives in the market's time; moved along with it.
  ///   - sink: Gets the updates, on the feed's task: `Engine.feed`.
  /// - Throws: `invalidInput` for a step or speed outside its range.
  public init(
    _ market: SimulatedMarket, options: Options = Options(), clock: FeedClock? = nil,
    log: Log? = nil, sink: @escaping @Sendable ([MarketUpdate]) -> Void
  ) throws(SteelyardError) {
    guard (10...60_000).contains(options.stepMilliseconds) else {
      throw SteelyardError(
        .invalidInput, "A step of \(options.stepMilliseconds) ms can't be.",
        remedy: "Give 10 to 60000 ms.")
    }
    guard options.speed >= 0.001, options.speed <= 100_000 else {
      throw SteelyardError(
        .invalidInput, "A simulated market can't run at \(options.speed) times the speed.",
        remedy: "Give a factor from 0.001 to 100000.")
    }
    name = market.parameters.feed
    self.market = market
    self.options = options
    self.clock = clock
    self.log = log
    self.sink = sink
  }

  /// How it stands.
  public var report: FeedReport { task.report }

  /// Begins to step.
  public func start() { task.start { [self] in await run() } }

  /// Ends it.
  public func stop() async { await task.stop() }

  private func run() async {
    var market = market
    let (start, begun) = (market.time, Monotonic.seconds)
    task.report = FeedReport(state: .live, reason: "")
    while !Task.isCancelled {
      let elapsed = (Monotonic.seconds - begun) * options.speed
      let due = Timestamp(microseconds: start.microseconds + Int64(elapsed * 1e6))
      // A machine that slept an hour does not hold everybody up for a minute: it catches up in parts.
      let target = min(due, market.time.advanced(bySeconds: SimulatedFeed.catchUpSeconds))
      if target > market.time {
        do throws(SteelyardError) {
          let updates = try market.step(to: target)
          clock?.advance(to: target)
          sink(updates)
        } catch {
          log?.write(.error, "simulated market ended", ["reason": .text(error.message)])
          task.report = FeedReport(state: .ended, reason: error.message)
          return
        }
      }
      try? await Task.sleep(for: .milliseconds(options.stepMilliseconds))
    }
  }

  /// Most seconds of the market in one step.
  private static let catchUpSeconds: Int64 = 86_400
}
