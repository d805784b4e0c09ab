import SteelyardContracts
import SteelyardMargin

/// Holds what an account would trade to its margin and to limits, and finds an order of the trades in which no state on
/// the way breaks them either.
///
/// A trade that only makes a holding and the coin's net delta smaller goes first and is held to margin alone: it may not take the initial excess
/// below zero, or further below it. Of the rest the largest common share passes, in 64ths, of which no trade breaks a
/// limit; a limit that is broken already may not be broken further. An order that turns a holding is two: what closes
/// it, and the rest.
struct RebalanceGate {
  /// Steps in which a share is found.
  static let shares = 64
  /// Parts of an order after each of which margin is looked at.
  static let fills: Int128 = 4

  /// A step of the sequence.
  struct Step {
    let order: AccountOrder
    let isReducing: Bool
    /// Initial excess once it is done.
    let excess: Double
  }

  /// What a limit did.
  struct Broken {
    let level: RiskLimits.Level
    let reason: String
  }

  /// An account on its way.
  struct State {
    var portfolio: Portfolio
    var figures: AccountFigures
    var exposure: RebalanceExposure
  }

  /// What passed.
  struct Outcome {
    var steps: [Step] = []
    var cuts: [RebalancePlan.Cut] = []
    /// The account as it stands then, at costs that are no lower than those to come.
    var state: State
  }

  let book: RebalanceBook
  let account: Int
  let limits: RiskLimits
  /// What is left of the limits by the drawdown, 0 to 1.
  let riskShare: Double

  /// What of some orders may go, and in which order.
  ///
  /// - Throws: What margin and amounts throw.
  func passed(_ orders: [AccountOrder]) throws(SteelyardError) -> Outcome {
    let given = book.accounts[account].portfolio
    let start = State(
      portfolio: given, figures: book.figures[account],
      exposure: try book.exposure(of: given, in: account))
    var reducing: [AccountOrder] = []
    var opening: [AccountOrder] = []
    for order in orders {
      let closing = closing(order, start)
      if closing != 0 { reducing.append(order.of(closing)) }
      if closing != order.lots { opening.append(order.of(order.lots - closing)) }
    }
    var outcome = Outcome(state: start)
    var stuck = try advance(&outcome, reducing, isReducing: true)
    if !opening.isEmpty { try open(opening, &outcome) }
    // What could not be closed while another leg stood may be once it is replaced.
    if !stuck.isEmpty {
      stuck = try advance(&outcome, stuck.map(\.order), isReducing: true)
    }
    for (order, broken) in stuck { try reduce(order, broken, &outcome) }
    return outcome
  }

  /// How many lots of an order only make the holding smaller.
  ///
  /// None where that would make the coin's net delta larger: what closes one leg of a hedge opens the other.
  private func closing(_ order: AccountOrder, _ state: State) -> Int64 {
    let held = book.held(order, in: state.portfolio)
    guard !held.isZero, held.isNegative != (order.lots < 0) else { return 0 }
    let most = held.magnitude.units / order.lot.units
    let lots = min(Int128(order.lots.magnitude), most)
    let signed = order.lots < 0 ? -Int64(lots) : Int64(lots)
    let delta = state.exposure[order.currency].delta
    return abs(delta + Double(signed) * order.lotUSD) <= abs(delta) ? signed : 0
  }

  /// Closes the largest share of a reduction that margin does not let pass whole.
  private func reduce(
    _ order: AccountOrder, _ broken: Broken, _ outcome: inout Outcome
  ) throws(SteelyardError) {
    var (passes, breaks) = (0, RebalanceGate.shares)
    var reason = broken
    var best: (AccountOrder, State)?
    while breaks - passes > 1 {
      let middle = (passes + breaks) / 2
      let part = order.of(order.lots * Int64(middle) / Int64(RebalanceGate.shares))
      guard part.lots != 0 else {
        passes = middle
        continue
      }
      let (state, found) = try after(part, outcome.state, isReducing: true)
      if let found {
        breaks = middle
        reason = found
      } else {
        passes = middle
        best = (part, state)
      }
    }
    if let (part, state) = best {
      outcome.state = state
      outcome.steps.append(
        Step(order: part, isReducing: true, excess: state.figures.initialExcess))
    }
    outcome.cuts.append(
      .init(
        account: account, coins: [order.currency], level: reason.level,
        share: best == nil ? 0 : Double(passes) / Double(RebalanceGate.shares),
        reason: reason.reason))
  }

