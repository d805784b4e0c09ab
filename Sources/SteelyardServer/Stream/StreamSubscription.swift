/// One thing that a client listens to, and how far it has been told.
final class StreamSubscription {
  /// What is still to be told.
  enum Content {
    /// Of each thing the latest.
    case places(PlaceQueue, wants: Wants)
    /// Every message, out of an audience's.
    case live(StreamAudience, next: Int, after: Int64)
    /// Every message since a position that the audience does not have.
    case older(StreamAudience.Key, StreamHistory)
  }

  /// Which things, where new ones may come.
  enum Wants {
    /// These and no others.
    case named
    /// Every account of a tenant.
    case tenant(Principal.Tenant)
    /// Underlyings and instruments; nil for all.
    case market(underlyings: Set<String>?, instruments: Set<String>?)
  }

  let number: Int
  let channel: StreamChannel
  var content: Content
  /// The number of the last message.
  private(set) var sequence = 0
  /// Whether the client was told that it has everything that there was when it came.
  var isCurrent = false

  init(_ number: Int, _ channel: StreamChannel, _ content: Content) {
    self.number = number
    self.channel = channel
    self.content = content
  }

  /// The number of the next message.
  func nextSequence() -> Int {
    sequence += 1
    return sequence
  }

  /// Whether nothing is to be told, for now.
  var isQuiet: Bool {
    guard isCurrent else { return false }
    switch content {
    case .places(let queue, _): return queue.isEmpty
    case .live(let audience, let next, _): return next >= audience.end
    case .older(_, let history): return history.waiting.isEmpty
    }
  }
}

/// The way of a client through records that were there before it came.
struct StreamHistory {
  /// The last record that was read.
  var position: Int64
  /// Messages of records that were read, the next one last.
  var waiting: [[UInt8]] = []
  /// Whether a page is being read.
  var isReading = false
}
