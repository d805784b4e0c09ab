/// How a feed stands.
public enum FeedState: String, Sendable, Hashable, Codable, CaseIterable {
  /// It is being connected, or connected again.
  case connecting
  /// It is subscribed, and messages come in without gaps.
  case live
  /// Messages were missed; what depends on them is asked for again.
  case recovering
  /// It has ended: a recording is over, or it was closed.
  case ended
}
