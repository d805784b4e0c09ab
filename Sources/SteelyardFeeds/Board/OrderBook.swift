/// The levels of one order book as the feed's changes leave them.
public struct OrderBook: Sendable, Hashable {
  /// Bids, the highest price first.
  public private(set) var bids: [BookLevel] = []
  /// Asks, the lowest price first.
  public private(set) var asks: [BookLevel] = []

  /// An empty book.
  public init() {}

  /// Puts the whole book in place.
  ///
  /// - Parameter levelsMax: Most levels kept a side; what is deeper is left out.
  public mutating func replace(bids: [BookLevel], asks: [BookLevel], levelsMax: Int) {
    self.bids = Self.sorted(bids, levelsMax) { $0 > $1 }
    self.asks = Self.sorted(asks, levelsMax) { $0 < $1 }
  }

  /// Applies levels that changed.
  ///
  /// A level beyond `levelsMax` is let go, so that after many cancellations a book may show less depth than
  /// there is, never more.
  public mutating func change(bids: [BookLevel], asks: [BookLevel], levelsMax: Int) {
    for level in bids { Self.put(level, into: &self.bids, levelsMax) { $0 > $1 } }
    for level in asks { Self.put(level, into: &self.asks, levelsMax) { $0 < $1 } }
  }

  /// Whether the best bid is at or above the best ask.
  public var isCrossed: Bool {
    guard let bid = bids.first, let ask = asks.first else { return false }
    return bid.price >= ask.price
  }

  private static func sorted(
    _ levels: [BookLevel], _ levelsMax: Int, _ isBetter: (Double, Double) -> Bool
  ) -> [BookLevel] {
    let present = levels.filter { $0.amount > 0 }.sorted { isBetter($0.price, $1.price) }
    return Array(present.prefix(levelsMax))
  }

  private static func put(
    _ level: BookLevel, into side: inout [BookLevel], _ levelsMax: Int,
    _ isBetter: (Double, Double) -> Bool
  ) {
    var (low, high) = (0, side.count)
    while low < high {
      let middle = (low + high) / 2
      if isBetter(side[middle].price, level.price) { low = middle + 1 } else { high = middle }
    }
    let isHeld = low < side.count && side[low].price == level.price
    if level.amount == 0 {
      if isHeld { side.remove(at: low) }
    } else if isHeld {
      side[low] = level
    } else {
      side.insert(level, at: low)
      if side.count > levelsMax { side.removeLast() }
    }
  }
}
