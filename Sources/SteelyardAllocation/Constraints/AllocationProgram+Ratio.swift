import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation

extension AllocationProgram {
  /// The most of (rewards · w − trading) / deviation, by its homogeneous form.
  ///
  /// With y = κ w and κ > 0 chosen so that the reward of y is 1, the ratio is 1 / deviation of y: minimise yᵀΣy with rewards · y − trading = 1
  /// and every end b of a row made b κ. It is convex, and equal to the ratio wherever some weights have a positive reward.
  ///
  /// - Returns: Value is the ratio; prices are of the ratio. Infeasible also where no weights have a positive reward.
  /// - Source: G. Cornuejols, R. Tütüncü, "Optimization Methods in Finance", Cambridge (2007), section 8.2.
  func solvedRatio(
    covariance: Matrix, rewards: [Double]
  ) throws(SteelyardError) -> ProgramOutcome {
    try withDrawdowns { program throws(SteelyardError) in
      try program.ratio(covariance: covariance, rewards: rewards)
    }
  }

  private func ratio(
    covariance: Matrix, rewards: [Double]
  ) throws(SteelyardError) -> ProgramOutcome {
    // Rewards near 1 and deviations near 1 keep κ y near the weights.
    let rewardScale = rewards.reduce(0) { max($0, abs($1)) }
    guard rewardScale > 0 else { return nothing(.infeasible) }
    var linear = LinearProgram()
    let scale = bounds.count
    for range in bounds {
      // What ends at 0 ends at 0 at every scale.
      try linear.addVariable(
        cost: 0,
        within: .init(range.lower == 0 ? 0 : -.infinity, range.upper == 0 ? 0 : .infinity))
    }
    try linear.addVariable(cost: 0, within: .atLeast(0))
    var reward = rewards.enumerated().map { LinearProgram.Term($0, $1 / rewardScale) }
    for variable in count..<max(bounds.count, count) where tradingCosts[variable] != 0 {
      reward.append(.init(variable, -tradingCosts[variable] / rewardScale))
    }
    try linear.addRow(reward, within: .init(1, 1))
    // What each row of this program is an end of: a row of the other, or a bound of a variable.
    var ends: [(isRow: Bool, place: Int)] = []
    func add(_ terms: [LinearProgram.Term], _ range: AllocationConstraints.Range, isRow: Bool, _ place: Int)
      throws(SteelyardError)
    {
      if range.lower == range.upper {
        try linear.addRow(terms + [.init(scale, -range.lower)], within: .init(0, 0))
        ends.append((isRow, place))
        return
      }
      if range.lower.isFinite, isRow || range.lower != 0 {
        try linear.addRow(terms + [.init(scale, -range.lower)], within: .atLeast(0))
        ends.append((isRow, place))
      }
      if range.upper.isFinite, isRow || range.upper != 0 {
        try linear.addRow(terms + [.init(scale, -range.upper)], within: .atMost(0))
        ends.append((isRow, place))
      }
    }
    for place in terms.indices { try add(terms[place], ranges[place], isRow: true, place) }
    for place in bounds.indices {
      try add([.init(place, 1)], bounds[place], isRow: false, place)
    }
    let hessian = padded(covariance, variables: linear.variableCount)
    let solution = try QuadraticProgram(
      linear: linear, hessian: hessian.combined(with: hessian) { element, _ in 2 * element }
    ).solved()
    guard solution.status == .optimal else { return nothing(Allocation.Status(solution.status)) }
    let multiple = solution.values[scale]
    let deviation = solution.cost.squareRoot()
    guard multiple > 1e-12 * solution.values.reduce(0, { max($0, abs($1)) }), deviation > 0 else {
      // The best ratio is that of weights without bound.
      return nothing(.unbounded)
    }
    // The ratio is rewardScale / deviation of y, and an end that moves by δ moves its row by κ δ.
    let slope = -rewardScale * multiple / (2 * deviation * solution.cost)
    var rowPrices = [Double](repeating: 0, count: terms.count)
    var reducedCosts = (0..<bounds.count).map { slope * solution.reducedCosts[$0] }
    for (place, end) in ends.enumerated() {
      let price = slope * solution.rowPrices[place + 1]
      if end.isRow { rowPrices[end.place] += price } else { reducedCosts[end.place] += price }
    }
    return outcome(
      .optimal, values: solution.values[0..<bounds.count].map { $0 / multiple },
      value: rewardScale / deviation, rowPrices: rowPrices.map { -$0 },
      reducedCosts: reducedCosts.map { -$0 }, residual: solution.residual,
      iterations: solution.iterationCount
    ).negatedPrices
  }

  private func nothing(_ status: Allocation.Status) -> ProgramOutcome {
    ProgramOutcome(
      status: status, weights: [Double](repeating: 0, count: count), value: 0, bindings: [],
      residual: .infinity, iterationCount: 0)
  }
}

extension ProgramOutcome {
  /// The prices with the other sign, for an objective that is made large: their ends were told from those of one that is made small.
  fileprivate var negatedPrices: ProgramOutcome {
    ProgramOutcome(
      status: status, weights: weights, value: value,
      bindings: bindings.map {
        Binding(constraint: $0.constraint, end: $0.end, bound: $0.bound, price: -$0.price)
      }, residual: residual, iterationCount: iterationCount)
  }
}
