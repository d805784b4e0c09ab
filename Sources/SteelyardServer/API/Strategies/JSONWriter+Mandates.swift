import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

extension JSONWriter {
  /// What a list of mandates tells of each, without the whole.
  mutating func mandateSummary(_ known: MandateCase) throws(SteelyardError) {
    field("account", known.account.description)
    field("mandate", Int(clamping: known.number))
    field("version", known.version)
    field("strategy", known.mandate.strategy)
    field("level", known.mandate.level.rawValue)
    field("phase", known.phase.rawValue)
    field("digest", known.digest)
    field("author", known.author)
    field("since", known.set)
    optional("released_by", known.releasedBy)
    if let pause = known.pause {
      try object("pause") { writer throws(SteelyardError) in
        writer.field("author", pause.author)
        writer.field("reason", pause.reason)
        writer.field("since", pause.since)
      }
    } else {
      optional("pause", nil as String?)
    }
    if let rest = known.rest {
      try object("rest") { writer throws(SteelyardError) in
        writer.field("reason", rest.reason.rawValue)
        writer.field("since", rest.since)
      }
    } else {
      optional("rest", nil as String?)
    }
    field("looks", Int(clamping: known.lookCount))
    field("rehearsal_looks", known.rehearsalLooks)
    field("decisions", known.decisionCount)
    field("refusals", known.refusalCount)
    optional("open_decision", known.open?.number)
  }

  /// A mandate whole, with its latest decisions.
  mutating func mandate(_ known: MandateCase, at now: Timestamp) throws(SteelyardError) {
    try mandateSummary(known)
    let mandate = known.mandate
    try numbers(
      "parameters", mandate.parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    try strings("coins", mandate.coins.map(\.code))
    let limits = mandate.limits
    try numbers(
      "limits",
      [
        ("drawdown", limits.drawdownMax), ("epoch_days", limits.epochDays),
        ("margin_use", limits.marginUseMax), ("leverage", limits.leverageMax),
        ("delta", limits.deltaMax), ("gamma", limits.gammaMax), ("vega", limits.vegaMax),
        ("concentration", limits.concentrationMax), ("return", limits.returnMin),
      ])
    try object("budget") { writer throws(SteelyardError) in
      try writer.field("look_usd", mandate.budget.lookUSD)
      try writer.field("window_usd", mandate.budget.windowUSD)
      writer.field("window_seconds", Int(mandate.budget.windowSeconds))
      try writer.field(
        "spent_usd", known.window.spentUSD(at: now, seconds: mandate.budget.windowSeconds))
    }
    try object("pace") { writer throws(SteelyardError) in
      writer.field("cadence_seconds", Int(mandate.pace.cadenceSeconds))
      writer.field("order_seconds", Int(mandate.pace.orderSeconds))
      writer.field("proposal_seconds", Int(mandate.pace.proposalSeconds))
      writer.field("rehearsal_looks", mandate.pace.rehearsalLooks)
      writer.field("refusals_max", mandate.pace.refusalsMax)
      try writer.field("past_days", mandate.pace.pastDays)
    }
    try field("slippage_max", mandate.slippageMax)
    field("expiry", mandate.expiry)
    try optional("equity", known.equityUSD)
    if let epoch = known.epoch {
      try object("epoch") { writer throws(SteelyardError) in
        writer.field("start", epoch.start)
        try writer.field("peak", epoch.peak)
        try writer.field("drawdown", epoch.drawdown)
        writer.field("stopped", epoch.isStopped)
      }
    } else {
      optional("epoch", nil as String?)
    }
    try objects("paper", known.paper) { writer, holding throws(SteelyardError) in
      writer.field("instrument", APIInstrument.name(holding.instrument))
      writer.field("quantity", holding.quantity)
      writer.field("last_price", holding.lastPrice)
      writer.field("cash", holding.cash)
    }
    try objects("latest_decisions", known.decisions) { writer, decision throws(SteelyardError) in
      try writer.decision(decision)
    }
  }

  /// A decision with its cuts and trades.
  mutating func decision(_ decision: MandateDecision) throws(SteelyardError) {
    field("decision", decision.number)
    field("version", decision.version)
    field("time", decision.time)
    field("frame", Int(clamping: decision.frame))
    field("forced", decision.isForced)
    field("why", decision.why)
    field("stage", decision.stage.rawValue)
    field("until", decision.until)
    optional("answered_by", decision.answeredBy)
    optional("ending", decision.ending)
    try field("notional", decision.notionalUSD)
    try objects("cuts", decision.cuts) { writer, cut throws(SteelyardError) in
      writer.field("limit", cut.limit)
      try writer.field("share", cut.share)
      writer.field("why", cut.reason)
    }
    try objects("trades", decision.legs) { writer, leg throws(SteelyardError) in
      writer.field("instrument", APIInstrument.name(leg.instrument))
      writer.field("quantity", leg.quantity)
      writer.field("mark", leg.mark)
      writer.field("limit", leg.limit)
      writer.field("purpose", leg.purpose.rawValue)
      writer.field("reduces", leg.isReduction)
      try writer.field("notional", leg.notionalUSD)
      writer.field("why", leg.reason)
      writer.field("status", leg.state.rawValue)
      writer.optional("order", leg.order.map { Int(clamping: $0.rawValue) })
      writer.field("filled", leg.filled)
      writer.field("refusal", leg.refusal)
    }
  }

  private mutating func numbers(
    _ key: StaticString, _ numbers: [(name: String, value: Double)]
  ) throws(SteelyardError) {
    try object(key) { writer throws(SteelyardError) in
      for (name, value) in numbers {
        writer.key(named: name)
        try writer.number(value)
      }
    }
  }
}
