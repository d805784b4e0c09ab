import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation

/// Weights with prices, as a program gave them.
struct ProgramOutcome {
  let status: Allocation.Status
  let weights: [Double]
  /// The optimum.
  let value: Double
  let bindings: [Binding]
  let residual: Double
  let iterationCount: Int
}

extension AllocationProgram {
  /// Most rows that a limit on drawdown may take.
  private static let drawdownRowsMax = 500
  /// By how much a drawdown may be above its limit, of the limit or of 1 %.
  private static let drawdownTolerance = 1e-9

  /// The least of costs · w + trading + ½ wᵀ H w.
  func solvedQuadratic(
    hessian: Matrix, costs: [Double]
  ) throws(SteelyardError) -> ProgramOutcome {
    try withDrawdowns { program throws(SteelyardError) in
      let linear = try program.linear(costs: costs, tradingFactor: 1)
      let padded = program.padded(hessian, variables: linear.variableCount)
      let solution = try QuadraticProgram(linear: linear, hessian: padded).solved()
      return program.outcome(
        Allocation.Status(solution.status), values: solution.values, value: solution.cost,
        rowPrices: solution.rowPrices, reducedCosts: solution.reducedCosts,
        residual: solution.residual, iterations: solution.iterationCount)
    }
  }

  /// The least of costs · w + trading + weight × tail loss.
  func solvedTail(
    losses: Matrix, probabilities: [Double], level: Double, weight: Double, costs: [Double]
  ) throws(SteelyardError) -> ProgramOutcome {
    try withDrawdowns { program throws(SteelyardError) in
      let linear = try program.linear(costs: costs, tradingFactor: 1)
      var padded = losses
      if linear.variableCount > program.count {
        padded = Matrix(
          rowCount: losses.rowCount, columnCount: linear.variableCount, repeating: 0)
        for row in 0..<losses.rowCount {
          for column in 0..<program.count { padded[row, column] = losses[row, column] }
        }
      }
      let solution = try TailProgram(
        linear: linear, losses: padded, probabilities: probabilities, level: level, weight: weight
      ).solved()
      let residual = max(abs(solution.gap), solution.violation)
      let isCertain = solution.status != .optimal || residual <= QuadraticSolution.residualMax
      return program.outcome(
        isCertain ? Allocation.Status(solution.status) : .stopped, values: solution.values,
        value: solution.cost, rowPrices: solution.rowPrices, reducedCosts: solution.reducedCosts,
        residual: residual, iterations: solution.iterationCount)
    }
  }

  /// The most of rewards · w less trading.
  func solvedLinear(costs: [Double]) throws(SteelyardError) -> ProgramOutcome {
    try withDrawdowns { program throws(SteelyardError) in
      let linear = try program.linear(costs: costs, tradingFactor: 1)
      let solution = try linear.solved()
      return program.outcome(
        Allocation.Status(solution.status), values: solution.values, value: solution.cost,
        rowPrices: solution.rowPrices, reducedCosts: solution.reducedCosts,
        residual: linear.violation(at: solution.values), iterations: solution.iterationCount)
    }
  }

  /// Solves, and adds the row that cuts off the weights found, until their drawdown is within its limit.
  ///
  /// Each row is a tangent of the drawdown, so no weights that keep the limit are lost; pieces are finite in number.
  func withDrawdowns(
    _ solve: (AllocationProgram) throws(SteelyardError) -> ProgramOutcome
  ) throws(SteelyardError) -> ProgramOutcome {
    guard let limit = constraints.drawdown else { return try solve(self) }
    var program = self
    var iterations = 0
    for _ in 0..<Self.drawdownRowsMax {
      let outcome = try solve(program)
      iterations += outcome.iterationCount
      guard outcome.status == .optimal else { return outcome }
      let tangent = limit.tangent(at: outcome.weights)
      guard tangent.value > limit.most + Self.drawdownTolerance * max(limit.most, 0.01) else {
        return ProgramOutcome(
          status: .optimal, weights: outcome.weights, value: outcome.value,
          bindings: outcome.bindings.merged, residual: outcome.residual,
          iterationCount: iterations)
      }
      program.addDrawdown(tangent.coefficients, most: limit.most)
    }
    let last = try solve(program)
    return ProgramOutcome(
      status: .stopped, weights: last.weights, value: last.value, bindings: last.bindings.merged,
      residual: last.residual, iterationCount: iterations)
  }

  func outcome(
    _ status: Allocation.Status, values: [Double], value: Double, rowPrices: [Double],
    reducedCosts: [Double], residual: Double, iterations: Int
  ) -> ProgramOutcome {
    ProgramOutcome(
      // What only rounding keeps from nothing is nothing: no weight below a bound of 0 is told.
      status: status, weights: values[0..<count].map { abs($0) < 1e-14 ? 0 : $0 }, value: value,
      bindings: status == .optimal ? bindings(rowPrices, reducedCosts) : [], residual: residual,
      iterationCount: iterations)
  }

  /// The constraints with a price, the dearest first.
  func bindings(_ rowPrices: [Double], _ reducedCosts: [Double]) -> [Binding] {
    let largest = (rowPrices + reducedCosts).reduce(0) { max($0, abs($1)) }
    var bindings: [Binding] = []
    // A positive price is that of a lower end.
    func add(
      _ constraint: Binding.Constraint, _ range: AllocationConstraints.Range, _ price: Double
    ) {
      guard abs(price) > 1e-9 * largest else { return }
      let end: Binding.End = price > 0 ? .lower : .upper
      let bound = end == .lower ? range.lower : range.upper
      guard bound.isFinite else { return }
      bindings.append(.init(constraint: constraint, end: end, bound: bound, price: price))
    }
    for (place, price) in rowPrices.enumerated() {
      if let constraint = rows[place] { add(constraint, ranges[place], price) }
    }
    for asset in assets.indices {
      add(.weight(asset: asset), bounds[asset], reducedCosts[asset])
    }
    return bindings.sorted { abs($0.price) > abs($1.price) }
  }
}

extension [Binding] {
  /// The rows of one limit as one: their prices add up, since a larger limit moves all of them.
  var merged: [Binding] {
    let drawdowns = filter { $0.constraint == .drawdown }
    guard let first = drawdowns.first, drawdowns.count > 1 else { return self }
    let whole = Binding(
      constraint: .drawdown, end: first.end, bound: first.bound,
      price: drawdowns.reduce(0) { $0 + $1.price })
    return (filter { $0.constraint != .drawdown } + [whole]).sorted {
      abs($0.price) > abs($1.price)
    }
  }
}

extension Allocation.Status {
  init(_ status: LinearSolution.Status) {
    self =
      switch status {
      case .optimal: .optimal
      case .infeasible: .infeasible
      case .unbounded: .unbounded
      case .stopped: .stopped
      }
  }
}
