public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension ComparisonReport {
  /// The answer for programs, with the fields of `docs/reports.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      let explanation = comparison.reference.explanation
      writer.field("time", explanation.time.description)
      writer.field("kernel_level", "\(explanation.level)")
      writer.field("currency", currency.code)
      writer.field("reference", comparison.reference.name)
      try writer.objects("models", Array(comparison.outcomes.indices)) {
        writer, index throws(SteelyardError) in
        writeHead(index, &writer)
        try writeFigures(index, &writer)
        try writeBinding(index, &writer)
        try writeComponents(index, &writer)
        try writeReasons(index, &writer)
        try writePositions(index, &writer)
        let outcome = comparison.outcomes[index].explanation
        try writer.failures(outcome.failures + outcome.breaches)
      }
      try writer.strings("notes", remarks)
      try writer.failures(readingFailures)
    }
  }

  private func writeHead(_ index: Int, _ writer: inout JSONWriter) {
    let explanation = comparison.outcomes[index].explanation
    writer.field("model", explanation.modelName)
    writer.field("parameters", explanation.provenance.name)
    writer.field("parameters_effective", explanation.provenance.effective)
    if let superseded = explanation.provenance.superseded {
      writer.field("parameters_superseded", superseded)
    }
    writer.field("state", explanation.stateName ?? "none")
    writer.field("surface_source", explanation.surfaceSource.rawValue)
    writer.field("status", status(of: index).rawValue)
    writer.key("complete")
    writer.boolean(isComplete(index))
    writer.key("unreadable_positions")
    writer.integer(unreadableCounts[index])
  }

  private func writeFigures(_ index: Int, _ writer: inout JSONWriter) throws(SteelyardError) {
    let outcome = comparison.outcomes[index]
    let figures = outcome.explanation.figures
    try writer.figures(figures, reported)
    try writer.field("tied_up", reported(outcome.tiedUpUSD))
    try writer.optional("tied_up_difference", difference(index))
    try writer.optional("tied_up_difference_share", differenceShare(index))
    try writer.field("positions_together", reported(outcome.positionsOnlyUSD))
    try writer.optional("positions_alone", outcome.standaloneSumUSD.map(reported))
    try writer.optional("netting_benefit", outcome.nettingBenefitUSD.map(reported))
  }

  private func writeBinding(_ index: Int, _ writer: inout JSONWriter) throws(SteelyardError) {
    let buckets = comparison.outcomes[index].explanation.buckets
    try writer.objects("binding", buckets) { writer, bucket throws(SteelyardError) in
      writer.field("bucket", bucket.name)
      let worst = bucket.outcomes.first { $0.index == bucket.worstIndex }
      writer.field("label", bucket.binding ?? worst?.scenario.label ?? "")
      writer.key("index")
      writer.integer(bucket.worstIndex)
      try writer.field("loss", reported(bucket.scenarioRequirementUSD))
      try writer.field("initial_margin", reported(bucket.initialMargin * bucket.usdPerUnit))
      try writer.field(
        "maintenance_margin", reported(bucket.maintenanceMargin * bucket.usdPerUnit))
    }
  }

  private func writeComponents(_ index: Int, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("components", comparison.outcomes[index].components) {
      writer, component throws(SteelyardError) in
      writer.field("name", component.kind.name)
      try writer.field("amount", reported(component.amountUSD))
    }
  }

  private func writeReasons(_ index: Int, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("reasons", reasons(index, .explained)) {
      writer, reason throws(SteelyardError) in
      writer.field("component", reason.difference.subject.name)
      try writer.field("amount", reported(reason.difference.amountUSD))
      try writer.field("reference_amount", reported(reason.difference.referenceUSD))
      try writer.field("difference", reported(reason.difference.differenceUSD))
      writer.field("text", reason.text)
    }
  }

  private func writePositions(_ index: Int, _ writer: inout JSONWriter) throws(SteelyardError) {
    let effects = Array(zip(comparison.positions, comparison.outcomes[index].positions))
    try writer.objects("positions", effects) { writer, pair throws(SteelyardError) in
      let (position, effect) = pair
      writer.field("instrument", names.name(of: position.instrument))
      try writer.field("quantity", position.quantity.doubleValue)
      writer.field("quantity_currency", position.instrument.quantityCurrency.code)
      try writer.optional("freed_by_closing", effect.freedByClosingUSD.map(reported))
      try writer.optional("alone", effect.standaloneUSD.map(reported))
    }
  }
}
