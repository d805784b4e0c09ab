import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardMargin

extension JSONWriter {
  /// A change of parameters; single accounts and people are told to the house alone.
  mutating func change(
    _ change: ParameterChange, _ principal: Principal
  ) throws(SteelyardError) {
    let isHouse = principal.tenant == .house
    field("change", change.number)
    field("model", change.model)
    field("hash", change.hash)
    field("status", change.status.rawValue)
    optional("rollback_to", change.rollbackTo)
    field("proposed_at", change.proposedAt)
    field("not_before", change.notBefore)
    optional("effective_at", change.effectiveAt)
    field("reason", change.reason)
    try field("loosening_share", change.looseningShare)
    field("approvals", change.approvals.count)
    if isHouse {
      field("proposer", change.proposer)
      try strings("approvers", change.approvals.map(\.principal))
    }
    try object("effect") { writer throws(SteelyardError) in
      try writer.effect(change.approvals.last?.effect ?? change.effect, isHouse ? .named : .summed)
    }
  }

  private enum EffectDetail { case named, summed }

  private mutating func effect(
    _ effect: ParameterEffect, _ detail: EffectDetail
  ) throws(SteelyardError) {
    field("frame", Int(effect.frame))
    field("accounts", effect.accountCount)
    field("incomplete_accounts", effect.incompleteCount)
    try field("initial_margin_before", effect.initialMarginBeforeUSD)
    try field("initial_margin_after", effect.initialMarginAfterUSD)
    try field("maintenance_margin_before", effect.maintenanceMarginBeforeUSD)
    try field("maintenance_margin_after", effect.maintenanceMarginAfterUSD)
    try field("largest_fall_share", effect.largestFallShare)
    try field("largest_rise_share", effect.largestRiseShare)
    try objects("levels", zip(HealthLevel.allCases.indices, HealthLevel.allCases)) {
      writer, level in
      writer.field("status", level.1.rawValue)
      writer.field("before", effect.levelCountsBefore[level.0])
      writer.field("after", effect.levelCountsAfter[level.0])
    }
    guard detail == .named else { return }
    try objects("worst_accounts", effect.worst) { writer, account throws(SteelyardError) in
      writer.field("account", account.account.description)
      writer.field("status_before", account.levelBefore.rawValue)
      writer.field("status_after", account.levelAfter.rawValue)
      try writer.object("before") { writer throws(SteelyardError) in
        try writer.figures(account.before)
      }
      try writer.object("after") { writer throws(SteelyardError) in
        try writer.figures(account.after)
      }
    }
  }
}
