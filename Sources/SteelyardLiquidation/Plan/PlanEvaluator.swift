import SteelyardContracts
import SteelyardMargin

/// Evaluates an account with trades done, by its margin model.
///
/// Trades are done at the marks, which changes nothing that the account is worth; then their costs leave the balances
/// of the currencies that they settle in. What the impact takes from what is left is taken from the figures. So equity
/// after is equity before less costs and less that loss, but for the rounding of amounts to 18 digits.
struct PlanEvaluator {
  /// The account, its positions in the order of their instruments, which costs nothing to sort again.
  let account: LiquidationAccount
  let market: LiquidationMarket
  let settings: PlanSettings
  let stated: [StatedAmount]
  let candidates: PlanCandidates
  /// The account without trades.
  private(set) var start: PlanState
  /// Portfolios that were evaluated so far.
  private(set) var evaluationCount = 0
  private let standing: AccountStanding?
  private var known: [[Int]: PlanState] = [:]

  /// An evaluator of an account.
  ///
  /// - Parameter given: The trades that are evaluated; nil for all that a plan may make.
  /// - Throws: `invalidInput` for an account that holds what the frame was not made for.
  init(
    _ account: LiquidationAccount, _ market: LiquidationMarket, _ settings: PlanSettings,
    stated: [StatedAmount], candidates given: PlanCandidates? = nil
  ) throws(SteelyardError) {
    self.account = LiquidationAccount(
      portfolio: try Portfolio(
        positions: account.portfolio.positions.sorted { $0.instrument < $1.instrument },
        balances: account.portfolio.balances.sorted { $0.asset < $1.asset }),
      others: account.others, figures: account.figures)
    self.market = market
    self.settings = settings
    self.stated = stated
    if let given {
      candidates = given
    } else {
      candidates = try PlanCandidates(of: account, in: market, settings)
    }
    let batch = try PortfolioBatch(
      self.account.portfolio, stated: stated, beside: account.others, over: market.universe)
    try batch.requireCovered(by: market.frame)
    standing = market.model.standing(of: 0, in: batch, frame: market.frame)
    let figures = market.model.figures(of: batch, in: market.frame)[0]
    start = PlanState(
      lots: [Int](repeating: 0, count: candidates.all.count), figures: figures, cost: .zero,
      impactLoss: 0, surplus: 0)
    start = PlanState(
      lots: start.lots, figures: figures, cost: .zero, impactLoss: 0, surplus: surplus(figures))
    known[start.lots] = start
  }

  /// How far figures are above what the plan aims at: the target, the buffer, and the excess before.
  func surplus(_ figures: AccountFigures) -> Double {
    let aim = settings.targetUSD + settings.bufferShare * figures.maintenanceMargin
    return min(
      figures.maintenanceExcess - aim,
      figures.maintenanceExcess - start.figures.maintenanceExcess)
  }

  /// Whether an account without trades is where the plan wants it.
  var isAtTarget: Bool { settings.isReached(by: start.figures) }

  /// The account after numbers of lots, one state for each list.
  mutating func states(of lists: [[Int]]) throws(SteelyardError) -> [PlanState] {
    var wanted: [[Int]] = []
    var seen: Set<[Int]> = []
    for list in lists where known[list] == nil && seen.insert(list).inserted { wanted.append(list) }
    if !wanted.isEmpty {
      let lots = wanted.map { list in list.indices.map { candidates.all[$0].lots(list[$0]) } }
      let figures = try figures(of: lots, isImpactPaid: true)
      for (place, list) in wanted.enumerated() {
        let loss = candidates.losses(of: lots[place]).reduce(0, +)
        var reduced = figures[place]
        reduced.equity -= loss
        reduced.initialCountedEquity -= loss
        reduced.maintenanceCountedEquity -= loss
        known[list] = PlanState(
          lots: list, figures: reduced, cost: candidates.cost(of: lots[place]), impactLoss: loss,
          surplus: surplus(reduced))
      }
    }
    return lists.compactMap { known[$0] }
  }

  /// The account after a number of lots of each candidate.
  mutating func state(of list: [Int]) throws(SteelyardError) -> PlanState {
    try states(of: [list])[0]
  }

  /// How far the target is exceeded where impact costs nothing: concave wherever the model's excess is, because
  /// holdings and payments are linear in the lots.
  mutating func surplusesWithoutImpact(
    of lists: [[Double]]
  ) throws(SteelyardError) -> [Double] {
    try figures(of: lists, isImpactPaid: false).map(surplus)
  }

  /// What the model says of portfolios after real numbers of lots and their costs.
  private mutating func figures(
    of lists: [[Double]], isImpactPaid: Bool
  ) throws(SteelyardError) -> [AccountFigures] {
    var batch = PortfolioBatch(universe: market.universe)
    for lots in lists {
      try batch.add(
        try portfolio(after: lots, isImpactPaid: isImpactPaid), stated: stated)
    }
    for other in account.others { try batch.addBeside(other) }
    try batch.requireCovered(by: market.frame)
    evaluationCount += lists.count
    let figures = market.model.figures(of: batch, in: market.frame, near: standing)
    return lists.indices.map { figures[$0] }
  }

  /// What is held after numbers of lots, with their costs paid.
  ///
  /// - Parameter isImpactPaid: Whether what size does to the price of trades is paid too.
  func portfolio(
    after lots: [Double], isImpactPaid: Bool
  ) throws(SteelyardError) -> Portfolio {
    var trades: [(instrument: Instrument, quantity: Amount, mark: Amount)] = []
    var costs: [Currency: (usd: Double, settlement: Double)] = [:]
    let shares = isImpactPaid ? impactShares(of: lots) : nil
    for (place, candidate) in candidates.all.enumerated() where lots[place] != 0 {
      let quantity = try candidate.quantity(lots[place])
      guard !quantity.isZero else { continue }
      trades.append((candidate.instrument, quantity, candidate.unit.mark))
      // A candidate's cost by the lot is that of a trade in its own direction; the other way round, which only
      // slopes ask for, it continues the line.
      let cost = lots[place] * candidate.lotCost.total + (shares?[place] ?? 0)
      let settlement = candidate.instrument.underlying.settlement
      costs[settlement, default: (0, candidate.unit.settlement)].usd += cost
    }
    var payments: [AssetBalance] = []
    for (currency, cost) in costs.sorted(by: { $0.key < $1.key }) where cost.usd != 0 {
      payments.append(
        AssetBalance(asset: currency, amount: try Amount(nearest: cost.usd / cost.settlement)))
    }
    return try account.portfolio.afterTradesAtMarks(trades, paying: payments)
  }

  /// What each candidate bears of the impact that trades have together: in proportion to its size in each pool.
  func impactShares(of lots: [Double]) -> [Double] {
    let sizes = candidates.sizes(of: lots)
    let rates = zip(candidates.pools, sizes).map { pool, size in
      size > 0 ? pool.cost(of: size) / size : 0
    }
    return zip(candidates.all, lots).map { candidate, count in
      guard count > 0 else { return 0 }
      return candidate.pools.reduce(0) { $0 + count * $1.size * rates[$1.pool] }
    }
  }
}
