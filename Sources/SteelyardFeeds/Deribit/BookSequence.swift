import SteelyardContracts
import SteelyardFormats

/// Where one order book stands in its venue's numbers of changes.
struct BookSequence: Sendable {
  /// What a message means for the book.
  enum Verdict: Sendable {
    /// The whole book: begin with it.
    case snapshot
    /// The next change: apply it.
    case change
    /// Of no use: changes that come before the whole book does.
    case early
    /// Changes were missed: the book is void.
    case gap
  }

  /// The number of the last change; nil while the whole book is waited for.
  private var last: Int64?
  /// Since when the whole book is waited for; nil while changes follow one another.
  private(set) var waitingSince: Timestamp?
  /// How often the whole book was asked for in a row.
  private(set) var requestCount = 1

  /// A book that was just asked for.
  init(at time: Timestamp) { waitingSince = time }

  /// Whether the book is whole and without a gap.
  var isFollowed: Bool { waitingSince == nil }

  /// Takes a message's numbers.
  mutating func take(
    change: Int64, previousChange: Int64?, at time: Timestamp
  ) -> Verdict {
    guard let previousChange else {
      last = change
      waitingSince = nil
      requestCount = 0
      return .snapshot
    }
    guard let last else { return .early }
    guard previousChange == last else {
      askedAgain(at: time)
      return .gap
    }
    self.last = change
    return .change
  }

  /// Notes that the whole book was asked for again.
  mutating func askedAgain(at time: Timestamp) {
    last = nil
    waitingSince = time
    requestCount += 1
  }
}
