/// Numbers by a hash of what they stand for, which is kept once and by the caller: four bytes for a place, where a
/// dictionary would keep every name once more.
///
/// Numbers are only added, and changed; memory grows in powers of two, with 3/8 to 3/4 of the places taken.
package struct NumberTable: Sendable {
  /// How many numbers there are.
  package private(set) var count = 0
  /// Shape `[place]`, a power of two of them; -1 where there is none.
  private var numbers: [Int32] = []

  private static let placesMin = 8

  /// No numbers.
  package init() {}

  /// A number; nil where there is none.
  ///
  /// - Parameters:
  ///   - hash: Of what the number is asked for.
  ///   - stands: Whether a number stands for that.
  package func number(hash: Int, where stands: (Int) -> Bool) -> Int? {
    place(hash: hash, where: stands).map { Int(numbers[$0]) }
  }

  /// Adds a number for what has none.
  ///
  /// - Parameter hash: The hash of what a number stands for, this one's or another's.
  package mutating func insert(_ number: Int, hash: (Int) -> Int) {
    precondition(number >= 0 && number < Int(Int32.max), "numbers of accounts")
    if 4 * (count + 1) > 3 * numbers.count {
      let last = numbers
      numbers = [Int32](repeating: -1, count: max(NumberTable.placesMin, 2 * last.count))
      for number in last where number >= 0 { put(number, hash(Int(number))) }
    }
    put(Int32(number), hash(number))
    count += 1
  }

  /// Lets another number stand for the same.
  ///
  /// - Parameter hash: Of what both stand for.
  package mutating func replace(_ number: Int, by other: Int, hash: Int) {
    guard let place = place(hash: hash, where: { $0 == number }) else {
      preconditionFailure("a number that is there")
    }
    numbers[place] = Int32(other)
  }

  private mutating func put(_ number: Int32, _ hash: Int) {
    var place = hash & (numbers.count - 1)
    while numbers[place] >= 0 { place = (place + 1) & (numbers.count - 1) }
    numbers[place] = number
  }

  private func place(hash: Int, where stands: (Int) -> Bool) -> Int? {
    guard !numbers.isEmpty else { return nil }
    var place = hash & (numbers.count - 1)
    // There is always a free place.
    while numbers[place] >= 0 {
      if stands(Int(numbers[place])) { return place }
      place = (place + 1) & (numbers.count - 1)
    }
    return nil
  }
}
