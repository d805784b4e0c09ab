/// How a feed stands, and why.
public struct FeedReport: Sendable, Hashable {
  /// The state.
  public let state: FeedState
  /// Why, for people; empty where there is nothing to tell.
  public let reason: String

  /// A report from its parts.
  public init(state: FeedState, reason: String) {
    self.state = state
    self.reason = reason
  }
}
