import SteelyardAllocation
import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// One look of a strategy at its market and account: what it sees, and what it would do.
struct MandateLook {
  /// What came of it.
  struct Result {
    /// Why nothing, or only reductions, may be decided; nil where anything may.
    var rest: MandateRest.Reason?
    /// The same for people.
    var restWhy = ""
    /// What is left to trade.
    var legs: [MandateLeg] = []
    var cuts: [MandateCut] = []
    /// Whether the limits asked for it.
    var isForced = false
    /// Why, in the strategy's words.
    var why = ""
    /// What it wrote down; nil where that is as before.
    var memory: [UInt8]?
    /// The budget of losses, with this look; nil where equity is not known.
    var epoch: DrawdownEpoch?
    /// Equity, in US dollars.
    var equityUSD: Double?
    /// Number of the risk frame that it stands on; 0 for none.
    var frame: UInt64 = 0
    /// Whether the strategy, or its limits, could say what to do.
    var isAsked = false
  }

  let engine: Engine
  let known: MandateCase
  let view: AccountView
  /// The budget of losses as of the last look, if there was one.
  let epoch: DrawdownEpoch?
  let listed: [Instrument: ContractTerms]
  let now: Timestamp
  private let rules: StrategyRules

  init(
    _ engine: Engine, _ known: MandateCase, _ view: AccountView, epoch: DrawdownEpoch?,
    listed: [Instrument: ContractTerms], at now: Timestamp
  ) {
    self.engine = engine
    self.known = known
    self.view = view
    self.epoch = epoch
    self.listed = listed
    self.now = now
    rules = engine.configuration.rules.strategies
  }

  /// What keeps the market or the account from being decided on; nil where nothing does.
  static func obstacle(
    _ known: MandateCase, _ view: AccountView, _ frame: LiveFrame?, _ rules: StrategyRules,
    at now: Timestamp
  ) -> (reason: MandateRest.Reason, why: String)? {
    if now >= known.mandate.expiry { return (.expired, "it ended at \(known.mandate.expiry)") }
    switch view.call {
    case .handedOver, .inLiquidation:
      return (.liquidation, "the account is \(view.call.name.rawValue)")
    case .healthy, .warned, .called, .recovering: break
    }
    guard let frame else { return (.market, "there is no risk frame yet") }
    let age = now.microseconds - frame.board.market.time.microseconds
    if age > rules.frameSecondsMax * 1_000_000 {
      return (.market, "the risk frame is \(age / 1_000_000) s old")
    }
    let state = frame.state(of: known.mandate.coins, view.portfolio)
    if state != .fresh { return (.market, "a price that it stands on is \(state.rawValue)") }
    return nil
  }

  /// Looks.
  ///
  /// - Parameters:
  ///   - past: What it has seen; the present is told to it.
  ///   - proposed: Trades to hold to the limits of now in place of what the strategy would say; nil to ask it.
  mutating func run(
    _ strategy: any Strategy, _ past: inout StrategyPast, keep: (PastRow) -> Void,
    instead proposed: [StrategyTrade]?
  ) -> Result {
    var result = Result()
    if let obstacle = MandateLook.obstacle(known, view, engine.frame, rules, at: now) {
      (result.rest, result.restWhy) = (obstacle.reason, obstacle.why)
      return result
    }
    do throws(SteelyardError) {
      try look(strategy, &past, keep, proposed, &result)
    } catch {
      (result.rest, result.restWhy) = (
        error.code == .missingMarketData || error.code == .staleMarketData ? .market : .strategy,
        error.message
      )
    }
    return result
  }

  private mutating func look(
    _ strategy: any Strategy, _ past: inout StrategyPast, _ keep: (PastRow) -> Void,
    _ proposed: [StrategyTrade]?, _ result: inout Result
  ) throws(SteelyardError) {
    let question: Engine.Question
    let portfolio: Portfolio
    let figures: AccountFigures
    do throws(SteelyardError) {
      question = try engine.question(of: known.account)
      portfolio = try view.portfolio.holding(known.paper, at: now)
      figures =
        known.paper.isEmpty
        ? try question.figures()
        : try moment(question).figures(of: portfolio)
      try checkHoldings(portfolio, figures)
    } catch {
      (result.rest, result.restWhy) = (.account, error.message)
      return
    }
    result.frame = question.frame.number
    let equity = figures.equity
    let epoch = budget(equity, question.frame)
    (result.equityUSD, result.epoch) = (equity, epoch)
    let facts = question.frame.facts(of: known.mandate.coins, since: past.last, at: now)
    let (market, kept) = past.seeing(PastRow(time: now, facts: facts))
    if let kept { keep(kept) }
    let days = past.days(to: now)
    guard days >= known.mandate.pace.pastDays, market.coins.allSatisfy({ $0.price != nil }) else {
      (result.rest, result.restWhy) = (
        .past,
        "\(decimalText(days, 2)) days of prices are known, and "
          + "\(decimalText(known.mandate.pace.pastDays, 2)) are asked for"
      )
      return
    }
    let seen = StrategyView(
      market: market, listing: .usual,
      account: StrategyAccount(
        portfolio: portfolio, pools: [], equity: equity, margin: figures, epoch: epoch),
      limits: known.mandate.limits, rates: rules.rates, borrowRate: rules.borrowRate)
    let gate = RiskGate(margin: StrategyMargin(in: try moment(question)))
    try decide(strategy, seen, gate, portfolio, question.frame, proposed, &result)
  }

