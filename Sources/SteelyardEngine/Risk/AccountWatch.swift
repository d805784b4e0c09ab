import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// The margin calls and drawdowns as the risk loop watches them: it sees what changes, the writer decides.
struct AccountWatch: Sendable {
  /// By the ledger's number, as last taken.
  private var views: [AccountView?] = []
  /// Margin calls that are more than their accounts' views tell: of most accounts there is none.
  private var calls: [Int: MarginCallCase] = [:]
  /// Drawdowns of accounts that have been seen with a budget.
  private var drawdowns: [Int: DrawdownWatch] = [:]
  /// Accounts with a state of their own that time alone may change.
  private var timed: Set<Int> = []
  /// Drawdowns as the journal left them, until each account is first seen.
  private var journaled: [AccountName: DrawdownWatch]

  init(_ state: EngineState) { journaled = state.drawdowns }

  /// An account as it was last taken; nil for one that was not.
  func view(of index: Int) -> AccountView? { index < views.count ? views[index] : nil }

  /// Takes an account as it is committed.
  mutating func take(_ view: AccountView) {
    let index = view.index
    while views.count <= index { views.append(nil) }
    views[index] = view
    // The writer's word holds where the two differ: a proposal of a state that has passed was dropped.
    if let known = calls[index], known.state != view.call { calls[index] = nil }
    if !journaled.isEmpty, let drawdown = journaled.removeValue(forKey: view.name) {
      drawdowns[index] = drawdown
    }
    if view.call != .healthy { timed.insert(index) } else { timed.remove(index) }
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
      guard let view = view(of: index), let risk = published.risk(of: index) else { continue }
      var call = self.calls[index] ?? view.callCase
      if risk.isWorthAWarning(rules.marginCalls) || timed.contains(index) {
        let observation = second.observation(of: view, risk, at: now)
        calls += call.observe(observation, rules: rules.marginCalls)
      }
      if hasBudgets, let limit = limits.limits(of: view.name).drawdown {
        var drawdown = self.drawdowns[index] ?? DrawdownWatch(account: view.name)
        let event = drawdown.observe(
          equityUSD: risk.figures.equity, isComplete: risk.figures.isComplete, at: now,
          frame: frame.number, limit: limit)
        if let event { drawdowns.append(event) }
        self.drawdowns[index] = drawdown
      }
      if call.state != .healthy { timed.insert(index) }
      // A healthy account that the writer knows as healthy has nothing that its view does not tell.
      self.calls[index] = call.state == .healthy && view.call == .healthy ? nil : call
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
