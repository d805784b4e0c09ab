import SteelyardAllocation

extension AllocationReport {
  /// What is limited, for programs and people.
  func name(_ constraint: Binding.Constraint) -> String {
    switch constraint {
    case .weight(let asset): "weight of \(moments.assets[asset])"
    case .total: "sum of weights"
    case .group(let place): "weights of \(constraints.groups[place].name)"
    case .turnover: "turnover"
    case .gross: "leverage"
    case .margin: "margin"
    case .drawdown: "drawdown"
    case .targetReturn: "expected return"
    }
  }

  /// What one percentage point less of a limit does, in a sentence.
  func sentence(_ binding: Binding, _ allocation: Allocation) -> String {
    let name = name(binding.constraint)
    let isReturn = binding.constraint == .targetReturn
    let bound = percent(isReturn ? binding.bound * stepsPerYear : binding.bound)
    let end = binding.end == .lower ? "least" : "most"
    guard binding.price != 0 else {
      return "The \(name) is at its \(end), \(bound); a rule has no price for that."
    }
    // A point of the bound, a point a year of an expected return.
    let change = binding.price * 0.01 / (isReturn ? stepsPerYear : 1)
    let relative = allocation.objective.value == 0 ? 0 : change / abs(allocation.objective.value)
    let size = NumberText.text(abs(relative) * 100, .significant(3))
    return
      "The \(name) is at its \(end), \(bound): one point more \(relative > 0 ? "raises" : "lowers")"
      + " the \(objectiveWords(allocation.objective.kind)) by \(size) % of itself."
  }

  /// What the objective's number is.
  func objectiveWords(_ kind: Allocation.Objective.Kind) -> String {
    switch kind {
    case .minimumVariance: "variance"
    case .worstCaseVariance: "largest variance"
    case .maximumUtility, .robustUtility: "lost utility"
    case .tangency: "ratio of return to risk"
    case .maximumDiversification: "diversification"
    case .minimumTailLoss: "tail loss"
    case .meanTailLoss: "lost utility"
    case .riskBudget, .hierarchical, .inverseVolatility, .equalWeight, .resampled: "deviation"
    }
  }

  func percent(_ share: Double) -> String { NumberText.text(share * 100, .shortest) + " %" }
}
