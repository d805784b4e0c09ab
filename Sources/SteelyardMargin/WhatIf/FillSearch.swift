import SteelyardContracts
import SteelyardScenarios

/// Looks for the fills that leave the least initial excess.
///
/// Up to `WorstFills.exactOrdersMax` orders, every subset is an account of one batch. Beyond, the
/// candidates are no fills, all, all buys, all sells, each order alone, and for each scenario of each
/// block of the P&L matrix the orders that lose in it; the worst is then improved by changing orders
/// one by one and many at once until nothing improves.
///
/// With a limit on its evaluations it ends once they are spent, the same on every run; then the worst may
/// not have been found, and `isCutShort` says so.
struct FillSearch<Model: MarginModel> {
  let ledger: PortfolioLedger
  let fills: [Fill]
  let stated: [StatedAmount]
  /// What the owner holds in other accounts.
  let others: [Portfolio]
  let model: Model
  let frame: RiskFrame
  let universe: InstrumentUniverse
  /// Most subsets that are evaluated; nil for any number.
  let evaluationsMax: Int?
  private(set) var evaluatedCount = 0
  /// Whether subsets were left out because the evaluations were spent.
  private(set) var isCutShort = false
  /// The account with the fills that the subsets under evaluation differ from by little.
  private var base: AccountStanding?

  /// Each round but the last lowers the excess; in practice a few are enough.
  private static var roundsMax: Int { 32 }
  /// Accounts of one batch, which bounds memory: a thousand orders on each are a million rows.
  private static var batchMax: Int { 1 << 10 }
  /// Scenario candidates looked at: all of a grid, every eighth of ten years of history over
  /// several coins.
  private static var scenariosMax: Int { 1 << 10 }
  /// Share of the account's size below which two excesses are the same: sums of the same numbers in
  /// other orders differ by rounding, and an order that changes nothing is not said to fill.
  private static var sameShare: Double { 1e-12 }

  init(
    ledger: PortfolioLedger, fills: [Fill], stated: [StatedAmount], others: [Portfolio],
    model: Model, frame: RiskFrame, universe: InstrumentUniverse, evaluationsMax: Int? = nil
  ) {
    self.ledger = ledger
    self.fills = fills
    self.stated = stated
    self.others = others
    self.model = model
    self.frame = frame
    self.universe = universe
    self.evaluationsMax = evaluationsMax
  }

  /// The worst subset, with the fewest fills among equals.
  mutating func worst() throws(SteelyardError) -> WorstFills {
    let isExact =
      fills.count <= WorstFills.exactOrdersMax && 1 << fills.count <= evaluationsMax ?? .max
    let subsets = isExact ? everySubset() : candidates()
    if subsets.count > 1 { base = try standing(filling: subsets[0]) }
    var outcomes = try evaluate(subsets)
    let unfilled = outcomes[0].excess
    // Both lists begin with no fills and each order alone.
    let alone = fills.indices.map { 1 + $0 < outcomes.count ? outcomes[1 + $0].excess : unfilled }
    if !isExact {
      let joined = try evaluate([worstByBlock(subsets, outcomes)])
      outcomes += joined
    }
    var best = outcomes[0]
    for outcome in outcomes where outcome.isWorse(than: best) { best = outcome }
    if !isExact { best = try improved(best) }
    return WorstFills(
      method: isExact ? .exact : .searched, evaluatedCount: evaluatedCount,
      isFilled: best.subset, unfilledExcess: unfilled, excessAlone: alone,
      worstExcess: best.excess)
  }

  /// The account with some fills and its sums; nil from a model that keeps none.
  private func standing(filling subset: [Bool]) throws(SteelyardError) -> AccountStanding? {
    var batch = PortfolioBatch(universe: universe)
    try batch.add(try portfolio(filling: subset), stated: stated)
    for other in others { try batch.addBeside(other) }
    try batch.requireCovered(by: frame)
    return model.standing(of: 0, in: batch, frame: frame)
  }

  /// The portfolio once some orders have filled, in the order given.
  func portfolio(filling subset: [Bool]) throws(SteelyardError) -> Portfolio {
    var filled = ledger
    for (fill, isFilled) in zip(fills, subset) where isFilled { try filled.apply(fill) }
    return try filled.portfolio()
  }

  /// A subset and what it leaves.
  private struct Outcome {
    let subset: [Bool]
    let excess: Double
    /// What differences are measured by, in US dollars.
    let size: Double

    func isWorse(than other: Outcome) -> Bool {
      excess < other.excess - FillSearch.sameShare * max(size, other.size)
    }
  }

