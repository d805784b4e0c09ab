/// A root of a continuous function inside a bracket, without derivatives.
///
/// - Parameters:
///   - lower: One end of the bracket.
///   - upper: The other end; the function must change sign between the two.
///   - tolerance: Allowed error of the argument, in its unit; rounding of the argument is added.
///   - maximumIterations: Steps after which the search gives up.
///   - function: The function.
/// - Returns: The root, or the end with the smaller residual and `notBracketed`, or `notFinite`.
/// - Source: R. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4.
public func brentRoot(
  lower: Double, upper: Double, tolerance: Double, maximumIterations: Int,
  function: (Double) -> Double
) -> RootResult {
  var previous = lower
  var best = upper
  var previousValue = function(previous)
  var bestValue = function(best)
  func result(_ iterations: Int, _ status: SolverStatus) -> RootResult {
    RootResult(value: best, residual: bestValue, iterations: iterations, status: status)
  }
  guard previousValue.isFinite, bestValue.isFinite else { return result(0, .notFinite) }
  if previousValue == 0 {
    return RootResult(value: previous, residual: 0, iterations: 0, status: .converged)
  }
  if bestValue == 0 { return result(0, .converged) }
  if (previousValue < 0) == (bestValue < 0) {
    if abs(previousValue) < abs(bestValue) { (best, bestValue) = (previous, previousValue) }
    return result(0, .notBracketed)
  }
  var opposite = previous
  var oppositeValue = previousValue
  var step = best - previous
  var stepBefore = step
  for iteration in 0...max(0, maximumIterations) {
    if (bestValue < 0) == (oppositeValue < 0) {
      (opposite, oppositeValue) = (previous, previousValue)
      step = best - previous
      stepBefore = step
    }
    if abs(oppositeValue) < abs(bestValue) {
      (previous, best, opposite) = (best, opposite, best)
      (previousValue, bestValue, oppositeValue) = (bestValue, oppositeValue, bestValue)
    }
    let reach = 2 * abs(best).ulp + 0.5 * tolerance
    let half = 0.5 * (opposite - best)
    if bestValue == 0 || abs(half) <= reach { return result(iteration, .converged) }
    if iteration == maximumIterations { break }
    let bisect: Bool
    if abs(stepBefore) >= reach && abs(previousValue) > abs(bestValue) {
      let interpolated = interpolatedStep(
        (previous, previousValue), (best, bestValue), (opposite, oppositeValue))
      bisect =
        !(abs(interpolated) < min(1.5 * abs(half), 0.5 * abs(stepBefore))
        && (interpolated < 0) == (half < 0))
      if !bisect { (stepBefore, step) = (step, interpolated) }
    } else {
      bisect = true
    }
    if bisect { (step, stepBefore) = (half, half) }
    (previous, previousValue) = (best, bestValue)
    best += abs(step) > reach ? step : (half > 0 ? reach : -reach)
    bestValue = function(best)
    guard bestValue.isFinite else { return result(iteration + 1, .notFinite) }
  }
  return result(max(0, maximumIterations), .iterationLimit)
}

/// The step from `best` to the root of the inverse parabola through three points, or of the secant
/// where two of them coincide.
private func interpolatedStep(
  _ previous: (Double, Double), _ best: (Double, Double), _ opposite: (Double, Double)
) -> Double {
  let width = opposite.0 - best.0
  let slope = best.1 / previous.1
  if previous.0 == opposite.0 { return width * slope / (slope - 1) }
  let left = previous.1 / opposite.1
  let right = best.1 / opposite.1
  let numerator = slope * (width * left * (left - right) - (best.0 - previous.0) * (right - 1))
  return -numerator / ((left - 1) * (right - 1) * (slope - 1))
}
