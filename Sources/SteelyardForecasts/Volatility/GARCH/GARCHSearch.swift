import Glibc
import SteelyardMath

/// The search for the parameters of largest likelihood, on returns scaled to a variance near one.
struct GARCHSearch {
  let likelihood: GARCHLikelihood

  private static let iterationsMax = 400
  /// What may still be gained in log-likelihood when the search ends.
  private static let tolerance = 1e-11

  /// How near a return a mean may be to be held against it, in standard deviations of returns or
  /// up to twice that.
  private static let kinkReach = 1e-4

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
    let best =
      starts
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
    return mayKink ? settledOnKink(found) : found
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
    let constraints = unknowns.constraints(
      likelihood.specification.dynamics, likelihood.specification.persistence)
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

  /// The maximum on a kink beside which the search ended, or else what the search found.
  ///
  /// EGARCH has a kink wherever the mean equals a return. A search comes near it and then finds no
  /// more: the nearest return is tried as the mean, and is the maximum if the likelihood falls on
  /// both sides of it.
  private func settledOnKink(_ found: Outcome) -> Outcome {
    let mean = found.parameters.mean
    let nearest = likelihood.returns.min { abs($0 - mean) < abs($1 - mean) }
    guard let nearest, found.status == .stalled || abs(nearest - mean) < Self.kinkReach else {
      return found
    }
    let free = likelihood.specification.parameters.filter { $0 != .mean }
    var held = search(from: found.parameters.with(.mean, nearest), over: free)
    guard held.status == .converged, fallsOnBothSides(held.parameters) else { return found }
    held.iterations += found.iterations
    return held
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
