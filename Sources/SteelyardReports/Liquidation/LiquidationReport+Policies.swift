public import SteelyardContracts
import SteelyardFormats
public import SteelyardLiquidation
import SteelyardMargin

extension LiquidationReport {
  /// What became of a policy that was asked for.
  public enum RehearsedPolicy: Sendable {
    /// It was run to its end.
    case run(PolicyRehearsal)
    /// It is not made for the account, or failed on it.
    case refused(LiquidationPolicyName, SteelyardError)
  }

  /// The policies side by side; nil where none was asked for.
  var policySection: ReportDocument.Section? {
    guard !rehearsals.isEmpty else { return nil }
    let table = ReportTable(
      "policies",
      columns: [
        .init("policy", "policy"), .init("ending", "ends"), .init("rounds", "rounds"),
        .init("seconds", "after", unit: "s"), .init("cost", "costs", unit: currency.code),
        .init("discount", "to bidders", unit: currency.code),
        .init("impact_loss", "on the rest", unit: currency.code),
        .init("price", "in all", unit: currency.code),
        .init("maintenance_excess", "excess after", unit: currency.code),
      ],
      rows: rehearsals.map { rehearsed in
        switch rehearsed {
        case .run(let run):
          [
            .text(run.policy), .coded(run.ending.code, words: run.ending.words),
            .number(Double(run.rounds.count), .grouped(0)), .number(run.seconds, .grouped(1)),
            amount(run.cost.total), amount(run.discount), amount(run.impactLoss),
            amount(run.price), amount(run.end.maintenanceExcess),
          ]
        case .refused(let name, _):
          [.text(name.rawValue), .coded("refused", words: "not for this account")]
            + [ReportCell](repeating: .absent("none"), count: 7)
        }
      })
    return .init("Policies on the same account", [.table(table)])
  }

  /// What people should know of the policies.
  var policyRemarks: [String] {
    guard !rehearsals.isEmpty else { return [] }
    var remarks = [
      "Policies are run to their end on paper: the market stands still but for the account's own trades, which are costed "
        + "together however many rounds they take; bidders of an auction come when the discount pays for closing."
    ]
    for case .refused(let name, let error) in rehearsals {
      remarks.append("\(name.rawValue): \(error.message)")
    }
    return remarks
  }

  func writePolicies(_ writer: inout JSONWriter) throws(SteelyardError) {
    guard !rehearsals.isEmpty else { return }
    try writer.objects("policies", rehearsals) { writer, rehearsed throws(SteelyardError) in
      switch rehearsed {
      case .run(let run): try write(run, &writer)
      case .refused(let name, let error):
        writer.field("policy", name.rawValue)
        writer.field("ending", "refused")
        writer.field("reason", error.message)
      }
    }
  }

  private func write(
    _ run: PolicyRehearsal, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("policy", run.policy)
    writer.field("ending", run.ending.code)
    try writer.field("seconds", run.seconds)
    try writer.field("cost", reported(run.cost.total))
    try writer.field("discount", reported(run.discount))
    try writer.field("impact_loss", reported(run.impactLoss))
    try writer.field("price", reported(run.price))
    writer.key("after")
    try writer.object { writer throws(SteelyardError) in try writer.figures(run.end, reported) }
    try writer.objects("rounds", run.rounds) { writer, round throws(SteelyardError) in
      try writer.field("seconds", round.seconds)
      writer.field("reason", round.decision.reason)
      try writer.field("cost", reported(round.cost.total))
      try writer.field("discount", reported(round.discount))
      try writer.field("maintenance_excess", reported(round.after.maintenanceExcess))
    }
  }
}

extension PolicyRehearsal.Ending {
  /// What programs call it.
  var code: String {
    switch self {
    case .restored: "restored"
    case .takenOver: "taken_over"
    case .unfinished: "unfinished"
    }
  }

  /// What people call it.
  var words: String {
    switch self {
    case .restored: "restored"
    case .takenOver(.bankrupt): "taken over, bankrupt"
    case .takenOver(.belowBackstop): "taken over, backstop"
    case .takenOver(.noTradeHelps): "taken over, nothing helps"
    case .takenOver(.unsold): "taken over, unsold"
    case .unfinished: "not to an end"
    }
  }
}
