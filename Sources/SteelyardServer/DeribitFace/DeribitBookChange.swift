import SteelyardContracts
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket

/// What `book.*` tells: the whole book to who has just come, changes with their numbers to the others.
struct DeribitBookChange {
  let name: String
  let entry: DeribitMarket.Entry
  /// So many levels, whole each time; nil for changes of all of them.
  let depth: Int?
  let market: DeribitMarket

  /// Most levels a side of a book without a depth.
  static let levelsMax = 1_000

  func message(
    after told: DeribitChannels.Told, wantsWhole: Bool
  ) -> (told: DeribitChannels.Told, change: WebSocketFrame?, whole: WebSocketFrame?) {
    let now = market.levels(of: entry, depth: depth ?? DeribitBookChange.levelsMax)
    var before: (bids: [BookLevel], asks: [BookLevel], change: Int)?
    if case .book(let bids, let asks, let change) = told { before = (bids, asks, change) }
    let isChanged = before.map { $0.bids != now.bids || $0.asks != now.asks } ?? true
    let number = isChanged ? (before?.change ?? 0) + 1 : before?.change ?? 1
    let next = DeribitChannels.Told.book(bids: now.bids, asks: now.asks, change: number)
    let whole = frame(now, nil, number)
    guard let before, isChanged else { return (next, nil, wantsWhole ? whole : nil) }
    guard depth == nil else { return (next, whole, wantsWhole ? whole : nil) }
    let changes = (
      bids: DeribitBookChange.changes(from: before.bids, to: now.bids),
      asks: DeribitBookChange.changes(from: before.asks, to: now.asks)
    )
    return (next, frame(changes, before.change, number), wantsWhole ? whole : nil)
  }

  /// Levels that are new, have another amount, or are gone, which amount 0 says.
  static func changes(from old: [BookLevel], to new: [BookLevel]) -> [BookLevel] {
    let before = Dictionary(old.map { ($0.price, $0.amount) }) { first, _ in first }
    let after = Set(new.map(\.price))
    return new.filter { before[$0.price] != $0.amount }
      + old.filter { !after.contains($0.price) }.map { BookLevel(price: $0.price, amount: 0) }
  }

  private func frame(
    _ levels: (bids: [BookLevel], asks: [BookLevel]), _ previous: Int?, _ number: Int
  ) -> WebSocketFrame? {
    let bytes = try? DeribitEnvelope.notification(name) { writer throws(SteelyardError) in
      try writer.object { writer throws(SteelyardError) in
        if depth == nil { writer.field("type", previous == nil ? "snapshot" : "change") }
        writer.field("timestamp", Int(market.market.time.microseconds / 1000))
        writer.field("instrument_name", entry.name)
        writer.field("change_id", number)
        if let previous { writer.field("prev_change_id", previous) }
        for (key, side) in [("bids", levels.bids), ("asks", levels.asks)] {
          writer.key(named: key)
          try writer.array { writer throws(SteelyardError) in
            for level in side {
              try writer.row { writer throws(SteelyardError) in
                // Books of a depth have no actions.
                if depth == nil {
                  let action = level.amount == 0 ? "delete" : previous == nil ? "new" : "change"
                  writer.string(action)
                }
                try writer.number(level.price)
                try writer.number(level.amount)
              }
            }
          }
        }
      }
    }
    return bytes.map { WebSocketFrame(text: $0) }
  }
}
