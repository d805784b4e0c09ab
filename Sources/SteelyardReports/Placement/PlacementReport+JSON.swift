import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats

extension PlacementReport {
  /// The answer for programs, with the fields of `docs/collateral-placement.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.key("feasible")
      writer.boolean(placement.isFeasible)
      try writer.field("horizon_days", problem.horizonDays)
      for (key, cost) in [("cost_before", placement.costBefore), ("cost_after", placement.cost)] {
        writer.key(named: key)
        try writer.object { writer throws(SteelyardError) in
          try writer.field("interest", cost.interest)
          try writer.field("income_forgone", cost.drag)
          try writer.field("not_counted", cost.haircut)
          try writer.field("transfers", cost.transfers)
          try writer.field("total", cost.total)
        }
      }
      try writer.field("bound", placement.bound)
      try writer.field("gap", placement.gap)
      writer.key("exhaustive")
      writer.boolean(placement.isExhaustive)
      try writePlaces(&writer)
      try writer.objects("debts", placement.debts) { writer, debt throws(SteelyardError) in
        writer.field("place", place(debt.location))
        writer.field("asset", asset(debt.asset))
        try writer.field("before", debt.before)
        try writer.field("after", debt.after)
        try writer.field("rate_before", debt.rateBefore)
        try writer.field("rate_after", debt.rateAfter)
      }
      try writer.objects("bindings", placement.bindings) { writer, binding throws(SteelyardError) in
        writer.field("kind", code(binding.limit))
        writer.field("limit", words(binding.limit))
        try writer.field("price", binding.price)
      }
      try writer.objects("standings", placement.standings) {
        writer, standing throws(SteelyardError) in
        writer.field("place", place(standing.location))
        writer.field("scenario", scenario(standing.scenario))
        try writer.field("counted_before", standing.counted.before)
        try writer.field("needed_before", standing.needed.before)
        try writer.field("counted_after", standing.counted.after)
        try writer.field("needed_after", standing.needed.after)
      }
      try writePlan(&writer)
      try writer.strings("notes", notes)
    }
  }

  private func writePlaces(_ writer: inout JSONWriter) throws(SteelyardError) {
    let pairs = problem.locations.indices.flatMap { location in
      problem.assets.indices.map { (location, $0) }
    }
    try writer.objects(
      "placements",
      pairs.filter { max(placement.before[$0.0][$0.1], placement.after[$0.0][$0.1]) > 0 }
    ) { writer, pair throws(SteelyardError) in
      writer.field("place", place(pair.0))
      writer.field("asset", asset(pair.1))
      try writer.field("before", placement.before[pair.0][pair.1])
      try writer.field("after", placement.after[pair.0][pair.1])
    }
  }

  private func writePlan(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("plan")
    try writer.object { writer throws(SteelyardError) in
      writer.key("complete")
      writer.boolean(placement.plan.isComplete)
      try writer.field("seconds", placement.plan.seconds)
      try writer.field("cost", placement.plan.cost)
      try writer.objects("steps", placement.plan.steps) { writer, step throws(SteelyardError) in
        writer.field("kind", code(step.action))
        writer.field("action", words(step.action))
        try writer.field("amount", step.amount)
        try writer.field("start_seconds", step.start)
        try writer.field("arrival_seconds", step.arrival)
        try writer.field("cost", step.cost)
      }
      try writer.objects("undone", placement.plan.undone) { writer, undone throws(SteelyardError) in
        writer.field("kind", code(undone.action))
        writer.field("action", words(undone.action))
        try writer.field("amount", undone.amount)
      }
    }
  }
}
