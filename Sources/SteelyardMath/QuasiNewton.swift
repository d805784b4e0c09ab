/// The minimum of a smooth function of a few unknowns under linear constraints.
///
/// Steps minimise a quadratic model whose curvature is learned from the gradients (BFGS, damped
/// where the function is not convex). A constraint that a step runs into is kept as an equality
/// until its multiplier says that leaving it lowers the function.
///
/// - Parameters:
///   - start: A point that keeps all constraints; shape `[unknown]`.
///   - curvature: A first guess of the second derivatives; nil starts from the identity, so that
///     the unknowns should then be scaled alike. A guess that is not positive definite is
///     replaced by its diagonal.
///   - constraints: What every point keeps, up to rounding.
///   - tolerance: Converged when the quadratic model promises to lower the value by less than
///     this, an absolute amount, and no multiplier asks to leave a constraint.
///   - maximumIterations: Steps after which the search gives up.
///   - objective: The function; writes its gradient into the second argument. A value that is not
///     finite refuses the point.
/// - Returns: The best point. Status `stalled` says that no step along a descent direction lowers
///   the value: a kink, or the last digits of the value.
/// - Source: J. Nocedal, S. Wright, "Numerical Optimization", 2nd edition (2006), procedure 18.2
///   (damped BFGS) and section 16.5 (active sets); P. Gill, W. Murray, "Newton-type methods for
///   unconstrained and linearly constrained optimization", Mathematical Programming 7 (1974).
public func quasiNewton(
  start: [Double], curvature: Matrix? = nil, constraints: [LinearConstraint] = [],
  tolerance: Double, maximumIterations: Int,
  objective: (_ point: [Double], _ gradient: inout [Double]) -> Double
) -> MinimumResult {
  let count = start.count
  guard count > 0, constraints.allSatisfy({ $0.normal.count == count }),
    constraints.allSatisfy({ $0.slack(at: start) >= -1e-12 * max(1, abs($0.bound)) }),
    curvature.map({ $0.rowCount == count && $0.columnCount == count }) ?? true
  else {
    return MinimumResult(point: start, value: .infinity, iterations: 0, status: .invalidShape)
  }
  var state = QuasiNewtonState(
    point: start, curvature: QuasiNewtonState.positive(curvature, count: count),
    gradient: [Double](repeating: 0, count: count))
  state.value = objective(start, &state.gradient)
  guard state.value.isFinite, state.gradient.allSatisfy(\.isFinite) else {
    return state.result(0, .notFinite)
  }
  var restarted = false
  for iteration in 0..<max(0, maximumIterations) {
    guard let model = state.step(constraints) else { return state.result(iteration, .notFinite) }
    if model.decrease <= tolerance {
      // The sign of the multipliers says whether a constraint still holds the point back.
      guard
        let weakest = model.multipliers.indices.min(by: {
          model.multipliers[$0] < model.multipliers[$1]
        }), model.multipliers[weakest] < 0
      else { return state.result(iteration, .converged) }
      let held = constraints[state.active[weakest]].normal
      if state.promise(ofLeaving: held, multiplier: model.multipliers[weakest]) <= tolerance {
        return state.result(iteration, .converged)
      }
      state.active.remove(at: weakest)
      continue
    }
    if state.advance(model, constraints, objective) {
      restarted = false
      continue
    }
    // The learned curvature may be at fault; the diagonal gets one try before giving up.
    guard !restarted else { return state.result(iteration, .stalled) }
    restarted = true
    state.forgetCurvature()
  }
  return state.result(maximumIterations, .iterationLimit)
}
