/// A straight line through points by least squares: y = intercept + slope × x.
public struct LineFit: Sendable, Hashable {
  /// The line's value at x = 0.
  public let intercept: Double
  /// Its change per unit of x.
  public let slope: Double
  /// The share of the variance of y that the line explains, 0 to 1; 1 where y does not vary.
  public let rSquared: Double
  /// The classical standard error of the slope, for errors of one variance; 0 with two points.
  public let slopeStandardError: Double
  /// `converged`, `invalidShape` (counts differ, fewer than two points, or x does not vary) or
  /// `notFinite`; all numbers are zero unless it converged.
  public let status: SolverStatus
}

/// The line that leaves the least sum of squared vertical distances.
///
/// - Parameters:
///   - abscissas: x; shape `[point]`.
///   - ordinates: y; shape `[point]`.
/// - Source: any text; in the form with centred sums, which does not cancel.
public func lineFit(_ abscissas: [Double], _ ordinates: [Double]) -> LineFit {
  func failed(_ status: SolverStatus) -> LineFit {
    LineFit(intercept: 0, slope: 0, rSquared: 0, slopeStandardError: 0, status: status)
  }
  guard abscissas.count == ordinates.count, abscissas.count >= 2 else {
    return failed(.invalidShape)
  }
  guard abscissas.allSatisfy(\.isFinite), ordinates.allSatisfy(\.isFinite) else {
    return failed(.notFinite)
  }
  let count = Double(abscissas.count)
  let xMean = CompensatedSum(abscissas).value / count
  let yMean = CompensatedSum(ordinates).value / count
  var (xSquares, ySquares, products) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
  for (abscissa, ordinate) in zip(abscissas, ordinates) {
    xSquares.add((abscissa - xMean) * (abscissa - xMean))
    ySquares.add((ordinate - yMean) * (ordinate - yMean))
    products.add((abscissa - xMean) * (ordinate - yMean))
  }
  guard xSquares.value > 0 else { return failed(.invalidShape) }
  let slope = products.value / xSquares.value
  let intercept = yMean - slope * xMean
  var rest = CompensatedSum()
  for (abscissa, ordinate) in zip(abscissas, ordinates) {
    let residual = ordinate - intercept - slope * abscissa
    rest.add(residual * residual)
  }
  let error =
    count > 2 ? (rest.value / (count - 2) / xSquares.value).squareRoot() : 0
  return LineFit(
    intercept: intercept, slope: slope,
    rSquared: ySquares.value > 0 ? max(0, 1 - rest.value / ySquares.value) : 1,
    slopeStandardError: error, status: .converged)
}
