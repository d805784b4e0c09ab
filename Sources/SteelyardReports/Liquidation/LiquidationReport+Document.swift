import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

extension LiquidationReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections = [ReportDocument.Section("", [.facts(facts), .paragraph(verdict)])]
    sections += planSections(plan, heading: "")
    if let policySection { sections.append(policySection) }
    if let advice { sections += adviceSections(advice) }
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "Liquidation plan, by \(basis.modelName)",
      subtitle: "Parameters \(basis.provenance.name), in force from \(basis.provenance.effective). "
        + (basis.stateName.map { "State \($0). " } ?? "")
        + "Market of \(basis.time). Amounts in \(currency).",
      sections: sections)
  }

  private var facts: [ReportDocument.Fact] {
    func fact(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, amount(amountUSD), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status as it is"),
      .init("outcome", "outcome", .coded(plan.outcome.code, words: plan.outcome.words)),
      fact("equity", "equity", plan.start.equity),
      fact("maintenance_margin", "maintenance margin", plan.start.maintenanceMargin),
      fact("maintenance_excess", "maintenance excess", plan.start.maintenanceExcess),
    ]
    if !plan.steps.isEmpty {
      facts += [
        fact("maintenance_excess_after", "maintenance excess after", plan.end.maintenanceExcess),
        fact("cost", "costs", plan.cost.total),
        fact("impact_loss", "lost on the rest by impact", plan.impactLoss),
      ]
    }
    if let bound = plan.costBound, !plan.steps.isEmpty {
      let isCertain = plan.certainty != .none
      facts.append(
        fact("cost_bound", isCertain ? "no plan costs less than" : "bound of the costs", bound))
      facts.append(
        .init(
          "bound_certainty", "bound",
          .coded(plan.certainty.rawValue, words: plan.certainty.words)))
    }
    if let count = roundCount(of: plan) {
      facts.append(.init("rounds", "rounds at the budget", .number(Double(count), .grouped(0))))
    }
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  /// What becomes of the account, in a sentence.
  private var verdict: String {
    let margin = words(plan.start.maintenanceMargin)
    switch plan.outcome {
    case .atTarget:
      let excess = plan.start.maintenanceExcess
      let share =
        plan.start.maintenanceMargin > 0
        ? " \(NumberText.text(excess / plan.start.maintenanceMargin, .fixed(1))) times the maintenance margin of \(margin)"
        : " with no maintenance margin"
      return "Nothing is to be done: the maintenance excess is \(words(excess)),\(share)."
    case .restored:
      let count = plan.steps.count
      return
        "\(count) \(count == 1 ? "step restores" : "steps restore") the account for \(words(plan.price)): "
        + "\(words(plan.cost.total)) of costs, \(words(plan.impactLoss)) on what is left."
    case .takenOver(let takeover):
      let done =
        plan.steps.isEmpty
        ? "No trade is made"
        : "The steps below raise the excess to \(words(plan.end.maintenanceExcess))"
      return takeover.reason == .bankrupt
        ? "Equity is gone. \(done), and what is left is taken over at the prices where equity is zero."
        : "No trades that keep the rules restore the account. \(done), and what is left is taken over at the prices where "
          + "equity is zero."
    }
  }
}

extension LiquidationPlan.Outcome {
  /// What programs call it.
  var code: String {
    switch self {
    case .atTarget: "at_target"
    case .restored: "restored"
    case .takenOver: "taken_over"
    }
  }

  /// What people call it.
  var words: String {
    switch self {
    case .atTarget: "nothing to do"
    case .restored: "restored"
    case .takenOver: "taken over"
    }
  }
}

extension LiquidationPlan.Certainty {
  /// What people call it.
  var words: String {
    switch self {
    case .exhaustive: "certain: all was tried"
    case .concave: "certain: the excess is concave"
    case .none: "not certain"
    }
  }
}

extension ImpactSource {
  /// What people call it.
  var words: String {
    switch self {
    case .squareRoot: "square root"
    case .book: "book"
    case .bookAndBeyond: "book and beyond"
    }
  }
}

extension LiquidationTrade.Purpose {
  /// What people call it.
  var words: String {
    switch self {
    case .reduction: "reduction"
    case .deltaHedge: "delta hedge"
    case .curvatureHedge: "gamma and vega hedge"
    }
  }
}
