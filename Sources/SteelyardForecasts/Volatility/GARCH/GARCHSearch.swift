import Glibc
import SteelyardMath

/// The search for the parameters of largest likelihood, on returns scaled to a variance near one.
struct GARCHSearch {
  let likelihood: GARCHLikelihood

  private static let iterationsMax = 400
  /// What may still be gained in log-likelihood when the search ends.
  private static let tolerance = 1e-11

  /// Where the search ended.
  struct Outcome {
    var parameters: GARCHParameters
    var logLikelihood: Double
    var status: SolverStatus
    var iterations: Int
    var bounded: [GARCHParameter]
  }

  func run() -> Outcome {
    let starts = GARCHParameters.starts(likelihood.specification)
    let best = starts
      .map { (parameters: $0, value: likelihood.evaluate($0, .value).logLikelihood) }
      .filter(\.value.isFinite)
      .max { $0.value < $1.value }
    guard let best else {
      return Outcome(
        parameters: starts[0], logLikelihood: -.infinity, status: .notFinite, iterations: 0,
        bounded: [])
    }
    let all = likelihood.specification.parameters
    let found = search(from: best.parameters, over: all)
    let mayKink = likelihood.specification.dynamics == .egarch && all.contains(.mean)
    return found.status == .stalled && mayKink ? settledOnKink(found) : found
  }

  private func search(from start: GARCHParameters, over free: [GARCHParameter]) -> Outcome {
    let unknowns = GARCHUnknowns(free: free, fixed: start)
    let first = likelihood.evaluate(start, .scoreProducts)
    var information = Matrix(rowCount: free.count, columnCount: free.count, repeating: 0)
    for (row, left) in free.enumerated() {
      for (column, right) in free.enumerated() {
        information[row, column] =
          first.scoreProducts[left.rawValue][right]
          * GARCHUnknowns.chain(left, start) * GARCHUnknowns.chain(right, start)
      }
    }
    let constraints = unknowns.constraints(likelihood.specification.dynamics)
    let minimum = quasiNewton(
      start: unknowns.point(start), curvature: information,
      constraints: constraints.map(\.constraint), tolerance: Self.tolerance,
      maximumIterations: Self.iterationsMax
    ) { point, gradient in
      let trial = unknowns.parameters(point)
      let answer = likelihood.evaluate(trial, .gradient)
      for (index, parameter) in free.enumerated() {
        gradient[index] = -answer.gradient[parameter] * GARCHUnknowns.chain(parameter, trial)
      }
      return -answer.logLikelihood
    }
    return Outcome(
      parameters: unknowns.parameters(minimum.point), logLikelihood: -minimum.value,
      status: minimum.status, iterations: minimum.iterations,
      bounded: constraints.filter { $0.constraint.slack(at: minimum.point) <= 1e-9 }
        .map(\.parameter))
  }

  /// EGARCH has a kink wherever the mean equals a return, and its maximum may sit on one: the
  /// nearest returns are tried as means, and one is the maximum if the likelihood falls on both
  /// sides of it.
  private func settledOnKink(_ stalled: Outcome) -> Outcome {
    let mean = stalled.parameters.mean
    let nearest = likelihood.returns.sorted { abs($0 - mean) < abs($1 - mean) }.prefix(3)
    let free = likelihood.specification.parameters.filter { $0 != .mean }
    var best = stalled
    for value in nearest {
      var held = search(from: stalled.parameters.with(.mean, value), over: free)
      held.iterations += best.iterations
      guard held.logLikelihood >= best.logLikelihood else { continue }
      if held.status == .converged, !fallsOnBothSides(held.parameters) { held.status = .stalled }
      best = held
    }
    return best
  }

  private func fallsOnBothSides(_ parameters: GARCHParameters) -> Bool {
    var held = likelihood
    // A mean just below the return leaves it a rise, one just above a fall.
    held.heldSigns = likelihood.returns.map { $0 < parameters.mean ? -1 : 1 }
    let slopeBelow = held.evaluate(parameters, .gradient).gradient[.mean]
    held.heldSigns = likelihood.returns.map { $0 <= parameters.mean ? -1 : 1 }
    let slopeAbove = held.evaluate(parameters, .gradient).gradient[.mean]
    return slopeBelow >= 0 && slopeAbove <= 0
  }
}
