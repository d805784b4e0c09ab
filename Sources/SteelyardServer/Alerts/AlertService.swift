import Glibc
import SteelyardCommandLine
public import SteelyardContracts
public import SteelyardEngine

/// Alerts out of the journal into the log, the metrics and webhooks; the stream has them by itself.
public final class AlertService: Sendable {
  private let engine: Engine
  private let listener: Int
  private let wakes: [AsyncStream<Void>.Continuation]
  private let tasks: [Task<Void, Never>]

  /// Starts telling.
  ///
  /// - Parameters:
  ///   - subscribers: Who is told over HTTP.
  ///   - directory: Where it is kept how far they were told; made with mode 0700.
  ///   - archive: Records that are no longer in memory: what happened while nobody could be told.
  ///   - loop: Carries the connections; one of its own, because names are resolved on it.
  ///   - now: The world's clock, by which deliveries are signed and tried again.
  /// - Throws: `corruptData` for a delivery file that is damaged; `unavailable` where one can't be written.
  public init(
    engine: Engine, subscribers: [WebhookSubscriber], rules: AlertDeliveryRules,
    directory: String, archive: (any RecordArchive)?, log: Log, metrics: Metrics, on loop: Loop,
    now: @escaping @Sendable () -> Timestamp = { WallClock.now }
  ) throws(SteelyardError) {
    self.engine = engine
    let counted = AlertMetrics(metrics)
    if !subscribers.isEmpty, mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw SteelyardError(
        .unavailable, "\(directory) can't be made: \(SystemMessage.text()).",
        remedy: "Give the server's user a data directory of its own.")
    }
    var couriers: [WebhookCourier] = []
    for subscriber in subscribers {
      couriers.append(
        try WebhookCourier(
          subscriber, rules: rules, directory: directory, engine: engine, archive: archive,
          log: log, metrics: counted, on: loop, now: now))
    }
    // Couriers look by themselves now and then, too: a wait of an alert that failed ends without a record.
    let streams = (0...couriers.count).map { _ in
      AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }
    let wakes = streams.map(\.continuation)
    self.wakes = wakes
    listener = engine.listen { _ in for wake in wakes { wake.yield() } }
    var tasks = zip(couriers, streams.dropFirst()).map { courier, stream in
      Task.detached {
        var courier = courier
        await courier.run(stream.stream)
      }
    }
    let watch = AlertWatch(log: log, metrics: counted)
    let start = engine.position
    let own = streams[0].stream
    tasks.append(
      Task.detached {
        var follower = RecordFollower(engine, archive, after: start)
        for await _ in own {
          // What can't be read now is read at the next wake.
          while let page = try? follower.next(), !page.isEmpty { page.forEach(watch.take) }
        }
      })
    tasks.append(
      Task.detached {
        while !Task.isCancelled {
          for wake in wakes { wake.yield() }
          try? await Task.sleep(for: .milliseconds(AlertService.wakeMilliseconds))
        }
      })
    self.tasks = tasks
  }

  deinit { stop() }

  /// How often waits are looked at, in milliseconds.
  private static let wakeMilliseconds = 200

  /// Begins no more; what is on its way is sent again after the next start, and its receiver drops it by its
  /// identifier.
  public func stop() {
    engine.unlisten(listener)
    for task in tasks { task.cancel() }
    for wake in wakes { wake.finish() }
  }

  /// Waits for the last attempt to end, which it does at once where its loop has been stopped.
  public func ended() async {
    for task in tasks { await task.value }
  }
}
