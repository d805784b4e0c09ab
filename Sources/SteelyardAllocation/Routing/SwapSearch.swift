import SteelyardContracts

/// The search over subsets of venues.
struct SwapSearch {
  /// A split over a subset.
  struct Outcome {
    let subset: [Int]
    let split: ParallelSplit
    /// With the fixed costs of what is used.
    let counted: Double
    /// With the fixed costs of the whole subset.
    let countedByAll: Double
  }

  private let amount: Double
  private let venues: [SwapVenue]
  private let curves: [SwapCurve]
  private let waitingShares: [Double]

  init(
    _ amount: Double, _ venues: [SwapVenue], _ waiting: SwapVenue.Waiting
  ) throws(SteelyardError) {
    guard amount > 0, amount.isFinite else {
      throw SteelyardError(
        .invalidInput, "An amount of \(amount) can't be swapped.", remedy: "Give one above 0.")
    }
    self.amount = amount
    self.venues = venues
    var shares: [Double] = []
    var curves: [SwapCurve] = []
    for venue in venues {
      let share = try venue.waitingShare(waiting)
      shares.append(share)
      curves.append(try venue.arriving().reduced(arriving: 1, returning: 1 - share))
    }
    waitingShares = shares
    self.curves = curves
  }

  /// What the first unit counts for at each venue.
  var firstPrices: [Double] { curves.map { $0.segments[0].startPrice } }

  /// The best split over a subset; nil where it can't take the amount.
  func outcome(_ subset: [Int]) throws(SteelyardError) -> Outcome? {
    guard !subset.isEmpty, amount <= subset.reduce(0, { $0 + curves[$1].capacity }) else {
      return nil
    }
    let split = try ParallelSplit(of: amount, over: subset.map { curves[$0] })
    var used = 0.0
    var all = 0.0
    for (place, venue) in subset.enumerated() {
      all += venues[venue].fixedCost
      if split.amounts[place] > 0 { used += venues[venue].fixedCost }
    }
    return Outcome(
      subset: subset, split: split, counted: split.total - used,
      countedByAll: split.total - all)
  }

  /// The best of all subsets of the venues with fixed costs; the others are always there.
  func enumerated(_ costly: [Int]) -> Outcome? {
    let free = venues.indices.filter { venues[$0].fixedCost == 0 }
    var best: Outcome?
    for bits in 0..<(1 << costly.count) {
      let chosen = costly.indices.filter { bits & (1 << $0) != 0 }.map { costly[$0] }
      take(&best, (free + chosen).sorted())
    }
    return best
  }

  /// The best that dropping, adding and exchanging reach from the relaxation's venues and from the best one alone.
  func improved() -> Outcome? {
    let price = relaxedPrice
    var best: Outcome?
    take(&best, venues.indices.filter { curves[$0].profit(at: price) > venues[$0].fixedCost })
    for venue in venues.indices { take(&best, [venue]) }
    take(&best, Array(venues.indices))
    // Each round is better than the last, and subsets are finite; the bound is for review only.
    for _ in 0..<SwapRoute.venuesMax * 4 {
      guard let current = best else { return nil }
      let inside = current.subset
      let outside = venues.indices.filter { !inside.contains($0) }
      for venue in inside { take(&best, inside.filter { $0 != venue }) }
      for venue in outside { take(&best, (inside + [venue]).sorted()) }
      if best?.subset == inside {
        for left in inside {
          for taken in outside { take(&best, (inside.filter { $0 != left } + [taken]).sorted()) }
        }
      }
      if best?.subset == inside { break }
    }
    return best
  }

  private func take(_ best: inout Outcome?, _ subset: [Int]) {
    // The amount was checked, so the only refusal is a subset that can't take it.
    guard let found = try? outcome(subset) else { return }
    if let best, found.counted <= best.counted { return }
    // Venues that the split leaves empty are not part of the route.
    let used = subset.indices.filter { found.split.amounts[$0] > 0 }.map { subset[$0] }
    best = used.count == subset.count ? found : (try? outcome(used)) ?? found
  }

  func legs(_ outcome: Outcome) throws(SteelyardError) -> [SwapRoute.Leg] {
    var legs: [SwapRoute.Leg] = []
    for (place, venue) in outcome.subset.enumerated() where outcome.split.amounts[place] > 0 {
      let paid = outcome.split.amounts[place]
      let received = try venues[venue].arriving().received(for: paid)
      legs.append(
        SwapRoute.Leg(
          venue: venue, amount: paid, received: received,
          waitingCost: received * waitingShares[venue], fixedCost: venues[venue].fixedCost,
          lossOnFailure: venues[venue].isAtomic
            ? 0 : received * (venues[venue].bridge?.lossGivenFailure ?? 0)))
    }
    return legs
  }

  /// The dual at a price: no route counts for more.
  private func dual(_ price: Double) -> Double {
    venues.indices.reduce(price * amount) {
      $0 + max(0, curves[$1].profit(at: price) - venues[$1].fixedCost)
    }
  }

  /// The price at which the venues that are worth their cost take the amount.
  private var relaxedPrice: Double {
    var high = curves.reduce(0) { max($0, $1.segments[0].startPrice) }
    var low = high
    func taken(_ price: Double) -> Double {
      venues.indices.reduce(0) {
        curves[$1].profit(at: price) > venues[$1].fixedCost
          ? $0 + curves[$1].amount(above: price) : $0
      }
    }
    // Down to a price at which even the last digit of a double is too much.
    while taken(low) < amount, low > high * 0x1p-512 { low /= 4 }
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      guard middle > low, middle < high else { break }
      if taken(middle) >= amount { low = middle } else { high = middle }
    }
    return low
  }

  /// The least of the dual at the relaxation's price and at a price that is known to be good.
  func bound(near price: Double) -> Double { min(dual(relaxedPrice), dual(price)) }
}
