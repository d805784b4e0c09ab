import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds

/// The market of a service: its clock, and the feed that tells of it.
struct ServiceMarket: Sendable {
  /// What the engine goes by.
  let clock: any EngineClock
  private let configuration: MarketConfiguration
  private let moving: FeedClock?
  private let start: Timestamp

  /// A market that has not begun.
  ///
  /// - Parameter earliest: The time of the journal's last record: a market that makes its own time begins there or
  ///   later.
  /// - Throws: `invalidInput` for a recording that can't be read, or that lies before the journal's end.
  init(_ configuration: MarketConfiguration, notBefore earliest: Timestamp) throws(SteelyardError) {
    self.configuration = configuration
    if case .recording(let source, _) = configuration {
      start = try RecordedFeed.firstTime(of: source)
      guard start >= earliest else {
        throw SteelyardError(
          .invalidInput,
          "The recording begins at \(start), before the journal's end at \(earliest).",
          remedy: "Give a recording of a later time, or another data directory.",
          subject: .place(file: source.path, row: nil, field: nil))
      }
    } else {
      start = max(WallClock.now, earliest)
    }
    // A journal ahead of the world's time, as a market that ran faster leaves it, keeps its own.
    if configuration.runsWithTheWorld, start <= WallClock.now.advanced(bySeconds: 1) {
      moving = nil
      clock = SystemClock()
    } else {
      let clock = FeedClock(start)
      moving = clock
      self.clock = clock
    }
  }

  /// The past that backtests walk through: files where some are named, else that of a simulated market.
  func history(_ files: [String]) -> ServiceHistory {
    if !files.isEmpty { return .files(files) }
    if case .simulated(let seed, _) = configuration { return .simulated(seed: seed, before: start) }
    return .none
  }

  /// The feed.
  ///
  /// - Throws: `invalidInput` for what the configuration can't mean.
  func feed(
    on loop: Loop, log: Log, sink: @escaping @Sendable ([MarketUpdate]) -> Void
  ) throws(SteelyardError) -> any MarketFeed {
    switch configuration {
    case .simulated(let seed, let speed):
      var options = SimulatedFeed.Options()
      options.speed = speed
      return try SimulatedFeed(
        SimulatedMarket(parameters: .threeCoins, start: start, seed: seed), options: options,
        clock: moving, log: log, sink: sink)
    case .deribit(let url, let currencies, let authoritiesFile):
      var options = try DeribitFeed.Options(url: url)
      options.authoritiesFile = authoritiesFile
      options.seed = UInt64(truncatingIfNeeded: WallClock.now.microseconds)
      var codes: [Currency] = []
      for currency in currencies { codes.append(try Currency(currency)) }
      return try DeribitFeed(
        settings: DeribitFeedSettings(currencies: codes), options: options, on: loop, log: log,
        sink: sink)
    case .recording(let source, let speed):
      return try RecordedFeed(source, speed: speed, clock: moving, log: log, sink: sink)
    }
  }
}
