/// Winners in the order in which they are deleveraged: highest rank first, of equal ones the first account.
struct WinnerHeap {
  struct Winner {
    let account: Int
    let place: Int
    let rank: Double

    func goes(before other: Winner) -> Bool {
      rank == other.rank ? place < other.place : rank > other.rank
    }
  }

  private var heap: [Winner]

  /// - Complexity: O(n); each `popFirst` O(log n).
  init(_ winners: [Winner]) {
    heap = winners
    for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
  }

  mutating func popFirst() -> Winner? {
    guard let best = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink(0)
    return best
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[child].goes(before: heap[best]) { best = child }
      if best == place { return }
      heap.swapAt(place, best)
      place = best
    }
  }
}
