public import SteelyardContracts
public import SteelyardMath

/// A convex quadratic program: a linear program with ½ xᵀ H x added to its cost.
///
/// minimise cᵀx + ½ xᵀHx with x and the rows within their bounds; H symmetric and positive semi-definite.
public struct QuadraticProgram: Sendable, Hashable {
  /// Costs, bounds and rows.
  public let linear: LinearProgram
  /// H; shape `[variable × variable]`.
  public let hessian: Matrix

  /// Most variables: the method is cubic in them.
  public static let variablesMax = 2_000

  /// A program from its parts.
  ///
  /// - Parameters:
  ///   - linear: Costs, bounds and rows.
  ///   - hessian: H; symmetric to 1e-10 of its largest element, no eigenvalue below −1e-9 of the largest diagonal element.
  /// - Throws: `invalidInput` for a program without variables, an H of another shape, with numbers that are not finite, not symmetric
  ///   or not convex; `limitExceeded` beyond `variablesMax`.
  public init(linear: LinearProgram, hessian: Matrix) throws(SteelyardError) {
    let count = linear.variableCount
    guard count > 0 else {
      throw SteelyardError(
        .invalidInput, "A quadratic program without variables has no solution.",
        remedy: "Add variables.")
    }
    guard count <= QuadraticProgram.variablesMax else {
      throw SteelyardError(
        .limitExceeded,
        "\(count) variables are more than the \(QuadraticProgram.variablesMax) of a quadratic program.",
        remedy: "Split the problem.")
    }
    guard hessian.rowCount == count, hessian.columnCount == count else {
      throw SteelyardError(
        .invalidInput,
        "The Hessian is \(hessian.rowCount) by \(hessian.columnCount) for \(count) variables.",
        remedy: "Give a row and a column for each variable.")
    }
    guard hessian.elements.allSatisfy(\.isFinite), hessian.isSymmetric(within: 1e-10) else {
      throw SteelyardError(
        .invalidInput, "The Hessian is not symmetric, or has numbers that are not finite.",
        remedy: "Give a symmetric matrix.")
    }
    let scale = hessian.diagonal.reduce(0) { max($0, abs($1)) }
    let largest = hessian.elements.reduce(0) { max($0, abs($1)) }
    let shifted = TriangularFactor(
      hessian.elements, size: count, shift: 1e-9 * scale, pivotShareMin: 0)
    guard largest <= scale * (1 + 1e-9), scale == 0 || shifted != nil else {
      throw SteelyardError(
        .invalidInput, "The Hessian is not positive semi-definite: the cost is not convex.",
        remedy: "Give a covariance, or another matrix without negative eigenvalues.")
    }
    self.linear = linear
    self.hessian = hessian
  }
}
