public import SteelyardContracts
public import SteelyardMargin

extension LiquidationPlan {
  /// The plan for an account.
  ///
  /// - Parameters:
  ///   - account: As it stands on the market's frame, its orders cancelled.
  ///   - stated: Requirements that no snapshot shows.
  /// - Throws: `missingMarketData` for an account that holds what the frame was not made for; `limitExceeded` where an
  ///   amount leaves the exact range; what trades throw.
  public init(
    for account: LiquidationAccount, in market: LiquidationMarket, _ settings: PlanSettings,
    stated: [StatedAmount] = []
  ) throws(SteelyardError) {
    let evaluator = try PlanEvaluator(account, market, settings, stated: stated)
    let start = evaluator.start
    guard !evaluator.isAtTarget, start.figures.health != .bankrupt else {
      let outcome: Outcome =
        start.figures.health == .bankrupt
        ? .takenOver(
          try PlannedTakeover(
            of: account.portfolio, equity: start.figures.equity, .bankrupt, in: market))
        : .atTarget
      self.init(
        account.portfolio, start, start, [], outcome, bound: nil, .none, evaluator)
      return
    }
    var search = PlanSearch(evaluator: evaluator, isConcave: market.model.hasConcaveExcess)
    let found = try search.result()
    let goal: PlanState
    if let best = found.best { goal = best } else { goal = try search.mostHelpful() }
    var sequence = try PlanSequence(to: goal, of: &search)
    if sequence.end.isRestored, sequence.end.lots != goal.lots {
      // Part of it is enough already: then that part may be more than enough.
      sequence = try PlanSequence(to: try search.tightened(sequence.end), of: &search)
    }
    let portfolio = try search.portfolio(of: sequence.end)
    var outcome = Outcome.restored
    if !sequence.end.isRestored {
      let equity = sequence.end.figures.equity
      outcome = .takenOver(
        try PlannedTakeover(
          of: portfolio, equity: equity, equity < 0 ? .bankrupt : .noTradeHelps, in: market))
    }
    var steps: [Step] = []
    for (number, step) in sequence.steps.enumerated() {
      steps.append(try search.told(step, number: number))
    }
    self.init(
      portfolio, start, sequence.end, steps, outcome,
      bound: sequence.end.isRestored ? found.bound.map { min($0, sequence.end.price) } : nil,
      found.certainty, search.evaluator)
  }

  private init(
    _ portfolio: Portfolio, _ start: PlanState, _ end: PlanState, _ steps: [Step],
    _ outcome: Outcome, bound: Double?, _ certainty: Certainty, _ evaluator: PlanEvaluator
  ) {
    self.start = start.figures
    self.end = end.figures
    self.portfolio = portfolio
    self.steps = steps
    self.outcome = outcome
    costBound = bound
    self.certainty = certainty
    evaluationCount = evaluator.evaluationCount
    untradable = evaluator.candidates.untradable
    settings = evaluator.settings
  }
}

extension PlanSearch {
  fileprivate func lots(_ state: PlanState) -> [Double] {
    zip(candidates, state.lots).map { $0.lots($1) }
  }

  /// What is held in a state.
  fileprivate func portfolio(of state: PlanState) throws(SteelyardError) -> Portfolio {
    try evaluator.portfolio(after: lots(state), isImpactPaid: true)
  }

  /// A step as people are told of it.
  fileprivate func told(
    _ step: PlanSequence.Step, number: Int
  ) throws(SteelyardError) -> LiquidationPlan.Step {
    let (before, after) = (lots(step.before), lots(step.after))
    let (shareBefore, shareAfter) = (
      evaluator.impactShares(of: before), evaluator.impactShares(of: after)
    )
    let places = candidates.indices.filter { step.after.lots[$0] > step.before.lots[$0] }
    // Impact is shared by sizes in each pool; what a step adds to the share of earlier trades is its own.
    let total = (step.after.cost - step.before.cost).impact
    let own = places.reduce(0) { $0 + shareAfter[$1] - shareBefore[$1] }
    var trades: [LiquidationPlan.StepTrade] = []
    for place in places {
      let candidate = candidates[place]
      let quantity = try candidate.quantity(after[place]).subtracting(
        try candidate.quantity(before[place]))
      var cost = (after[place] - before[place]) * candidate.lotCost
      let share = shareAfter[place] - shareBefore[place]
      cost.impact = own > 0 ? total * share / own : 0
      trades.append(
        LiquidationPlan.StepTrade(
          trade: LiquidationTrade(
            instrument: candidate.instrument, quantity: quantity, purpose: candidate.purpose,
            step: number), mark: candidate.unit.mark, cost: cost,
          notionalUSD: abs(quantity.doubleValue) * candidate.unit.notional,
          spreadSource: candidate.spreadSource,
          beyondBook: evaluator.candidates.beyondBook(place, lots: after[place])
            - evaluator.candidates.beyondBook(place, lots: before[place]),
          closes: candidate.purpose == .reduction
            && step.after.lots[place] == candidate.lotCount))
    }
    let moves = evaluator.candidates.moves(of: after)
    return LiquidationPlan.Step(
      trades: trades, cost: step.after.cost - step.before.cost,
      impactLoss: step.after.impactLoss - step.before.impactLoss,
      moves: Dictionary(
        uniqueKeysWithValues: zip(evaluator.candidates.coins.map(\.coin), moves).filter {
          $0.1 != 0
        }), before: step.before.figures, after: step.after.figures,
      alternatives: step.alternatives)
  }
}
