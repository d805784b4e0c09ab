import SteelyardAllocation
import SteelyardEngine

/// What strategies do, as metrics: asked for when somebody reads.
enum StrategyMetrics {
  /// Adds them.
  static func add(to metrics: Metrics, _ engine: Engine) {
    metrics.observed(
      "steelyard_strategy_mandates", "Mandates, by how far they are let.", labels: ["phase"]
    ) {
      let cases = engine.mandates.cases.values
      return MandateCase.Phase.allCases.map { phase in
        ([phase.rawValue], Double(cases.count { $0.phase == phase }))
      }
    }
    metrics.observed(
      "steelyard_strategy_resting", "Mandates that open nothing for now, by why.",
      labels: ["reason"]
    ) {
      let cases = engine.mandates.cases.values.filter { $0.phase != .ended }
      return MandateRest.Reason.allCases.map { reason in
        ([reason.rawValue], Double(cases.count { $0.rest?.reason == reason }))
      }
    }
    metrics.observed(
      "steelyard_strategy_stopped",
      "1 where every strategy is stopped; mandates that are paused count apart.", labels: ["scope"]
    ) {
      let book = engine.mandates
      let paused = book.cases.values.count { $0.phase != .ended && $0.pause != nil }
      return [(["all"], book.stop == nil ? 0 : 1), (["mandates"], Double(paused))]
    }
    metrics.observed(
      "steelyard_strategy_proposals", "Proposals that wait for an answer."
    ) {
      [([], Double(engine.mandates.cases.values.count { $0.open?.stage == .proposed }))]
    }
    metrics.observed(
      "steelyard_strategy_drawdown",
      "The largest share that a strategy has used of its epoch's budget of losses, at its last journaled look."
    ) {
      let used = engine.mandates.cases.values.filter { $0.phase != .ended }.compactMap { known in
        known.epoch.map { $0.drawdown / known.mandate.limits.drawdownMax }
      }
      return [([], used.max() ?? 0)]
    }
    let totals: [(String, String, @Sendable (MandateBook) -> Double)] = [
      (
        "steelyard_strategy_looks_total", "Looks that are counted in the journal.",
        { Double($0.lookCount) }
      ),
      (
        "steelyard_strategy_decisions_total", "Decisions of strategies.",
        { Double($0.decisionCount) }
      ),
      (
        "steelyard_strategy_orders_total", "Orders that were placed for strategies.",
        { Double($0.orderCount) }
      ),
      (
        "steelyard_strategy_refusals_total",
        "Orders and decisions of strategies that the engine or the venue refused.",
        { Double($0.refusalCount) }
      ),
      (
        "steelyard_strategy_notional_usd_total",
        "What orders of strategies were decided for, in US dollars.", { $0.notionalUSD }
      ),
    ]
    for (name, what, value) in totals {
      metrics.observedCounter(name, what) { [([], value(engine.mandates))] }
    }
  }
}
