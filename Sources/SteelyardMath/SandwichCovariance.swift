/// The covariance B S B of estimates whose curvature and whose noise differ.
///
/// - Parameters:
///   - bread: The inverse of the curvature, symmetric; shape `[parameter × parameter]`.
///   - filling: The covariance of the sum of the scores; shape `[parameter × parameter]`.
/// - Source: P. Huber, "The behavior of maximum likelihood estimates under nonstandard conditions",
///   5th Berkeley Symposium (1967); H. White, Econometrica 48 (1980), pp. 817-838.
/// - Precondition: Both are square and of one size.
public func sandwichCovariance(bread: Matrix, filling: Matrix) -> Matrix {
  let size = bread.rowCount
  precondition(
    bread.columnCount == size && filling.rowCount == size && filling.columnCount == size,
    "Bread and filling of a sandwich have one size.")
  var covariance = Matrix(rowCount: size, columnCount: size, repeating: 0)
  for row in 0..<size {
    for column in 0..<size {
      var sum = 0.0
      for first in 0..<size {
        for second in 0..<size {
          sum += bread[row, first] * filling[first, second] * bread[second, column]
        }
      }
      covariance[row, column] = sum
    }
  }
  return covariance
}