  /// Opens the largest common share.
  private func open(
    _ opening: [AccountOrder], _ outcome: inout Outcome
  ) throws(SteelyardError) {
    let coins = opening.map(\.currency)
    if let refusal = refusal(outcome.state) {
      outcome.cuts.append(
        .init(
          account: account, coins: coins, level: refusal.level, share: 0, reason: refusal.reason))
      return
    }
    func attempt(_ share: Int) throws(SteelyardError) -> (Outcome, Broken?) {
      var tried = outcome
      let scaled = opening.map { order in
        order.of(order.lots * Int64(share) / Int64(RebalanceGate.shares))
      }.filter { $0.lots != 0 }
      let left = try advance(&tried, scaled, isReducing: false)
      return (tried, left.first?.broken)
    }
    var (best, broken) = try attempt(RebalanceGate.shares)
    guard var reason = broken else {
      outcome = best
      return
    }
    best = outcome
    var (passes, breaks) = (0, RebalanceGate.shares)
    while breaks - passes > 1 {
      let middle = (passes + breaks) / 2
      let (tried, found) = try attempt(middle)
      if let found {
        breaks = middle
        reason = found
      } else {
        passes = middle
        best = tried
      }
    }
    outcome = best
    outcome.cuts.append(
      .init(
        account: account, coins: coins, level: reason.level,
        share: Double(passes) / Double(RebalanceGate.shares), reason: reason.reason))
  }

  /// Why nothing may be opened at all; nil where something may.
  private func refusal(_ state: State) -> Broken? {
    let health = state.figures.health
    if health.isMarginCallOrWorse {
      return Broken(
        level: .solvency, reason: "the account is at \(health.rawValue): nothing is opened")
    }
    if riskShare == 0 {
      return Broken(
        level: .drawdown,
        reason:
          "the budget of losses of \(percent(limits.drawdownMax)) is used up: nothing is opened"
      )
    }
    return nil
  }

  /// Does orders one by one, each the first that breaks nothing; what is left breaks something in every state reached.
  private func advance(
    _ outcome: inout Outcome, _ orders: [AccountOrder], isReducing: Bool
  ) throws(SteelyardError) -> [(order: AccountOrder, broken: Broken)] {
    var left = orders
    while !left.isEmpty {
      var reasons: [(AccountOrder, Broken)] = []
      var done: Int?
      for (place, order) in left.enumerated() {
        let (state, broken) = try after(order, outcome.state, isReducing: isReducing)
        if let broken {
          reasons.append((order, broken))
          continue
        }
        outcome.state = state
        outcome.steps.append(
          Step(order: order, isReducing: isReducing, excess: state.figures.initialExcess))
        done = place
        break
      }
      guard let done else { return reasons.map { (order: $0.0, broken: $0.1) } }
      left.remove(at: done)
    }
    return []
  }

  /// The account after an order, and what it breaks, at a quarter of it, half, three quarters or the whole.
  private func after(
    _ order: AccountOrder, _ before: State, isReducing: Bool
  ) throws(SteelyardError) -> (State, Broken?) {
    let whole = try CoinTrade.quantity(order.lots, of: order.lot)
    let paid = order.paidPerLot * Double(order.lots.magnitude)
    var portfolios: [Portfolio] = []
    for fill in 1...RebalanceGate.fills {
      // The whole of the fixed costs is paid with the first fill.
      let share = Double(fill) / Double(RebalanceGate.fills)
      portfolios.append(
        try book.portfolio(
          before.portfolio,
          after: Amount(units: whole.units * fill / RebalanceGate.fills), of: order,
          paying: paid * share + order.gas, in: account))
    }
    let figures = try book.figures(of: portfolios, in: account)
    let last = portfolios.count - 1
    let state = State(
      portfolio: portfolios[last], figures: figures[last],
      exposure: try book.exposure(of: portfolios[last], in: account))
    for figure in figures {
      if let broken = solvency(figure, before.figures) { return (state, broken) }
    }
    return (state, isReducing ? nil : limit(state, before))
  }
}
