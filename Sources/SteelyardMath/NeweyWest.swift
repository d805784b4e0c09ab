/// The covariance of least-squares coefficients whose errors vary in size and hang together over
/// time; nil where the columns depend on each other.
///
/// The errors' autocovariances up to `lags` count with falling weights 1 − l/(lags + 1), so that
/// the result can't be negative. No correction for small samples.
///
/// - Parameters:
///   - design: The regressors; shape `[row × column]`, rows in time order.
///   - residuals: What the fit left over; shape `[row]`.
///   - lags: How far errors hang together, at least 0; 0 is White's covariance.
/// - Source: W. Newey, K. West, "A simple, positive semi-definite, heteroskedasticity and
///   autocorrelation consistent covariance matrix", Econometrica 55 (1987), pp. 703-708.
/// - Precondition: As many residuals as rows, and `lags` is not negative.
public func neweyWestCovariance(
  design: Matrix, residuals: [Double], lags: Int
) -> Matrix? {
  precondition(residuals.count == design.rowCount, "Each row has a residual.")
  precondition(lags >= 0, "A count of lags is not negative.")
  let size = design.columnCount
  var information = Matrix(rowCount: size, columnCount: size, repeating: 0)
  var filling = information
  for row in 0..<design.rowCount {
    for first in 0..<size {
      for second in 0..<size {
        information[first, second] += design[row, first] * design[row, second]
      }
    }
    for lag in 0...min(lags, row) {
      let weight =
        (1 - Double(lag) / Double(lags + 1)) * residuals[row] * residuals[row - lag]
      for first in 0..<size {
        for second in 0..<size {
          let product = weight * design[row, first] * design[row - lag, second]
          filling[first, second] += product
          // An autocovariance comes with its transpose.
          if lag > 0 { filling[second, first] += product }
        }
      }
    }
  }
  return information.inverse.map { $0 * filling * $0 }
}
