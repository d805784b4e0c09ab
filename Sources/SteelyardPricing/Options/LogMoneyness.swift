import Glibc

/// The natural logarithm of underlying over strike, with all digits near the money.
///
/// There ln(F/K) of the rounded quotient keeps an absolute error of 1e-16, too much against a
/// deviation of a few minutes; F − K is exact within a factor of two, so log1p((F − K)/K) is not
/// affected.
///
/// - Accuracy: Relative error below 4e-16.
package func logMoneyness(underlying: Double, strike: Double) -> Double {
  let quotient = underlying / strike
  if quotient > 0.5 && quotient < 2 { return log1p((underlying - strike) / strike) }
  return quotient.isNormal ? log(quotient) : log(underlying) - log(strike)
}
