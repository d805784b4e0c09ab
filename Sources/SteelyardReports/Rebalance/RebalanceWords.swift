import SteelyardAllocation
import SteelyardContracts

extension DriftRule {
  /// The rule in words.
  var words: String {
    switch self {
    case .absolute: "absolute band"
    case .relative: "relative band"
    case .riskContribution: "share of risk"
    case .costBand: "cost band"
    case .noTradeRegion: "no-trade region"
    }
  }
}

extension RebalanceReport {
  /// What decides about a group in a sentence or more: which rules fired and by how much, and why others did not.
  func reasons(_ group: RebalancePlan.Group) -> [String] {
    let drift = group.drift
    var sentences: [String] = []
    if !drift.isDue, let due = drift.due {
      sentences.append("It is not due before \(due): nothing is traded until then.")
    }
    if drift.bandFactor != 1, let regime = plan.request.question.timing.regime {
      sentences.append(
        "The volatility of \(percent(regime.volatility, 1)) is above \(percent(regime.level, 1)): bands are "
          + "\(NumberText.text(drift.bandFactor, .shortest)) times as wide.")
    }
    if drift.findings.isEmpty {
      if drift.isDue {
        sentences.append("The calendar asks for it: every weight goes to its target.")
      }
      return sentences
    }
    for coin in drift.coins.indices {
      let findings = drift.findings.filter { $0.coin == coin }
      let fired = findings.filter(\.fires)
      let quiet = findings.filter { !$0.fires }
      let name = drift.coins[coin].code
      if fired.isEmpty {
        sentences.append("\(name) stays: \(quiet.map(self.quiet).joined(separator: "; ")).")
      } else {
        sentences.append(
          "\(name) has drifted: \(fired.map(self.fired).joined(separator: "; "))"
            + (quiet.isEmpty
              ? "." : "; not so by \(quiet.map(self.quiet).joined(separator: "; "))."))
      }
    }
    return sentences
  }

  /// What stands behind the band of a rule that fired.
  private static let fires = "allowed"

  /// What a rule that fired measured.
  private func fired(_ finding: Drift.Finding) -> String {
    guard let measured = finding.measured else {
      return "\(finding.rule.words), anything held is beyond a target of nothing"
    }
    return
      "\(finding.rule.words), \(sizes(finding.rule, measured, finding.band, RebalanceReport.fires))"
  }

  private func quiet(_ finding: Drift.Finding) -> String {
    "\(finding.rule.words), \(sizes(finding.rule, finding.measured ?? 0, finding.band, "still within"))"
  }

  private func sizes(
    _ rule: DriftRule, _ measured: Double, _ band: Double, _ verdict: String
  ) -> String {
    func points(_ share: Double) -> String { NumberText.text(100 * share + 0, .fixed(2)) }
    switch rule {
    case .absolute, .costBand:
      return "\(points(measured)) points of weight off the target and \(points(band)) \(verdict)"
    case .relative:
      return "\(percent(measured, 1)) of the target off it and \(percent(band, 1)) \(verdict)"
    case .riskContribution:
      return "\(points(measured)) points of the variance off and \(points(band)) \(verdict)"
    case .noTradeRegion:
      return
        "a dollar moved is worth \(percent(measured, 3)) and costs \(percent(band, 3))"
        + (measured <= band && verdict == RebalanceReport.fires
          ? ", and moving the others makes it worth more" : "")
    }
  }

  func percent(_ share: Double, _ decimals: Int) -> String {
    "\(NumberText.text(100 * share + 0, .fixed(decimals))) %"
  }

  /// A cut in words.
  func words(_ cut: RebalancePlan.Cut) -> String {
    let what = cut.coins.map(\.code).joined(separator: ", ")
    return
      "\(account(cut.account)): "
      + (cut.share == 0
        ? "nothing of what is wanted in \(what) is traded"
        : "\(percent(cut.share, 1)) of what is wanted in \(what) is traded")
      + ", by the limit on \(cut.level.words): \(cut.reason)."
  }
}

extension RiskLimits.Level {
  /// The level in words.
  var words: String {
    switch self {
    case .solvency: "solvency"
    case .drawdown: "drawdown"
    case .marginUse: "margin use"
    case .leverage: "leverage"
    case .delta: "delta"
    case .gamma: "gamma"
    case .vega: "vega"
    case .concentration: "concentration"
    case .expectedReturn: "return"
    }
  }
}
