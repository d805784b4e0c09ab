public import SteelyardContracts
import SteelyardScenarios

extension MarginModel {
  /// The worst of a few subsets of fills that are the worst in most accounts: none, all, each side by order and
  /// by delta, and the last order alone.
  ///
  /// What it finds uncovered is uncovered: one such subset is enough. What it finds covered may still not be.
  ///
  /// - Parameters: As `worstFilledState` has them.
  /// - Throws: As `worstFilledState`.
  public func likelyWorstFilledState(
    of portfolio: Portfolio, orders: [WorkingOrder], beside others: [Portfolio] = [],
    in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WorstFilledState {
    let ledger = PortfolioLedger(portfolio)
    var fills: [Fill] = []
    var isLong: [Bool] = []
    for order in orders {
      let index = universe.index(of: order.instrument)
      fills.append(
        try Fill(order.instrument, order.quantity, at: order.price, in: frame, index: index))
      let delta = index.flatMap { frame.prices[$0] }?.delta ?? 1
      isLong.append((delta < 0) == order.quantity.isNegative)
    }
    let count = fills.count
    var subsets = [[Bool](repeating: false, count: count)]
    if count > 0 {
      subsets += [
        fills.indices.map { $0 == count - 1 }, [Bool](repeating: true, count: count),
        fills.map { !$0.quantity.isNegative }, fills.map(\.quantity.isNegative), isLong,
        isLong.map { !$0 },
      ]
    }
    var seen = Set<[Bool]>()
    subsets.removeAll { !seen.insert($0).inserted }
    var batch = PortfolioBatch(universe: universe)
    for subset in subsets {
      var filled = ledger
      for (fill, isFilled) in zip(fills, subset) where isFilled { try filled.apply(fill) }
      try batch.add(try filled.portfolio())
    }
    for other in others { try batch.addBeside(other) }
    try batch.requireCovered(by: frame)
    // The first subset is no fills, which the others differ from by little.
    let figures = figures(
      of: batch, in: frame,
      near: subsets.count > 1 ? standing(of: 0, in: batch, frame: frame) : nil)
    var worst = 0
    for place in subsets.indices
    where figures[place].initialExcess < figures[worst].initialExcess {
      worst = place
    }
    return WorstFilledState(
      figures: figures[worst], fillCount: subsets[worst].count { $0 }, orderCount: count,
      evaluatedCount: subsets.count, isCutShort: count > 1)
  }
}
