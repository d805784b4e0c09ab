public import SteelyardContracts
import SteelyardFormats
import SteelyardValidation

extension BacktestReport {
  /// The answer for programs, with the fields of `docs/backtest.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("model", "dynamic")
      writer.field("parameters", parameters)
      writer.field("first", summary.first.description)
      writer.field("last", summary.last.description)
      try writer.objects("goals", summary.goals) { writer, goal throws(SteelyardError) in
        writer.field("goal", goal.name)
        try writer.optional("reached", goal.reached)
        try writer.field("from", goal.range.lowerBound)
        try writer.field("to", goal.range.upperBound)
        if let isMet = goal.isMet {
          writer.key("met")
          writer.boolean(isMet)
        }
      }
      try writer.objects("books", summary.books) { writer, book throws(SteelyardError) in
        try write(book, &writer)
      }
      try writer.strings("notes", remarks)
    }
  }

  private func write(
    _ book: BookSummary, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("book", book.book.name)
    writer.field("group", book.book.group.rawValue)
    writer.key("inside_goals")
    writer.boolean(book.book.isInsideGoals)
    if let reason = book.book.hypothetical { writer.field("hypothetical", reason) }
    writer.key("days")
    writer.integer(book.days)
    for (key, layer) in [("value_at_risk", book.core), ("initial", book.collected)] {
      try write(key, layer, &writer)
    }
    if let maintained = book.maintained { try write("maintenance", maintained, &writer) }
    try writer.optional("acerbi_szekely_z1", book.shortfallTest?.depth)
    try writer.optional("acerbi_szekely_z2", book.shortfallTest?.depthAndNumber)
    try writer.field("mean_core", book.meanCore)
    try writer.field("mean_initial_margin", book.meanInitialMargin)
    try writer.field("core_over_legs", book.nettingRatio)
    try writer.optional("peak_to_trough", book.collectedStability?.peakToTrough)
    try writer.optional("largest_rise_1_day", book.collectedStability?.largestRise1Day)
    try writer.optional("largest_rise_5_days", book.collectedStability?.largestRise5Days)
    try writer.optional("largest_rise_20_days", book.collectedStability?.largestRise20Days)
    let others = book.others.sorted { $0.key < $1.key }
    try writer.objects("others", others) { writer, other throws(SteelyardError) in
      writer.field("model", other.key)
      try writer.field("mean_tied_up", other.value)
      if let layer = book.otherLayers[other.key] { try write("layer", layer, &writer) }
      try writer.optional("peak_to_trough", book.otherStability[other.key]?.peakToTrough)
    }
    try writer.objects("shortfalls", book.shortfalls) { writer, shortfall throws(SteelyardError) in
      writer.field("day", shortfall.day.description)
      try writer.field("loss", shortfall.loss)
      try writer.field("beyond", shortfall.beyond)
    }
  }

  private func write(
    _ key: String, _ layer: LayerSummary, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key(named: key)
    try writer.object { writer throws(SteelyardError) in
      writer.key("periods")
      writer.integer(layer.periods)
      writer.key("breaches")
      writer.integer(layer.breaches)
      try writer.field("rate", layer.rate)
      try writer.field("kupiec_p", layer.kupiec)
      try writer.field("joint_p", layer.joint)
      try writer.field("one_sided_p", layer.oneSided)
      try writer.field("first_failure_p", layer.firstFailure)
      writer.field("zone", layer.zone.rawValue)
      try writer.optional("bootstrap_p", layer.bootstrap?.pValue)
      try writer.optional("bootstrap_too_many_p", layer.bootstrap?.tooManyPValue)
      try writer.optional("bootstrap_independence_p", layer.bootstrap?.independencePValue)
      try writer.optional("bootstrap_joint_p", layer.bootstrap?.jointPValue)
    }
  }
}