  private func decide(
    _ strategy: any Strategy, _ seen: StrategyView, _ gate: RiskGate, _ portfolio: Portfolio,
    _ frame: LiveFrame, _ proposed: [StrategyTrade]?, _ result: inout Result
  ) throws(SteelyardError) {
    let forced = try gate.forced(seen)
    var gated = forced
    result.isForced = !forced.trades.isEmpty
    if let proposed, !result.isForced {
      gated = try gate.passed(StrategyDecision(proposed, memory: NoMemory()), seen)
    } else if !result.isForced {
      let contracts = NearestContract(frame: frame, listed: listed)
      let asked = try AskedStrategy(strategy, seen, memory: known.memory, gate) {
        trade throws(SteelyardError) in
        try contracts.trade(trade)
      }
      gated = asked.gated
      result.memory = asked.memory
      if asked.wantsPools {
        result.cuts.append(
          MandateCut(limit: "pools", share: 0, reason: "no pool can be reached from here"))
      }
    }
    result.cuts += gated.cuts.map(MandateCut.init)
    result.why = MandateLook.words(gated)
    var held: MandateCut?
    switch view.call {
    case .called, .recovering:
      held = MandateCut(
        limit: "margin_call", share: 0,
        reason: "the account is \(view.call.name.rawValue): nothing is opened")
      (result.rest, result.restWhy) = (.marginCall, "the account is \(view.call.name.rawValue)")
    case .healthy, .warned, .handedOver, .inLiquidation: break
    }
    if seen.account.epoch.isStopped {
      let most = percentText(known.mandate.limits.drawdownMax)
      (result.rest, result.restWhy) = (
        .drawdown,
        "equity fell \(percentText(seen.account.epoch.drawdown)) below its highest of "
          + "\(usdText(seen.account.epoch.peak)) and \(most) are the epoch's budget"
      )
      held =
        held
        ?? MandateCut(
          limit: RiskLimits.Level.drawdown.rawValue, share: 0,
          reason: "the epoch's budget of \(most) is used up")
    }
    let spent = known.window.spentUSD(at: now, seconds: known.mandate.budget.windowSeconds)
    var legs = MandateLegs(
      mandate: known.mandate, portfolio: portfolio, frame: frame, listed: listed, spentUSD: spent)
    result.isAsked = true
    try legs.take(Array(gated.trades.prefix(MandateDecision.legsMax)), reductionsOnly: held)
    result.legs = legs.legs
    result.cuts += legs.cuts
  }

  private static func words(_ gated: GatedDecision) -> String {
    var said: [String] = []
    for trade in gated.trades where !said.contains(trade.reason) { said.append(trade.reason) }
    return said.prefix(8).joined(separator: "; ")
  }

  private func moment(
    _ question: Engine.Question
  ) throws(SteelyardError) -> StrategyMargin.Moment {
    StrategyMargin.Moment(
      model: question.slot.model, universe: question.frame.universe, frame: question.slot.frame)
  }

  /// What the mandate does not name is not followed, and a strategy that does not see all of an account can't keep
  /// limits on it.
  private func checkHoldings(
    _ portfolio: Portfolio, _ figures: AccountFigures
  ) throws(SteelyardError) {
    let coins = Set(known.mandate.coins)
    let held =
      portfolio.balances.map(\.asset).filter { $0 != .usdc }
      + portfolio.positions.map(\.instrument.underlying.base)
    if let other = held.first(where: { !coins.contains($0) }) {
      throw SteelyardError(
        .notApplicable, "the account holds \(other), which the mandate does not name",
        remedy: "Name it, or move it to another account.",
        subject: .account(known.account.description))
    }
    if let inverse = portfolio.positions.first(where: { $0.instrument.underlying.isInverse }) {
      throw SteelyardError(
        .notApplicable, "the account holds \(inverse.instrument), which is settled in the coin",
        remedy: "Move it to another account.", subject: .account(known.account.description))
    }
    guard figures.isComplete, figures.equity.isFinite else {
      throw SteelyardError(
        .missingMarketData, "the account's figures leave something out",
        remedy: "Wait for the next frame.", subject: .account(known.account.description))
    }
  }

  /// The budget of losses with the equity of now; what came in or left moves its highest equity, and is no gain or
  /// loss.
  private func budget(_ equity: Double, _ frame: LiveFrame) -> DrawdownEpoch {
    // Before the first journaled look, and after a rehearsal, an epoch begins.
    guard let journaled = known.epoch else {
      return DrawdownEpoch(start: now, equity: equity)
    }
    var epoch = epoch ?? journaled
    for (asset, amount) in known.transfers {
      let price = asset == .usd ? 1 : frame.board.priceUSD(of: asset)?.price ?? 0
      epoch.transfer(amount.doubleValue * price)
    }
    epoch.update(equity, at: now, known.mandate.limits)
    return epoch
  }
}

/// A number as people read it, with so many decimals.
func decimalText(_ number: Double, _ digits: Int) -> String {
  guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
  var power = 1.0
  for _ in 0..<digits { power *= 10 }
  return "\((number * power).rounded() / power)"
}
