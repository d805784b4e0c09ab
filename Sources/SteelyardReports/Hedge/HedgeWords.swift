import SteelyardContracts
import SteelyardHedging
import SteelyardMargin

extension HedgeGoal.Risk {
  /// What programs call it.
  var code: String {
    switch self {
    case .expectedShortfall: "expected_shortfall"
    case .variance: "variance"
    case .initialMargin: "initial_margin"
    }
  }

  /// What people call it.
  var words: String {
    switch self {
    case .expectedShortfall(let level):
      "expected shortfall at \(NumberText.text(100 * level, .shortest)) %"
    case .variance: "variance over the deviation before"
    case .initialMargin: "initial margin"
    }
  }
}

extension ProtectiveStructure {
  /// What people call it.
  var words: String {
    switch self {
    case .none: "nothing"
    case .protectivePut: "protective put"
    case .putSpread: "put spread"
    case .collar: "collar"
    case .riskReversal: "risk reversal"
    case .coveredCall: "covered call"
    case .inverseToken: "inverse token"
    case .deltaNeutral: "delta neutral"
    }
  }
}

extension HedgeReport {
  /// A rule in words.
  func words(_ rule: HedgePlan.Kept.Rule) -> String {
    switch rule {
    case .budget(let budget): return "costs and net premiums at most \(words(budget))"
    case .initialExcess: return "no initial excess is taken below zero, or further below it"
    case .constraint(let constraint): return words(constraint)
    }
  }

  /// The expiries that are summed, in words.
  private func span(_ start: Timestamp?, _ end: Timestamp?) -> String {
    (start.map { " from \($0)" } ?? "") + (end.map { " until \($0)" } ?? "")
  }

  private func words(_ constraint: HedgeGoal.Constraint) -> String {
    switch constraint {
    case .delta(let coin, let start, let end, let within):
      return "delta of \(coin)\(span(start, end)) within \(words(within))"
    case .gamma(let coin, let start, let end, let within):
      return "gamma of \(coin)\(span(start, end)) within \(words(within))"
    case .vega(let coin, let start, let end, let within):
      return "vega of \(coin)\(span(start, end)) within \(words(within)) a point"
    case .neutral(let shock, let within):
      return "gain or loss by \(shock.label) within \(words(within))"
    case .lossMax(let shock, let most): return "loss in \(shock.label) at most \(words(most))"
    case .shortfallMax(let level, let most):
      return
        "expected shortfall at \(NumberText.text(100 * level, .shortest)) % at most \(words(most))"
    case .marginFreed(let amount): return "initial margin at least \(words(amount)) lower"
    case .liquidationProbability(let probability):
      return
        "maintenance excess gone in at most \(NumberText.text(100 * probability, .shortest)) % of the scenarios"
    }
  }
}
