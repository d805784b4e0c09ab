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
    let whole = frame(
      DeribitBookStep.steps(from: [], to: now.bids),
      DeribitBookStep.steps(from: [], to: now.asks), nil, number)
    guard let before, isChanged else { return (next, nil, wantsWhole ? whole : nil) }
    guard depth == nil else { return (next, whole, wantsWhole ? whole : nil) }
    let changes = frame(
      DeribitBookStep.steps(from: before.bids, to: now.bids),
      DeribitBookStep.steps(from: before.asks, to: now.asks), before.change, number)
    return (next, changes, wantsWhole ? whole : nil)
  }

  private func frame(
    _ bids: [DeribitBookStep], _ asks: [DeribitBookStep], _ previous: Int?, _ number: Int
  ) -> WebSocketFrame? {
    let bytes = try? DeribitEnvelope.notification(name) { writer throws(SteelyardError) in
      try writer.object { writer throws(SteelyardError) in
        if depth == nil { writer.field("type", previous == nil ? "snapshot" : "change") }
        writer.field("timestamp", Int(market.market.time.microseconds / 1000))
        writer.field("instrument_name", entry.name)
        writer.field("change_id", number)
        if let previous { writer.field("prev_change_id", previous) }
        for (key, side) in [("bids", bids), ("asks", asks)] {
          writer.key(named: key)
          try writer.array { writer throws(SteelyardError) in
            for step in side {
              try writer.row { writer throws(SteelyardError) in
                // Books of a depth have no actions.
                if depth == nil { writer.string(step.action.rawValue) }
                try writer.number(step.price)
                try writer.number(step.amount)
              }
            }
          }
        }
      }
    }
    return bytes.map { WebSocketFrame(text: $0) }
  }
}
