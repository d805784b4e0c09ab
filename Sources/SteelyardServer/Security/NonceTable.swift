/// Nonces that were used, for as long as their time stamps would be taken.
///
/// Two generations: the older is forgotten whole when both are older than the window. Nonces are kept as 16-byte
/// hashes, so their length costs nothing.
struct NonceTable {
  /// What came of a nonce.
  enum Outcome {
    case new
    case used
    /// The table is full: refusing is safer than forgetting.
    case full
  }

  private struct Hash: Hashable {
    let high: UInt64
    let low: UInt64
  }

  private let spanMicroseconds: Int64
  private let countMax: Int
  private var current: Set<Hash> = []
  private var previous: Set<Hash> = []
  private var start: Int64 = 0

  /// A table.
  ///
  /// - Parameters:
  ///   - windowMicroseconds: How far a time stamp may lie from the clock, either way.
  ///   - countMax: Most nonces of one generation.
  init(windowMicroseconds: Int64, countMax: Int) {
    spanMicroseconds = windowMicroseconds * 2
    self.countMax = countMax
  }

  /// Notes a nonce; `now` in microseconds.
  mutating func use(_ identifier: String, _ nonce: String, now: Int64) -> Outcome {
    if now - start >= spanMicroseconds {
      previous = now - start >= 2 * spanMicroseconds ? [] : current
      current = []
      start = now
    }
    let digest = Sodium.hash(Array("\(identifier)\n\(nonce)".utf8), purpose: "steelyard nonce 1")
    let words = digest.prefix(16).reduce(into: (high: UInt64(0), low: UInt64(0))) { words, byte in
      words.high = words.high << 8 | words.low >> 56
      words.low = words.low << 8 | UInt64(byte)
    }
    let hash = Hash(high: words.high, low: words.low)
    guard !current.contains(hash), !previous.contains(hash) else { return .used }
    guard current.count < countMax else { return .full }
    current.insert(hash)
    return .new
  }
}
