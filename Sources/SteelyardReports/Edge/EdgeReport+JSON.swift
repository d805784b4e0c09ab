public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardMath

extension EdgeReport {
  /// The answer for programs, with the fields of `docs/reverse-stress.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes every member of the answer into an object that is open.
  func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    let model = evaluator.model
    writer.field("model", model.name)
    writer.field("parameters", model.provenance.name)
    writer.field("parameters_effective", model.provenance.effective)
    if let superseded = model.provenance.superseded {
      writer.field("parameters_superseded", superseded)
    }
    writer.field("state", stateName ?? "none")
    writer.field("response", evaluator.response.parameters)
    writer.field("time", evaluator.snapshot.time.description)
    writer.field("kernel_level", "\(evaluator.level)")
    writer.field("currency", currency.code)
    writer.field("status", status.rawValue)
    writer.key("complete")
    writer.boolean(isComplete)
    writer.key("unreadable_positions")
    writer.integer(unreadableCount)
    writer.key("present")
    try writer.object { writer throws(SteelyardError) in
      try writer.figures(evaluator.figures, reported)
    }
    if let reverse {
      writer.key("reverse")
      try writer.object { writer throws(SteelyardError) in try write(reverse, &writer) }
    }
    if let prices {
      try writer.objects("liquidation_prices", prices.paths) {
        writer, path throws(SteelyardError) in try write(path, &writer)
      }
    }
    try writer.strings("notes", remarks)
    try writer.failures(failures)
  }

  private func write(
    _ reverse: ReverseStress, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let distribution = reverse.distribution
    try writer.field("horizon_days", distribution.days)
    writer.field("moves", distribution.source.rawValue)
    try writer.optional(
      "degrees_of_freedom",
      distribution.degreesOfFreedom.isFinite ? distribution.degreesOfFreedom : nil)
    try writer.strings("quantities", distribution.quantities.map(\.code))
    writer.key("seed")
    writer.string("\(reverse.settings.seed)")
    writer.key("median")
    try writer.object { writer throws(SteelyardError) in
      try writer.figures(reverse.median, reported)
    }
    writer.field("search", reverse.search.status.rawValue)
    for (key, count) in [
      ("starts", reverse.search.startCount), ("missed", reverse.search.missedCount),
      ("search_evaluations", reverse.search.evaluations), ("evaluations", reverse.evaluations),
    ] {
      writer.key(named: key)
      writer.integer(count)
    }
    try writer.objects("points", reverse.points) { writer, point throws(SteelyardError) in
      try write(point.nearest, &writer)
      try writer.field("probability_beyond", point.probabilityBeyond)
      try writer.objects("moves", point.moves) { writer, move throws(SteelyardError) in
        writer.field("quantity", move.quantity.code)
        try writer.field("move", move.move)
        try writer.field("score", move.score)
        try writer.field("excess_without", reported(move.excessWithoutUSD))
      }
      writer.key("figures")
      try writer.object { writer throws(SteelyardError) in
        try writer.figures(point.outcome.figures, reported)
      }
      try writer.objects("path", point.path) { writer, step throws(SteelyardError) in
        try writer.field("share", step.share)
        try writer.figures(step.figures, reported)
      }
    }
    try writer.objects("unproved", reverse.search.unproved) {
      writer, nearest throws(SteelyardError) in try write(nearest, &writer)
    }
    writer.key("probability")
    try writer.object { writer throws(SteelyardError) in
      try write(reverse.probability.estimate, &writer)
      try writer.field("effective_hits", reverse.probability.effectiveHitCount)
      try writer.field("upper_bound_95", reverse.probability.upperBound)
      writer.key("plain")
      try writer.object { writer throws(SteelyardError) in
        try write(reverse.probability.plain, &writer)
      }
    }
  }

  private func write(
    _ nearest: NearestPoint, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.field("distance", nearest.distance)
    writer.field("evidence", nearest.evidence.rawValue)
    try writer.field("angle", nearest.angle)
    try writer.field("residual", nearest.residual)
    writer.key("starts")
    writer.integer(nearest.startCount)
    for (key, numbers) in [("point", nearest.point), ("gradient", nearest.gradient)] {
      writer.key(named: key)
      try writer.array { writer throws(SteelyardError) in
        for number in numbers { try writer.number(number) }
      }
    }
  }

  private func write(
    _ estimate: FailureProbability.Estimate, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.field("probability", estimate.probability)
    try writer.field("standard_error", estimate.standardError)
    writer.key("hits")
    writer.integer(estimate.hitCount)
    writer.key("samples")
    writer.integer(estimate.count)
  }

  private func write(
    _ prices: LiquidationPrices, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("reference", prices.path.reference.code)
    writer.key("betas")
    try writer.object { writer throws(SteelyardError) in
      for (coin, beta) in prices.path.betas.sorted(by: { $0.key < $1.key }) {
        writer.key(named: coin.code)
        try writer.number(beta)
      }
    }
    writer.field("volatility", prices.path.volatility.rawValue)
    writer.field("scan", prices.status.rawValue)
    try writer.objects("levels", prices.levels) { writer, level throws(SteelyardError) in
      writer.field("threshold", level.threshold.rawValue)
      writer.field("change", level.change.rawValue)
      writer.field("kind", level.kind.rawValue)
      try writer.field("move", level.move)
      writer.key("prices")
      try writer.object { writer throws(SteelyardError) in
        for price in level.prices {
          writer.key(named: price.coin.code)
          try writer.number(price.priceUSD)
        }
      }
      try writer.figures(level.figures, reported)
    }
    try writer.objects("stretches", prices.stretches) { writer, stretch throws(SteelyardError) in
      try writer.field("from", stretch.start)
      try writer.field("to", stretch.end)
      writer.key("covered")
      writer.boolean(stretch.isCovered)
      try writer.field("lowest_excess", reported(stretch.lowest.figures.maintenanceExcess))
      try writer.field("lowest_at", stretch.lowest.move)
      try writer.field("highest_excess", reported(stretch.highest.figures.maintenanceExcess))
      try writer.field("highest_at", stretch.highest.move)
    }
    try writer.objects("places", prices.places) { writer, place throws(SteelyardError) in
      try writer.field("move", place.move)
      try writer.figures(place.figures, reported)
    }
  }
}
