import Glibc

/// The chance that Student's t is further from zero than a statistic, on both sides together.
///
/// - Source: I_x(ν/2, 1/2) with x = ν/(ν + t²), the incomplete beta function by its continued
///   fraction: M. Abramowitz, I. Stegun (1964), 26.5.8 and 26.7.1.
func twoSidedStudentTail(_ statistic: Double, degreesOfFreedom degrees: Double) -> Double {
  let square = statistic * statistic
  // x and 1 − x come from one division each, so that neither loses digits.
  let argument = degrees / (degrees + square)
  let complement = square / (degrees + square)
  if complement == 0 { return 1 }
  let (first, second) = (degrees / 2, 0.5)
  let logFactor =
    lgamma(first + second).0 - lgamma(first).0 - lgamma(second).0 + first * log(argument)
    + second * log(complement)
  // The fraction converges fast on the side of the mean that the argument is on.
  if argument < (first + 1) / (first + second + 2) {
    return exp(logFactor) * betaFraction(argument, first, second) / first
  }
  return 1 - exp(logFactor) * betaFraction(complement, second, first) / second
}

/// Lentz's evaluation of the continued fraction of the incomplete beta function.
private func betaFraction(_ argument: Double, _ first: Double, _ second: Double) -> Double {
  let tiny = 1e-300
  func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var numerator = 1.0
  var denominator = 1 / guarded(1 - (first + second) * argument / (first + 1))
  var fraction = denominator
  for term in 1...1000 {
    let index = Double(term)
    let even =
      index * (second - index) * argument / ((first + 2 * index - 1) * (first + 2 * index))
    let odd =
      -(first + index) * (first + second + index) * argument
      / ((first + 2 * index) * (first + 2 * index + 1))
    denominator = 1 / guarded(1 + even * denominator)
    numerator = guarded(1 + even / numerator)
    fraction *= denominator * numerator
    denominator = 1 / guarded(1 + odd * denominator)
    numerator = guarded(1 + odd / numerator)
    let change = denominator * numerator
    fraction *= change
    if abs(change - 1) < 1e-16 { break }
  }
  return fraction
}