  /// What subsets leave, of as many as may still be evaluated; always of no fills, which come first.
  private mutating func evaluate(_ wanted: [[Bool]]) throws(SteelyardError) -> [Outcome] {
    let left = evaluationsMax.map { max(evaluatedCount == 0 ? 1 : 0, $0 - evaluatedCount) }
    let subsets = Array(wanted.prefix(left ?? wanted.count))
    if subsets.count < wanted.count { isCutShort = true }
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(subsets.count)
    var start = 0
    while start < subsets.count {
      let end = min(start + Self.batchMax, subsets.count)
      var batch = PortfolioBatch(universe: universe)
      for subset in subsets[start..<end] {
        try batch.add(try portfolio(filling: subset), stated: stated)
      }
      for other in others { try batch.addBeside(other) }
      try batch.requireCovered(by: frame)
      let figures = model.figures(of: batch, in: frame, near: base)
      for (account, subset) in subsets[start..<end].enumerated() {
        let own = figures[account]
        outcomes.append(
          Outcome(
            subset: subset, excess: own.initialExcess,
            size: abs(own.equity) + abs(own.initialCountedEquity) + own.initialMargin))
      }
      start = end
    }
    evaluatedCount += subsets.count
    return outcomes
  }

  /// Every subset, those with fewer fills first.
  private func everySubset() -> [[Bool]] {
    (0..<1 << fills.count).sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }.map { mask in fills.indices.map { mask >> $0 & 1 == 1 } }
  }

  private mutating func candidates() -> [[Bool]] {
    let count = fills.count
    var subsets = [[Bool](repeating: false, count: count)]
    for order in fills.indices { subsets.append(fills.indices.map { $0 == order }) }
    subsets.append([Bool](repeating: true, count: count))
    subsets.append(fills.map { !$0.quantity.isNegative })
    subsets.append(fills.map(\.quantity.isNegative))
    subsets += scenarioCandidates()
    var seen = Set<[Bool]>()
    return subsets.filter { seen.insert($0).inserted }
  }

  /// For each scenario, the orders of its block that lose in it, the price they fill at included.
  private mutating func scenarioCandidates() -> [[Bool]] {
    let instant = fills.map(instantProfitUSD)
    let places = fills.map { universe.index(of: $0.instrument) }
    let quantities = fills.map(\.quantity.doubleValue)
    let total = frame.blocks.reduce(0) { $0 + $1.scenarios.count }
    // Half of what may be evaluated is for improving the best of them.
    let most = evaluationsMax.map { max(1, $0 / 2 - fills.count) } ?? Self.scenariosMax
    let step = max(1, total / min(most, Self.scenariosMax))
    if step > max(1, total / Self.scenariosMax) { isCutShort = true }
    var subsets: [[Bool]] = []
    for (block, matrix) in frame.blocks.enumerated() {
      let usd = frame.blockColumns[block].usdPerUnit
      let members = fills.indices.filter { order in
        places[order].map { Int(frame.blockIndex[$0]) == block } ?? false
      }
      guard !members.isEmpty else { continue }
      for scenario in stride(from: 0, to: matrix.scenarios.count, by: step) {
        var subset = [Bool](repeating: false, count: fills.count)
        for order in members {
          guard let place = places[order] else { continue }
          let profit =
            quantities[order]
            * matrix.unitProfit(row: frame.rowIndex[place], scenario: scenario) * usd
          subset[order] = profit + instant[order] < 0
        }
        subsets.append(subset)
      }
    }
    return subsets
  }

  /// What an account gains at once by a fill away from the mark, in US dollars; 0 without a mark.
  private func instantProfitUSD(_ fill: Fill) -> Double {
    frame.instantProfitUSD(
      of: fill.instrument, fill.quantity, at: fill.price, in: universe) ?? 0
  }

  /// The worst candidates of the blocks together: what is ordered in one coin seldom hedges another.
  private func worstByBlock(_ subsets: [[Bool]], _ outcomes: [Outcome]) -> [Bool] {
    var joined = [Bool](repeating: false, count: fills.count)
    let underlyings = fills.map(\.instrument.underlying)
    for underlying in Set(underlyings).sorted() {
      let own = outcomes.filter { outcome in
        zip(outcome.subset, underlyings).allSatisfy { !$0 || $1 == underlying }
      }
      guard var best = own.first else { continue }
      for outcome in own where outcome.isWorse(than: best) { best = outcome }
      for order in fills.indices where best.subset[order] { joined[order] = true }
    }
    return joined
  }

  /// Changes orders one by one, and the changes that help together, until nothing improves.
  private mutating func improved(_ start: Outcome) throws(SteelyardError) -> Outcome {
    var best = start
    for _ in 0..<Self.roundsMax {
      let current = best
      if let evaluationsMax, evaluatedCount >= evaluationsMax {
        isCutShort = true
        return best
      }
      base = try standing(filling: current.subset)
      let single = try evaluate(
        fills.indices.map { order in
          var subset = current.subset
          subset[order].toggle()
          return subset
        })
      let helping = single.indices.filter { single[$0].isWorse(than: current) }
        .sorted { (single[$0].excess, $0) < (single[$1].excess, $1) }
      guard let first = helping.first else { return best }
      best = single[first]
      // Doubling counts: many changes at once cost a logarithm of evaluations.
      var together: [[Bool]] = []
      var count = 2
      while count / 2 < helping.count {
        var subset = current.subset
        for order in helping.prefix(count) { subset[order].toggle() }
        together.append(subset)
        count *= 2
      }
      for outcome in try evaluate(together) where outcome.isWorse(than: best) { best = outcome }
    }
    return best
  }
}
