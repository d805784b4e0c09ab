import Glibc

/// The regularised incomplete beta function, both sides of it.
///
/// `lower` is I_x(a, b), the probability that a beta variable is at most x; `upper` is 1 − I_x(a, b).
/// The side that is computed directly is the one in the tail, so a small side keeps its digits.
///
/// - Accuracy: Relative error of the small side below 1e-13 times max(1, |ln side| / 50), measured
///   against mpmath for shapes from 0.025 to 1e6; the other side to rounding of 1.
/// - Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction); prefactor
///   as C. Loader (2000).
public struct IncompleteBeta: Sendable, Hashable {
  /// I_x(a, b).
  public let lower: Double
  /// 1 − I_x(a, b).
  public let upper: Double

  /// Evaluates both sides.
  ///
  /// - Parameters:
  ///   - argument: x in [0, 1].
  ///   - complement: 1 − x, given apart so that an x next to 1 loses nothing.
  ///   - first: The shape a > 0, at most 1e12.
  ///   - second: The shape b > 0, at most 1e12.
  /// - Returns: Both sides, NaN for arguments outside their ranges.
  public init(_ argument: Double, complement: Double, first: Double, second: Double) {
    guard argument >= 0, complement >= 0, first > 0, second > 0, first <= 1e12, second <= 1e12
    else {
      (lower, upper) = (.nan, .nan)
      return
    }
    if argument == 0 {
      (lower, upper) = (0, 1)
    } else if complement == 0 {
      (lower, upper) = (1, 0)
    } else if argument * (first + second + 2) < first + 1 {
      lower = IncompleteBeta.tail(argument, complement, first, second)
      upper = 1 - lower
    } else {
      upper = IncompleteBeta.tail(complement, argument, second, first)
      lower = 1 - upper
    }
  }

  /// x^a (1 − x)^b / B(a, b).
  ///
  /// - Parameters:
  ///   - argument: x in (0, 1).
  ///   - complement: 1 − x.
  ///   - first: a > 0.
  ///   - second: b > 0.
  static func prefactor(
    _ argument: Double, complement: Double, first: Double, second: Double
  ) -> Double {
    let total = first + second
    if total < 20 {
      // Powers of the library are exact to a unit; the gamma functions are small.
      let gammas = exp(lgamma(total) - lgamma(first) - lgamma(second))
      return pow(argument, first) * pow(complement, second) * gammas
    }
    let exponent =
      stirlingError(total) - stirlingError(first) - stirlingError(second)
      - deviance(first, total * argument) - deviance(second, total * complement)
    return exp(exponent) * (first / total * second * 0.15915494309189533577).squareRoot()
  }

  private static func tail(
    _ argument: Double, _ complement: Double, _ first: Double, _ second: Double
  ) -> Double {
    let front = prefactor(argument, complement: complement, first: first, second: second)
    return front == 0 ? 0 : front / fraction(argument, complement, first, second)
  }

  /// The even part of the continued fraction, by the method of Lentz.
  ///
  /// Its partial denominators take 1 − x as it is given; those of the whole fraction would subtract
  /// numbers next to each other where a is large.
  private static func fraction(
    _ argument: Double, _ complement: Double, _ first: Double, _ second: Double
  ) -> Double {
    let tiny = 1e-300
    let lead = first * complement - second * argument + 1
    var value = first * lead / (first + 1)
    if value == 0 { value = tiny }
    var numerator = value
    var denominator = 0.0
    for order in 1...iterationsMax {
      let step = Double(order)
      let shifted = first + 2 * step - 1
      let share = step * (second - step) * argument / shifted
      let above =
        (first + step - 1) / shifted * (first + second + step - 1) * share * argument
      let below =
        step + share + (first + step) * (lead + step * (1 + complement)) / (shifted + 2)
      denominator = below + above * denominator
      denominator = 1 / (abs(denominator) < tiny ? tiny : denominator)
      numerator = below + above / numerator
      if abs(numerator) < tiny { numerator = tiny }
      let change = numerator * denominator
      value *= change
      if abs(change - 1) <= Double.ulpOfOne { break }
    }
    return value
  }

  /// Terms needed grow like the root of the larger shape, about 1e6 for the largest.
  private static let iterationsMax = 4_000_000
}
