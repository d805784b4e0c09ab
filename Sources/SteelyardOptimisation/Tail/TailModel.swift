import CClp

/// A model of Clp for one dual, freed with this value.
struct TailModel: ~Copyable {
  struct Answer {
    let status: LinearSolution.Status
    let cost: Double
    let values: [Double]
    let rowPrices: [Double]
    let iterations: Int
  }

  private let model: UnsafeMutableRawPointer

  init() {
    // Nothing but exhausted memory keeps it from making a model.
    guard let model = Clp_newModel() else { preconditionFailure("Clp makes no model.") }
    self.model = model
    Clp_setLogLevel(model, 0)
    // The variables are prices of this program: what they may violate is its dual tolerance.
    Clp_setDualTolerance(model, 1e-9)
    Clp_setPrimalTolerance(model, 1e-9)
  }

  deinit { Clp_deleteModel(model) }

  func solve(_ dual: TailDual) -> Answer {
    Clp_loadProblem(
      model, Int32(dual.columnCount), Int32(dual.rowCount), dual.starts, dual.rows,
      dual.coefficients, [Double](repeating: 0, count: dual.columnCount), dual.upper, dual.costs,
      dual.rowLower, dual.rowUpper)
    _ = Clp_initialDualSolve(model)
    let status: LinearSolution.Status =
      switch Clp_status(model) {
      case 0: .optimal
      case 1: .infeasible
      case 2: .unbounded
      default: .stopped
      }
    return Answer(
      status: status, cost: Clp_objectiveValue(model),
      values: numbers(Clp_primalColumnSolution(model), dual.columnCount),
      rowPrices: numbers(Clp_dualRowSolution(model), dual.rowCount),
      iterations: Int(Clp_numberIterations(model)))
  }

  private func numbers(_ start: UnsafeMutablePointer<Double>?, _ count: Int) -> [Double] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }
}
