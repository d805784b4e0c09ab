import SteelyardContracts

/// The way from today's placement to another, in an order in which no place is ever short that is not short today.
///
/// What is on its way counts nowhere. A step is taken in full as soon as what it leaves still meets every need of the
/// place that it leaves, in every scenario; where no step can be taken and nothing is on its way, as much of one as
/// can. A place that is short today is not made shorter, and gets what can go at once. Of the orders that are tried the
/// one that leads furthest counts, then the one that is done first, then the one with fewest steps.
public struct TransferPlan: Sendable, Hashable {
  /// What a step does.
  public enum Action: Sendable, Hashable {
    /// Sends an asset on a way, as an index of the problem's transfers.
    case transfer(Int)
    /// Borrows from a market, as an index of the placement's debts.
    case borrow(Int)
    /// Pays a market back.
    case repay(Int)
  }

  /// A step.
  public struct Step: Sendable, Hashable {
    /// What is done.
    public let action: Action
    /// How much, in US dollars; of a transfer, what leaves.
    public let amount: Double
    /// When, in seconds from the start.
    public let start: Double
    /// When it has arrived.
    public let arrival: Double
    /// What it costs, once, in US dollars: fee, fixed cost and capital on the way.
    public let cost: Double
  }

  /// The steps in their order.
  public let steps: [Step]
  /// What could not be done without a place being short on the way, in US dollars.
  public let undone: [Undone]

  /// A step that can't be taken.
  public struct Undone: Sendable, Hashable {
    /// What is to be done.
    public let action: Action
    /// How much of it is left.
    public let amount: Double
  }

  /// Whether it leads all the way.
  public var isComplete: Bool { undone.isEmpty }
  /// When the last step has arrived, in seconds.
  public var seconds: Double { steps.reduce(0) { max($0, $1.arrival) } }
  /// What all steps cost, once.
  public var cost: Double { steps.reduce(0) { $0 + $1.cost } }

  init(_ figures: PlacementFigures, sent: [Double], debts: [Double]) {
    var wanted: [(action: Action, amount: Double)] = []
    // Loans and repayments are done at once, so that they stand first.
    for (place, loan) in figures.loans.enumerated() {
      let change = debts[place] - loan.market.ownDebt
      if change > 1e-9 * figures.scale { wanted.append((.borrow(place), change)) }
      if change < -1e-9 * figures.scale { wanted.append((.repay(place), -change)) }
    }
    for (way, amount) in sent.enumerated() where amount > 1e-9 * figures.scale {
      wanted.append((.transfer(way), amount))
    }
    var best: TransferWalk?
    for order in TransferPlan.orders(wanted.count) {
      var walk = TransferWalk(figures, order.map { wanted[$0] })
      walk.run()
      guard let current = best else {
        best = walk
        continue
      }
      if (walk.left, walk.seconds, walk.steps.count)
        < (current.left, current.seconds, current.steps.count)
      {
        best = walk
      }
    }
    steps = best?.steps ?? []
    undone = best?.undone ?? []
  }

  /// Orders in which steps are looked at: all of up to five, rotations of more.
  private static func orders(_ count: Int) -> [[Int]] {
    let first = Array(0..<count)
    guard count > 1 else { return [first] }
    if count > 5 {
      return (0..<count).map { Array(first[$0...] + first[..<$0]) }
    }
    return orders(count - 1).flatMap { order in
      (0..<count).reversed().map { place in
        Array(order[..<place]) + [count - 1] + Array(order[place...])
      }
    }
  }
}
