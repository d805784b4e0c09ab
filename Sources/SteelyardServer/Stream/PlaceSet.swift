/// Numbers from 0, a bit each.
struct PlaceSet: Sendable, Hashable {
  private var words: [UInt64] = []

  /// No numbers.
  init() {}

  /// These numbers.
  init(_ places: some Sequence<Int>) {
    for place in places { insert(place) }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// How many there are.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether a number is there.
  func contains(_ place: Int) -> Bool {
    place / 64 < words.count && words[place / 64] & (1 << UInt64(place % 64)) != 0
  }

  mutating func insert(_ place: Int) {
    while words.count <= place / 64 { words.append(0) }
    words[place / 64] |= 1 << UInt64(place % 64)
  }

  mutating func remove(_ place: Int) {
    guard place / 64 < words.count else { return }
    words[place / 64] &= ~(1 << UInt64(place % 64))
  }

  /// Adds the numbers of another set.
  mutating func formUnion(_ other: PlaceSet) {
    while words.count < other.words.count { words.append(0) }
    for place in other.words.indices { words[place] |= other.words[place] }
  }

  /// Takes the numbers of another set out.
  mutating func subtract(_ other: PlaceSet) {
    for place in 0..<min(words.count, other.words.count) { words[place] &= ~other.words[place] }
  }

  /// Adds the numbers that two sets have in common.
  ///
  /// - Returns: How many of them were there before.
  mutating func formUnion(common left: PlaceSet, _ right: PlaceSet) -> Int {
    let count = min(left.words.count, right.words.count)
    while words.count < count { words.append(0) }
    var repeated = 0
    for place in 0..<count {
      let both = left.words[place] & right.words[place]
      repeated += (words[place] & both).nonzeroBitCount
      words[place] |= both
    }
    return repeated
  }

  /// The first number from `start`, else the first of all; nil where there is none.
  func first(from start: Int) -> Int? {
    guard !words.isEmpty else { return nil }
    let begin = min(max(start / 64, 0), words.count - 1)
    let head = words[begin] & (start / 64 == begin ? ~0 << UInt64(start % 64) : ~0)
    if head != 0 { return begin * 64 + head.trailingZeroBitCount }
    for step in 1...words.count {
      let place = (begin + step) % words.count
      if words[place] != 0 { return place * 64 + words[place].trailingZeroBitCount }
    }
    return nil
  }
}
