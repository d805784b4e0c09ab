public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

extension WhatIfReport {
  /// The answer for programs, with the fields of `docs/reports.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      let explanation = before.explanation
      writer.field("model", explanation.modelName)
      writer.field("parameters", explanation.provenance.name)
      writer.field("state", explanation.stateName ?? "none")
      writer.field("time", explanation.time.description)
      writer.field("currency", currency.code)
      writer.field("status", status.rawValue)
      writer.key("complete")
      writer.boolean(isComplete)
      try writer.state("before", before)
      try writer.state("after", after)
      try writer.state("worst", worst)
      writer.key("difference")
      try writer.object { writer throws(SteelyardError) in
        try writer.difference(from: before, to: after)
        try writer.greekDifferences(greekChanges, of: 1)
      }
      writer.key("worst_difference")
      try writer.object { writer throws(SteelyardError) in
        try writer.difference(from: before, to: worst)
        try writer.greekDifferences(greekChanges, of: states.count - 1)
      }
      try writer.objects("trades", Array(result.trades.indices)) {
        writer, index throws(SteelyardError) in
        write(result.trades[index], &writer)
        if let greeks = result.greeks(ofTrade: index) {
          writer.key("greeks")
          try writer.object { writer throws(SteelyardError) in try writer.sum(greeks) }
        }
        try writeMargin(ofTrade: index, &writer)
      }
      try writeOrders(&writer)
      try writeBinding(&writer)
      try writeHoldings(&writer)
      try writer.strings("notes", remarks)
      try writer.failures(failures)
    }
  }

  private func write(_ fill: Fill, _ writer: inout JSONWriter) {
    writer.field("instrument", names.name(of: fill.instrument))
    writer.key("quantity")
    writer.amount(fill.quantity)
    writer.field("quantity_currency", fill.instrument.quantityCurrency.code)
    writer.key("price")
    writer.amount(fill.price)
    writer.field("price_currency", fill.instrument.priceCurrency.code)
    writer.field("price_source", fill.isAtMark ? "mark" : "stated")
    writer.key("mark")
    if let mark = fill.mark { writer.amount(mark) } else { writer.null() }
  }

  private func writeOrders(_ writer: inout JSONWriter) throws(SteelyardError) {
    let fills = result.worstFills
    try writer.objects("orders", Array(result.orders.indices)) {
      writer, index throws(SteelyardError) in
      write(result.orders[index], &writer)
      writer.key("fills_at_worst")
      writer.boolean(fills.isFilled[index])
      try writer.field(
        "excess_change_alone",
        after.reported(fills.excessAlone[index] - fills.unfilledExcess))
    }
    writer.key("worst_fills")
    try writer.object { writer throws(SteelyardError) in
      writer.field("method", fills.method.rawValue)
      writer.key("evaluated_subsets")
      writer.integer(fills.evaluatedCount)
      writer.key("filled_orders")
      writer.integer(fills.isFilled.count(where: \.self))
      try writer.field("unfilled_initial_excess", after.reported(fills.unfilledExcess))
      try writer.field("worst_initial_excess", after.reported(fills.worstExcess))
    }
  }

  /// The scenario that binds in each bucket and state.
  private func writeBinding(_ writer: inout JSONWriter) throws(SteelyardError) {
    let all = states.flatMap { state in state.explanation.buckets.map { (state, $0) } }
    try writer.objects("binding_scenarios", all) { writer, line throws(SteelyardError) in
      let (state, bucket) = line
      writer.field("bucket", bucket.name)
      writer.field("state", state.key)
      writer.key("label")
      if let label = bucket.binding { writer.string(label) } else { writer.null() }
      try writer.field(
        "worst_case", bucket.scenarioRequirementUSD / state.report.usdPerUnit)
    }
  }

  private func writeHoldings(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("holdings", holdingChanges) { writer, change throws(SteelyardError) in
      writer.field("holding", change.name)
      writer.field("quantity_currency", change.currency.code)
      for (state, quantity) in zip(states, change.quantities) {
        writer.key(named: state.key)
        writer.amount(quantity)
      }
      if let entryPrice = change.entryPrice {
        writer.key("entry_price_after")
        writer.amount(entryPrice)
      }
    }
  }
}

extension JSONWriter {
  /// Writes a state under its key, with every member of a margin answer.
  fileprivate mutating func state(
    _ key: StaticString, _ report: MarginReport
  ) throws(SteelyardError) {
    self.key(key)
    try object { writer throws(SteelyardError) in try report.writeMembers(&writer) }
  }

  /// Writes each figure of one state less that of another.
  fileprivate mutating func difference(
    from start: MarginReport, to end: MarginReport
  ) throws(SteelyardError) {
    for figure in WhatIfFigure.allCases {
      key(named: figure.rawValue)
      try number(figure.value(end) - figure.value(start))
    }
  }

  /// Writes what a state changes in the net Greeks of each coin.
  fileprivate mutating func greekDifferences(
    _ changes: [WhatIfReport.GreekChange], of state: Int
  ) throws(SteelyardError) {
    key("greeks")
    try object { writer throws(SteelyardError) in
      for change in changes {
        writer.key(named: change.base.code)
        try writer.object { writer throws(SteelyardError) in
          try writer.sum(change.sums[state].less(change.sums[0]))
          try writer.field("collateral", change.held[state] - change.held[0])
        }
      }
    }
  }
}
