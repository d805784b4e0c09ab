public import SteelyardContracts

/// What comes of one thing that happened to a feed: what it now says, and what is to be done.
public struct FeedStep: Sendable {
  /// What is to become of the connection.
  public enum Connection: Sendable, Hashable {
    /// It stays as it is.
    case unchanged
    /// It is to be closed, for this reason; `closed(at:reason:)` is then to be called.
    case close(reason: String)
    /// A new one is to be opened at this time, and `start(at:)` to be called once it is.
    case open(at: Timestamp)
  }

  /// What the feed says, in order.
  public internal(set) var updates: [MarketUpdate] = []
  /// Texts to be sent, in order.
  public internal(set) var outgoing: [String] = []
  /// What is to become of the connection.
  public internal(set) var connection = Connection.unchanged
  /// What went wrong and was left out; the feed goes on.
  public internal(set) var problems: [SteelyardError] = []
  /// How the feed stands afterwards.
  public internal(set) var state = FeedState.connecting
}
