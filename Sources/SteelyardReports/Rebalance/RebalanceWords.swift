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

  /// What it measures, in words.
  var measureWords: String {
    switch self {
    case .absolute, .costBand: "points of weight"
    case .relative: "of the target"
    case .riskContribution: "points of risk"
    case .noTradeRegion: "utility of a point"
    }
  }

  /// Whether its numbers are in millionths rather than per cent: marginal utility is as small as costs are.
  var decimals: Int {
    switch self {
    case .noTradeRegion, .costBand: 4
    default: 2
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

  private func fired(_ finding: Drift.Finding) -> String {
    let rule = finding.rule
    guard let measured = finding.measured else {
      return "\(rule.words), anything held is beyond a target of nothing"
    }
    return
      "\(rule.words), \(percent(measured, rule.decimals)) \(rule.measureWords) against "
      + "\(percent(finding.band, rule.decimals)) allowed"
  }

  private func quiet(_ finding: Drift.Finding) -> String {
    let rule = finding.rule
    return
      "\(rule.words), \(percent(finding.measured ?? 0, rule.decimals)) within "
      + percent(finding.band, rule.decimals)
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
