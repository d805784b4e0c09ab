import SteelyardContracts

extension PlanSearch {
  /// The state without lots that it can do without: afterwards the target is missed with any one lot less.
  ///
  /// First go those that save most for the surplus they take.
  mutating func tightened(_ start: PlanState) throws(SteelyardError) -> PlanState {
    var state = start
    while true {
      let places = state.lots.indices.filter { state.lots[$0] > 0 }
      let fewer = try evaluator.states(
        of: places.map { Self.removing(1, of: $0, from: state.lots) })
      var best: (place: Int, rate: Double)?
      for (place, less) in zip(places, fewer) where less.isRestored {
        let taken = max(state.surplus - less.surplus, tolerance * 1e-3)
        let rate = (state.price - less.price) / taken
        if best.map({ rate > $0.rate }) ?? true { best = (place, rate) }
      }
      guard let best else { return state }
      // As many lots as may go, by halving.
      var removable = 1
      var tooMany = state.lots[best.place] + 1
      while tooMany - removable > 1 {
        let middle = (removable + tooMany) / 2
        let less = try evaluator.state(of: Self.removing(middle, of: best.place, from: state.lots))
        if less.isRestored { removable = middle } else { tooMany = middle }
      }
      state = try evaluator.state(of: Self.removing(removable, of: best.place, from: state.lots))
    }
  }

  private static func removing(_ count: Int, of place: Int, from lots: [Int]) -> [Int] {
    var list = lots
    list[place] -= count
    return list
  }

  /// An improvement must save so much of the price, or searches never end.
  private static let savingShare = 1e-6
  /// Exchanges that are evaluated at once.
  private static let exchangesAtOnce = 48

  /// A cheaper restored state: fewer lots of one candidate and more of another, or one candidate given up and the
  /// rest found anew; nil where none is found.
  mutating func exchanged(_ state: PlanState) throws(SteelyardError) -> PlanState? {
    let exchanges = try promising(exchanges(of: state), from: state)
    for first in stride(from: 0, to: exchanges.count, by: Self.exchangesAtOnce) where hasBudget {
      let lists = Array(exchanges[first..<min(first + Self.exchangesAtOnce, exchanges.count)])
      let restored = try evaluator.states(of: lists).filter(\.isRestored)
      if let best = restored.min(by: { $0.price < $1.price }) { return best }
    }
    guard candidates.count <= Self.fewCandidates else { return nil }
    for place in state.lots.indices where state.lots[place] > 0 && hasBudget {
      var list = state.lots
      list[place] = 0
      let without = try evaluator.state(of: list)
      guard let again = try restored(from: without) else { continue }
      let better = try tightened(again)
      if better.price < state.price * (1 - Self.savingShare) { return better }
    }
    return nil
  }

  /// Fewer of one candidate, more of another.
  private struct Exchange {
    let removed: (place: Int, count: Int)
    let added: (place: Int, count: Int)

    func list(from lots: [Int]) -> [Int] {
      var list = lots
      list[removed.place] -= removed.count
      list[added.place] += added.count
      return list
    }
  }

  /// Most exchanges that are evaluated in one round of a large book.
  private static let promisingMax = 480

  /// The lists of exchanges, those first that should be farthest above the target by what single lots change; of a
  /// large book only these.
  private mutating func promising(
    _ exchanges: [Exchange], from state: PlanState
  ) throws(SteelyardError) -> [[Int]] {
    var relief = [Double](repeating: 0, count: candidates.count)
    var loss = relief
    let more = candidates.indices.filter { candidates[$0].lotCount > state.lots[$0] }
    let fewer = candidates.indices.filter { state.lots[$0] > 0 }
    let added = try evaluator.states(of: more.map { Self.removing(-1, of: $0, from: state.lots) })
    let removed = try evaluator.states(of: fewer.map { Self.removing(1, of: $0, from: state.lots) })
    for (place, next) in zip(more, added) { relief[place] = next.surplus - state.surplus }
    for (place, next) in zip(fewer, removed) { loss[place] = state.surplus - next.surplus }
    let judged = exchanges.map { exchange in
      let given = Double(exchange.removed.count) * loss[exchange.removed.place]
      let gained = Double(exchange.added.count) * relief[exchange.added.place]
      return (surplus: state.surplus - given + gained, slack: 0.5 * abs(given), exchange: exchange)
    }
    let isFew = candidates.count <= Self.fewCandidates
    let kept = judged.filter { isFew || $0.surplus + $0.slack >= 0 }
      .enumerated().sorted { ($0.element.surplus, -$0.offset) > ($1.element.surplus, -$1.offset) }
    return kept.prefix(isFew ? kept.count : Self.promisingMax).map {
      $0.element.exchange.list(from: state.lots)
    }
  }

  /// Lots for lots that would be cheaper, the most of the second that still is.
  private func exchanges(of state: PlanState) -> [Exchange] {
    let limit = state.price * (1 - Self.savingShare)
    var found: [Exchange] = []
    var whole = prices.zero
    for place in state.lots.indices where state.lots[place] > 0 {
      prices.add(candidates[place].lots(state.lots[place]), of: place, to: &whole)
    }
    for place in state.lots.indices where state.lots[place] > 0 {
      var removal = 1
      while removal <= state.lots[place] {
        var sums = whole
        let candidate = candidates[place]
        let left = state.lots[place] - removal
        prices.add(candidate.lots(left) - candidate.lots(left + removal), of: place, to: &sums)
        for other in candidates.indices where other != place {
          let count = most(of: other, beside: state.lots[other], sums, below: limit)
          if count > 0 {
            found.append(Exchange(removed: (place, removal), added: (other, count)))
          }
        }
        guard removal < state.lots[place] else { break }
        removal = min(2 * removal, state.lots[place])
      }
    }
    return found
  }

  /// The most lots of a candidate that keep the price below a limit.
  private func most(
    of place: Int, beside held: Int, _ sums: PlanPrices.Sums, below limit: Double
  ) -> Int {
    let candidate = candidates[place]
    let room = candidate.lotCount - held
    guard room > 0 else { return 0 }
    func fits(_ count: Int) -> Bool {
      let size = candidate.lots(held + count) - candidate.lots(held)
      return prices.price(of: sums, adding: size, of: place) < limit
    }
    guard fits(1) else { return 0 }
    if fits(room) { return room }
    var (most, tooMany) = (1, room)
    while tooMany - most > 1 {
      let middle = (most + tooMany) / 2
      if fits(middle) { most = middle } else { tooMany = middle }
    }
    return most
  }
}
