import CClp
public import SteelyardContracts

extension LinearProgram {
  /// Solves it by the dual simplex method of Clp, which starts from the bounds.
  ///
  /// - Throws: `invalidInput` for a program without variables.
  public func solved() throws(SteelyardError) -> LinearSolution {
    guard variableCount > 0 else {
      throw SteelyardError(
        .invalidInput, "A linear program without variables has no solution.",
        remedy: "Add variables.")
    }
    let solver = Solver()
    solver.load(self)
    return solver.solve(self)
  }

  /// The columns of the matrix one after another, as the solver wants them.
  fileprivate func columns() -> (starts: [CoinBigIndex], rows: [Int32], coefficients: [Double]) {
    var counts = [Int](repeating: 0, count: variableCount + 1)
    for term in terms { counts[term.variable + 1] += 1 }
    for place in 1..<counts.count { counts[place] += counts[place - 1] }
    let starts = counts.map { CoinBigIndex($0) }
    var rows = [Int32](repeating: 0, count: terms.count)
    var coefficients = [Double](repeating: 0, count: terms.count)
    var first = 0
    for (row, end) in rowEnds.enumerated() {
      for term in terms[first..<end] {
        let place = counts[term.variable]
        rows[place] = Int32(row)
        coefficients[place] = term.coefficient
        counts[term.variable] += 1
      }
      first = end
    }
    return (starts, rows, coefficients)
  }
}

/// A model of Clp, freed with this value.
private struct Solver: ~Copyable {
  private let model: UnsafeMutableRawPointer

  init() {
    // Nothing but exhausted memory keeps it from making a model.
    guard let model = Clp_newModel() else { preconditionFailure("Clp makes no model.") }
    self.model = model
    Clp_setLogLevel(model, 0)
  }

  deinit { Clp_deleteModel(model) }

  func load(_ program: LinearProgram) {
    let matrix = program.columns()
    Clp_loadProblem(
      model, Int32(program.variableCount), Int32(program.rowCount), matrix.starts, matrix.rows,
      matrix.coefficients, program.bounds.map(\.lower), program.bounds.map(\.upper), program.costs,
      program.rowBounds.map(\.lower), program.rowBounds.map(\.upper))
  }

  func solve(_ program: LinearProgram) -> LinearSolution {
    _ = Clp_initialDualSolve(model)
    let status: LinearSolution.Status =
      switch Clp_status(model) {
      case 0: .optimal
      case 1: .infeasible
      case 2: .unbounded
      default: .stopped
      }
    return LinearSolution(
      status: status, cost: Clp_objectiveValue(model),
      values: numbers(Clp_primalColumnSolution(model), program.variableCount),
      rowPrices: numbers(Clp_dualRowSolution(model), program.rowCount),
      reducedCosts: numbers(Clp_dualColumnSolution(model), program.variableCount),
      iterationCount: Int(Clp_numberIterations(model)))
  }

  private func numbers(_ start: UnsafeMutablePointer<Double>?, _ count: Int) -> [Double] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }
}
