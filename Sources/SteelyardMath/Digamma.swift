import Glibc

/// The digamma function ψ(x) = d ln Γ(x) / dx.
///
/// Below 10 the recurrence ψ(x) = ψ(x + 1) − 1/x lifts the argument to where the asymptotic series
/// is exact to a double.
///
/// - Parameter argument: x > 0.
/// - Returns: ψ(x); NaN where x is not above zero.
/// - Accuracy: Absolute error below 2e-15 × max(1, |ψ|) on [1e-3, 1e6].
/// - Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 6.3.5, 6.3.18.
public func digamma(_ argument: Double) -> Double {
  guard argument > 0 else { return .nan }
  var lifted = argument
  var recurrence = 0.0
  while lifted < 10 {
    recurrence -= 1 / lifted
    lifted += 1
  }
  let inverse = 1 / lifted
  let square = inverse * inverse
  // Bernoulli numbers B₂ₖ/2k.
  let series =
    square
    * (1.0 / 12 - square
      * (1.0 / 120 - square
        * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132 - square * 691.0 / 32760)))))
  return recurrence + log(lifted) - 0.5 * inverse - series
}
