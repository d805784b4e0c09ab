package import SteelyardContracts
package import SteelyardMargin

/// What stood in the book at a moment some time ago.
package struct BookMoment: Sendable {
  /// When.
  package let time: Timestamp
  /// Levels by row; rows that are not there were opened later.
  package let level: [HealthLevel?]
  /// Equity in US dollars.
  package let equity: [Double]
  /// Maintenance margin over the equity that counts for it.
  package let use: [Double]

  /// How a reading stands at a time.
  package init(_ reading: BookReading, at time: Timestamp) {
    self.time = time
    level = reading.level
    equity = reading.equity
    use = reading.use
  }
}

/// The moments of the last minute, so that it can be told what has changed.
package struct BookMoments {
  /// Seconds that changes are told over.
  package static let spanSeconds: Int64 = 60
  /// Seconds between two moments.
  package static let spacingSeconds: Int64 = 10

  private(set) var kept: [BookMoment] = []

  /// None yet.
  package init() {}

  /// Whether the next moment has come.
  package func isDue(at now: Timestamp) -> Bool {
    guard let last = kept.last else { return true }
    return now < last.time || now >= last.time.advanced(bySeconds: BookMoments.spacingSeconds)
  }

  /// Keeps a moment, and forgets those that are older than the last which is a whole span ago.
  package mutating func keep(_ moment: BookMoment) {
    // A clock that was set back makes what was kept before it no past.
    kept.removeAll { $0.time >= moment.time }
    kept.append(moment)
    forget(at: moment.time)
  }

  /// The last moment that is a whole span ago; the oldest kept where none is; nil where nothing is kept.
  package func reference(at now: Timestamp) -> BookMoment? {
    kept.last { isSpanAgo($0, now) } ?? kept.first
  }

  private mutating func forget(at now: Timestamp) {
    guard let last = kept.lastIndex(where: { isSpanAgo($0, now) }) else { return }
    kept.removeFirst(last)
  }

  private func isSpanAgo(_ moment: BookMoment, _ now: Timestamp) -> Bool {
    moment.time.advanced(bySeconds: BookMoments.spanSeconds) <= now
  }
}
