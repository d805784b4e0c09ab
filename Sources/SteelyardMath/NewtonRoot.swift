/// A root of a differentiable function by Newton steps that may not leave a shrinking bracket.
///
/// A step that leaves the bracket, or that fails to halve the step before the last, is replaced by
/// bisection, so the search ends for every continuous function.
///
/// - Parameters:
///   - lower: One end of the bracket.
///   - upper: The other end; the function must change sign between the two.
///   - start: The first point; put inside the bracket if it is not.
///   - tolerance: Allowed error of the argument, in its unit; rounding of the argument is added.
///   - maximumIterations: Steps after which the search gives up.
///   - function: The function and its derivative.
/// - Source: W. Press et al., "Numerical Recipes", 3rd edition (2007), section 9.4.
public func newtonRoot(
  lower: Double, upper: Double, start: Double, tolerance: Double, maximumIterations: Int,
  function: (Double) -> (value: Double, derivative: Double)
) -> RootResult {
  let atLower = function(lower).value
  let atUpper = function(upper).value
  func result(_ value: Double, _ residual: Double, _ count: Int, _ status: SolverStatus)
    -> RootResult
  { RootResult(value: value, residual: residual, iterations: count, status: status) }
  guard atLower.isFinite, atUpper.isFinite else { return result(lower, atLower, 0, .notFinite) }
  if atLower == 0 { return result(lower, 0, 0, .converged) }
  if atUpper == 0 { return result(upper, 0, 0, .converged) }
  if (atLower < 0) == (atUpper < 0) {
    return abs(atLower) < abs(atUpper)
      ? result(lower, atLower, 0, .notBracketed) : result(upper, atUpper, 0, .notBracketed)
  }
  // `negative` is the end where the function is below zero.
  var (negative, positive) = atLower < 0 ? (lower, upper) : (upper, lower)
  var value = min(max(start, min(lower, upper)), max(lower, upper))
  var step = abs(upper - lower)
  var stepBefore = step
  for iteration in 0...max(0, maximumIterations) {
    let (residual, derivative) = function(value)
    guard residual.isFinite else { return result(value, residual, iteration, .notFinite) }
    let reach = abs(value).ulp + tolerance
    if residual == 0 || (iteration > 0 && abs(step) <= reach)
      || abs(positive - negative) <= reach
    {
      return result(value, residual, iteration, .converged)
    }
    if iteration == maximumIterations {
      return result(value, residual, iteration, .iterationLimit)
    }
    if residual < 0 { negative = value } else { positive = value }
    let newton = -residual / derivative
    let inside =
      value + newton > min(negative, positive) && value + newton < max(negative, positive)
    if inside && 2 * abs(newton) <= abs(stepBefore) {
      (stepBefore, step) = (step, newton)
    } else {
      (stepBefore, step) = (step, 0.5 * (negative + positive) - value)
    }
    value += step
  }
  return result(value, function(value).value, maximumIterations, .iterationLimit)
}
