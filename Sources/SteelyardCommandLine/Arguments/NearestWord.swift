/// Finds what a mistyped word was meant to be.
package enum NearestWord {
  /// The known word with the fewest letters changed, added, dropped or swapped; nil where even that
  /// one is too different to be meant.
  package static func among(_ known: [String], to word: String) -> String? {
    let typed = Array(word.lowercased().utf8.prefix(60))
    let ranked = known.map { (word: $0, distance: distance(typed, Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    if best.distance <= max(2, best.word.utf8.count / 3) { return best.word }
    // The beginning of one word only: `--pos` for `--positions`.
    let begun = known.filter { $0.hasPrefix(word) && word.utf8.count > 3 }
    return begun.count == 1 ? begun[0] : nil
  }

  /// Optimal string alignment distance.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var least = previous[column] + (left[row] == right[column] ? 0 : 1)
        least = min(least, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, older[column - 1] + 1)
        }
        current.append(least)
      }
      older = previous
      previous = current
    }
    return previous[right.count]
  }
}
