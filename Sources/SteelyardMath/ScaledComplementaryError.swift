import Glibc

/// The scaled complementary error function exp(x²)·erfc(x).
///
/// It stays finite where `erfc` underflows, which is what keeps the digits of far
/// out-of-the-money prices.
///
/// - Parameter argument: Any number. Below about -26.6 the result overflows to infinity.
/// - Returns: exp(x²)·erfc(x), between 0 and infinity; NaN for NaN.
/// - Accuracy: Relative error below 1e-15 for arguments from -5 upwards; below that it follows the
///   rounding of x² times 1e-16.
/// - Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
///   Computation 23 (1969), pp. 631-637.
public func scaledComplementaryError(_ argument: Double) -> Double {
  let magnitude = abs(argument)
  if magnitude <= 0.46875 {
    return exp(argument * argument) * (1 - centralError(argument))
  }
  let scaled = magnitude <= 4 ? middleScaled(magnitude) : tailScaled(magnitude)
  return argument > 0 ? scaled : 2 * exponentialOfSquare(argument) - scaled
}

/// exp(x²) with the rounding error of the square put back.
func exponentialOfSquare(_ argument: Double) -> Double {
  let square = argument * argument
  if !square.isFinite { return square }
  let lost = (-square).addingProduct(argument, argument)
  let value = exp(square)
  return value.isFinite ? value + value * lost : value
}

/// erf(x) for |x| at most 0.46875.
func centralError(_ argument: Double) -> Double {
  let square = argument * argument
  var numerator = 1.85777706184603153e-1 * square
  var denominator = square
  for (above, below) in [
    (3.16112374387056560, 2.36012909523441209e1), (1.13864154151050156e2, 2.44024637934444173e2),
    (3.77485237685302021e2, 1.28261652607737228e3),
  ] {
    numerator = (numerator + above) * square
    denominator = (denominator + below) * square
  }
  return argument * (numerator + 3.20937758913846947e3) / (denominator + 2.84423683343917062e3)
}

private func middleScaled(_ magnitude: Double) -> Double {
  var numerator = 2.15311535474403846e-8 * magnitude
  var denominator = magnitude
  for (above, below) in [
    (5.64188496988670089e-1, 1.57449261107098347e1), (8.88314979438837594, 1.17693950891312499e2),
    (6.61191906371416295e1, 5.37181101862009858e2), (2.98635138197400131e2, 1.62138957456669019e3),
    (8.81952221241769090e2, 3.29079923573345963e3), (1.71204761263407058e3, 4.36261909014324716e3),
    (2.05107837782607147e3, 3.43936767414372164e3),
  ] {
    numerator = (numerator + above) * magnitude
    denominator = (denominator + below) * magnitude
  }
  return (numerator + 1.23033935479799725e3) / (denominator + 1.23033935480374942e3)
}

private func tailScaled(_ magnitude: Double) -> Double {
  let inverseSquare = 1 / (magnitude * magnitude)
  var numerator = 1.63153871373020978e-2 * inverseSquare
  var denominator = inverseSquare
  for (above, below) in [
    (3.05326634961232344e-1, 2.56852019228982242), (3.60344899949804439e-1, 1.87295284992346725),
    (1.25781726111229246e-1, 5.27905102951428412e-1),
    (1.60837851487422766e-2, 6.05183413124413191e-2),
  ] {
    numerator = (numerator + above) * inverseSquare
    denominator = (denominator + below) * inverseSquare
  }
  let correction =
    inverseSquare * (numerator + 6.58749161529837803e-4) / (denominator + 2.33520497626869185e-3)
  return (0.56418958354775628695 - correction) / magnitude
}
