import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats
import SteelyardValidation

extension AllocationReport {
  /// The answer for programs, with the fields of `docs/allocation.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("first_day", firstDay.description)
      writer.field("last_day", lastDay.description)
      writer.key("days")
      writer.integer(scenarios.probabilities.count)
      try writer.field("steps_per_year", stepsPerYear)
      try writer.objects("assets", Array(moments.assets.indices)) {
        writer, asset throws(SteelyardError) in
        writer.field("name", moments.assets[asset])
        try writer.field("mean", moments.means[asset])
        try writer.field("deviation", moments.deviations[asset])
        if let held = constraints.held { try writer.field("held", held[asset]) }
      }
      try writer.objects("allocations", allocations) { writer, allocation throws(SteelyardError) in
        try write(allocation, &writer)
      }
      if !frontier.isEmpty {
        try writer.objects("frontier", frontier) { writer, point throws(SteelyardError) in
          try write(point, &writer)
        }
      }
      if !sizes.isEmpty {
        try writer.objects("sizes", sizes) { writer, size throws(SteelyardError) in
          writer.field("rule", size.key)
          try numbers("multiples", size.multiples, &writer)
        }
      }
      if !walks.isEmpty {
        writer.field("walk_rule", walkWords)
        try writer.objects("walks", walks) { writer, walk throws(SteelyardError) in
          try write(walk, &writer)
        }
      }
      try writer.strings("notes", notes)
    }
  }

  private func numbers(
    _ key: StaticString, _ values: [Double], _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key(key)
    try writer.row { writer throws(SteelyardError) in
      for value in values { try writer.number(value) }
    }
  }

  private func write(
    _ allocation: Allocation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("objective", allocation.objective.kind.rawValue)
    writer.field("status", allocation.status.rawValue)
    guard allocation.status == .optimal || allocation.status == .stopped else { return }
    try writer.field("value", allocation.objective.value)
    // What is infinite has no number in JSON.
    try writer.optional("residual", allocation.residual.isFinite ? allocation.residual : nil)
    try numbers("weights", allocation.weights, &writer)
    let figures = figures(allocation)
    try writer.field("expected_return_annual", figures.expectedReturn)
    try writer.field("volatility_annual", figures.volatility)
    try writer.field("tail_loss", figures.tailLoss)
    try writer.field("drawdown", figures.drawdown)
    try writer.field("leverage", allocation.gross)
    try writer.field("effective_count", allocation.effectiveCount)
    try writer.optional("turnover", figures.turnover)
    try writer.field("trading_cost", allocation.tradingCost)
    switch allocation.riskMeasure {
    case .deviation: writer.field("risk_measure", "deviation")
    case .tailLoss(let level):
      writer.field("risk_measure", "tail_loss")
      try writer.field("risk_level", level)
    }
    try writer.field("risk", allocation.risk)
    try numbers("risk_contributions", allocation.riskContributions, &writer)
    try writer.objects("bindings", allocation.bindings) { writer, binding throws(SteelyardError) in
      writer.field("constraint", name(binding.constraint))
      writer.field("end", binding.end.rawValue)
      try writer.field("bound", binding.bound)
      try writer.field("shadow_price", binding.price)
      writer.field("why", sentence(binding, allocation))
    }
  }

  private func write(_ walk: Walk, _ writer: inout JSONWriter) throws(SteelyardError) {
    let statistics = walk.statistics
    writer.field("portfolio", walk.name)
    try writer.field("annual_return", statistics.annualReturn)
    try writer.field("annual_volatility", statistics.annualVolatility)
    try writer.optional("sharpe", statistics.sharpe)
    try writer.optional("sharpe_lower", walk.confidence?.sharpe.lower)
    try writer.optional("sharpe_upper", walk.confidence?.sharpe.upper)
    try writer.optional("deflated_sharpe", walk.confidence?.deflated)
    try writer.field("maximum_drawdown", statistics.maximumDrawdown)
    try writer.field("tail_loss", statistics.tailLoss)
    try writer.field("annual_turnover", statistics.annualTurnover)
    try writer.field("annual_cost", statistics.annualCost)
    try writer.field("final_capital", statistics.finalCapital)
    try writer.objects("choices", walk.course.choices) { writer, choice throws(SteelyardError) in
      writer.key("step")
      writer.integer(choice.step)
      try numbers("weights", choice.weights, &writer)
      try writer.field("turnover", choice.turnover)
    }
    try numbers("returns", walk.course.returns, &writer)
  }
}
