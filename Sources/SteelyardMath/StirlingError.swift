import Glibc

/// What Stirling's formula leaves out: ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π].
///
/// Densities of the gamma, beta and binomial families are products of large factors that all but
/// cancel. Written with this small remainder and `deviance` nothing large is subtracted.
///
/// - Parameter argument: x > 0.
/// - Accuracy: Absolute error below 2e-15 for x above 0.1; relative to |ln x| below that.
/// - Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000), eq. 3;
///   the series is M. Abramowitz, I. Stegun (1964), 6.1.40.
func stirlingError(_ argument: Double) -> Double {
  if argument < 16 {
    // ln Γ(x) itself is small here. Γ(x) = Γ(x + 1)/x keeps the pole out of the library call.
    let logarithm = lgamma(argument + 1) - log(argument)
    return logarithm - (argument - 0.5) * log(argument) + argument - halfLogTwoPi
  }
  let inverse = 1 / argument
  let square = inverse * inverse
  let inner = 1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * 691 / 360_360))
  return inverse * (1.0 / 12 - square * (1.0 / 360 - square * inner))
}

/// u ln(u/m) + m − u without cancellation where the two are close.
///
/// - Parameters:
///   - observed: u ≥ 0.
///   - expected: m > 0.
/// - Source: Loader (2000), eq. 5: with r = (u − m)/(u + m), ln(u/m) = 2 artanh r.
package func deviance(_ observed: Double, _ expected: Double) -> Double {
  let difference = observed - expected
  guard abs(difference) < 0.1 * (observed + expected) else {
    if observed == 0 { return expected }
    return observed * log(observed / expected) - difference
  }
  let ratio = difference / (observed + expected)
  var sum = difference * ratio
  var power = 2 * observed * ratio
  let square = ratio * ratio
  // Each term shrinks by at least r² < 0.01, so 12 terms reach rounding.
  for order in 1...12 {
    power *= square
    let next = sum + power / Double(2 * order + 1)
    if next == sum { break }
    sum = next
  }
  return sum
}

let halfLogTwoPi = 0.91893853320467274178
