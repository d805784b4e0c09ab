/// The minimum of a function of a few unknowns inside a box, without derivatives.
///
/// Points that leave the box are put on its wall. A function value that is not finite counts as
/// plus infinity, so an objective may refuse points.
///
/// - Parameters:
///   - start: The first corner of the simplex; shape `[unknown]`.
///   - steps: The sides of the first simplex, none zero; shape `[unknown]`.
///   - lower: Lower walls; shape `[unknown]`.
///   - upper: Upper walls; shape `[unknown]`.
///   - tolerance: Converged when the simplex's values differ by at most this (relative to the best
///     plus 1e-300) and its corners by at most its square root times the steps.
///   - maximumIterations: Moves after which the search gives up.
///   - objective: The function.
/// - Source: J. Nelder, R. Mead, "A simplex method for function minimization", Computer Journal 7
///   (1965), pp. 308-313, with the coefficients of F. Gao, L. Han (2012) for many unknowns.
public func nelderMead(
  start: [Double], steps: [Double], lower: [Double], upper: [Double], tolerance: Double,
  maximumIterations: Int, objective: ([Double]) -> Double
) -> MinimumResult {
  let count = start.count
  guard count > 0, steps.count == count, lower.count == count, upper.count == count,
    zip(lower, upper).allSatisfy({ $0 <= $1 })
  else {
    return MinimumResult(point: start, value: .infinity, iterations: 0, status: .invalidShape)
  }
  func evaluate(_ point: [Double]) -> (point: [Double], value: Double) {
    let inside = point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
    let value = objective(inside)
    return (inside, value.isFinite ? value : .infinity)
  }
  var simplex = [evaluate(start)]
  for index in 0..<count {
    var corner = start
    // A corner that would leave the box goes the other way, or the simplex would be flat.
    let outside =
      corner[index] + steps[index] > upper[index] || corner[index] + steps[index] < lower[index]
    corner[index] += outside ? -steps[index] : steps[index]
    simplex.append(evaluate(corner))
  }
  let size = Double(count)
  let (expansion, contraction, shrinkage) =
    count > 1 ? (1 + 2 / size, 0.75 - 0.5 / size, 1 - 1 / size) : (2, 0.5, 0.5)
  for iteration in 0...max(0, maximumIterations) {
    simplex.sort { $0.value < $1.value }
    let best = simplex[0]
    let worst = simplex[count]
    let spread = simplex.dropFirst().reduce(0.0) { widest, corner in
      corner.point.indices.reduce(widest) {
        max($0, abs(corner.point[$1] - best.point[$1]) / abs(steps[$1]))
      }
    }
    if !best.value.isFinite {
      return MinimumResult(
        point: best.point, value: best.value, iterations: iteration, status: .notFinite)
    }
    let flat = worst.value - best.value <= tolerance * (abs(best.value) + 1e-300)
    if flat && spread <= tolerance.squareRoot() {
      return MinimumResult(
        point: best.point, value: best.value, iterations: iteration, status: .converged)
    }
    if iteration == maximumIterations { break }
    let centre = (0..<count).map { index in
      simplex.prefix(count).reduce(0) { $0 + $1.point[index] } / size
    }
    func along(_ factor: Double) -> (point: [Double], value: Double) {
      evaluate(centre.indices.map { centre[$0] + factor * (centre[$0] - worst.point[$0]) })
    }
    let reflected = along(1)
    if reflected.value < best.value {
      let expanded = along(expansion)
      simplex[count] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < simplex[count - 1].value {
      simplex[count] = reflected
    } else {
      let contracted = along(reflected.value < worst.value ? contraction : -contraction)
      if contracted.value < min(reflected.value, worst.value) {
        simplex[count] = contracted
      } else {
        for index in 1...count {
          let corner = simplex[index].point
          simplex[index] = evaluate(
            corner.indices.map { best.point[$0] + shrinkage * (corner[$0] - best.point[$0]) })
        }
      }
    }
  }
  let best = simplex[0]
  return MinimumResult(
    point: best.point, value: best.value, iterations: maximumIterations, status: .iterationLimit)
}
