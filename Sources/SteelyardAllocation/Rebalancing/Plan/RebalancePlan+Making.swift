public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardMath

extension RebalancePlan {
  /// Finds out what to trade.
  ///
  /// - Throws: `invalidInput` for a request that cannot be, `missingMarketData` for a target without a price or a
  ///   covariance of other shape; what drift, margin and amounts throw.
  public init(_ book: RebalanceBook, _ request: RebalanceRequest) throws(SteelyardError) {
    try request.check()
    let coins = request.targets.coins
    for coin in coins {
      do throws(SteelyardError) { _ = try book.price(of: coin) } catch {
        throw error.about(.instrument(coin.code))
      }
    }
    if let covariance = request.question.covariance, covariance.rowCount != coins.count {
      throw SteelyardError(
        .invalidInput,
        "The covariance is of \(covariance.rowCount) coins, and \(coins.count) have targets.",
        remedy: "Give a history for each coin with a target.")
    }
    var before: [Standing] = []
    for (place, account) in book.accounts.enumerated() {
      before.append(
        Standing(
          figures: book.figures[place],
          exposure: try book.exposure(of: account.portfolio, in: place)))
    }
    let riskShare = RebalancePlan.riskShare(book, request)
    let market = WayMarket(book: book, request: request)
    var groups = try RebalancePlan.groups(book, request, market, before, riskShare: riskShare)
    var orders = OrderBook(coinCount: coins.count, accountCount: book.accounts.count)
    for group in groups { orders.want(group, in: book) }
    try orders.choose(coins, market)
    var steps: [(account: Int, step: RebalanceGate.Step)] = []
    var cuts: [Cut] = []
    for account in book.accounts.indices {
      let given = orders.orders(of: account, coins)
      guard !given.isEmpty else { continue }
      let gate = RebalanceGate(
        book: book, account: account, limits: request.limits, riskShare: riskShare)
      let outcome = try gate.passed(given)
      cuts += outcome.cuts
      steps += outcome.steps.map { (account, $0) }
    }
    let settled = try orders.settled(steps, coins, market)
    var after: [Standing] = []
    for (account, standing) in before.enumerated() {
      let portfolio = try settled.portfolio(of: account, in: book)
      after.append(
        portfolio == book.accounts[account].portfolio
          ? standing
          : Standing(
            figures: try book.figures(of: [portfolio], in: account)[0],
            exposure: try book.exposure(of: portfolio, in: account)))
    }
    for group in groups.indices {
      groups[group].after = RebalancePlan.weights(
        coins, groups[group].accounts.map { after[$0] })
    }
    self.book = book
    self.request = request
    self.riskShare = riskShare
    self.groups = groups
    trades = settled.trades
    self.steps = try settled.steps(steps)
    self.cuts = cuts
    left = orders.left
    self.before = before
    self.after = after
    let held = before.flatMap { $0.exposure.coins.map(\.coin) }.filter { !coins.contains($0) }
    untargeted = Set(held).sorted().map { coin in
      (coin, before.reduce(0) { $0 + $1.exposure[coin].delta } / book.equity)
    }
  }

  /// 1 less the share of the budget of losses that is used.
  private static func riskShare(_ book: RebalanceBook, _ request: RebalanceRequest) -> Double {
    guard let peak = request.peakEquity else { return 1 }
    var epoch = DrawdownEpoch(start: book.snapshot.time, equity: peak)
    epoch.update(book.equity, at: book.snapshot.time, request.limits)
    return epoch.riskShare(request.limits)
  }

  private static func weights(_ coins: [Currency], _ standings: [Standing]) -> [Double] {
    let equity = standings.reduce(0) { $0 + $1.figures.equity }
    return coins.map { coin in standings.reduce(0) { $0 + $1.exposure[coin].delta } / equity }
  }

  private static func groups(
    _ book: RebalanceBook, _ request: RebalanceRequest, _ market: WayMarket,
    _ before: [Standing], riskShare: Double
  ) throws(SteelyardError) -> [Group] {
    let coins = request.targets.coins
    let members: [[Int]] =
      switch request.sharing {
      case .each: book.accounts.indices.map { [$0] }
      case .together: [Array(book.accounts.indices)]
      }
    var groups: [Group] = []
    for accounts in members {
      let standings = accounts.map { before[$0] }
      let equity = standings.reduce(0) { $0 + $1.figures.equity }
      let held = weights(coins, standings)
      let targets = request.targets.scaled(by: riskShare)
      let drift = try Drift(
        coins: coins, held: held, targets: targets,
        costs: coins.indices.map { coin in
          market.costShare(of: (targets[coin] - held[coin]) * equity, coins[coin])
        }, request.question, at: book.snapshot.time)
      groups.append(Group(accounts: accounts, equity: equity, drift: drift, after: held))
    }
    return groups
  }
}
