import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// The margin calls and drawdowns as the risk loop watches them: it sees what changes, the writer decides.
struct AccountWatch: Sendable {
  private struct Watched {
    var call: MarginCallCase
    var drawdown: DrawdownWatch
    var view: AccountView
  }

  private var watched: [Int: Watched] = [:]
  /// Accounts with a state of their own that time alone may change.
  private var timed: Set<Int> = []
  /// Drawdowns as the journal left them, until each account is first seen.
  private var drawdowns: [AccountName: DrawdownWatch]

  init(_ state: EngineState) { drawdowns = state.drawdowns }

  /// An account as it was last taken; nil for one that was not.
  func view(of index: Int) -> AccountView? { watched[index]?.view }

  /// Takes an account as it is committed.
  mutating func take(_ view: AccountView) {
    if var known = watched[view.index] {
      // The writer's word holds where the two differ: a proposal of a state that has passed was dropped.
      if known.call.state != view.call { known.call = view.callCase }
      known.view = view
      watched[view.index] = known
    } else {
      watched[view.index] = Watched(
        call: view.callCase,
        drawdown: drawdowns.removeValue(forKey: view.name) ?? DrawdownWatch(account: view.name),
        view: view)
    }
    if view.call != .healthy { timed.insert(view.index) } else { timed.remove(view.index) }
  }

  /// What follows from a cycle: margin calls that change, drawdown budgets that are used.
  mutating func proposals(
    for evaluated: RiskEvaluation.Results, in frame: LiveFrame,
    replaced: (models: LiveModels, since: Timestamp)?, at now: Timestamp, _ maker: FrameMaker,
    _ published: Published, _ rules: EngineRules
  ) -> [EngineCommand] {
    let limits = published.limits
    let hasBudgets = limits.hasDrawdowns
    var candidates = timed
    // What is healthy and far from a warning stays what it is: most accounts need not be looked at.
    for account in evaluated
    where hasBudgets || account.risk.isWorthAWarning(rules.marginCalls) {
      candidates.insert(account.index)
    }
    var second = SecondOpinion(frame: frame, replaced: replaced, maker: maker)
    var calls: [MarginCallEvent] = []
    var drawdowns: [DrawdownEvent] = []
    for index in candidates.sorted() {
      // What this cycle did not touch stands as the last one that did left it.
      guard var account = watched[index], let risk = published.risk(of: index) else { continue }
      if risk.isWorthAWarning(rules.marginCalls) || timed.contains(index) {
        let observation = second.observation(of: account.view, risk, at: now)
        calls += account.call.observe(observation, rules: rules.marginCalls)
      }
      if hasBudgets, let limit = limits.limits(of: account.view.name).drawdown,
        let event = account.drawdown.observe(
          equityUSD: risk.figures.equity, isComplete: risk.figures.isComplete, at: now,
          frame: frame.number, limit: limit)
      {
        drawdowns.append(event)
      }
      if account.call.state != .healthy { timed.insert(index) }
      watched[index] = account
    }
    return (calls.isEmpty ? [] : [.marginCalls(calls)])
      + (drawdowns.isEmpty ? [] : [.drawdowns(drawdowns)])
  }
}

extension AccountRisk {
  /// Whether a healthy account could be warned, or worse, on these figures.
  fileprivate func isWorthAWarning(_ rules: MarginCallRules) -> Bool {
    level != .healthy || !(figures.initialRatio <= rules.warningRatioIn)
  }
}
