public import SteelyardFeeds

/// Something that tells an engine of the market until it is stopped.
public protocol MarketFeed: Sendable {
  /// Its name in every update.
  var name: String { get }
  /// How it stands.
  var report: FeedReport { get }
  /// Begins; calls after the first do nothing.
  func start()
  /// Ends it; returns once nothing more will be told.
  func stop() async
}
