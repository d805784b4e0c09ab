import Glibc
import SteelyardPricing

/// The SVI slice nearest to the quotes of one expiry.
///
/// Unknowns in the scale of the problem: least variance, slope b, correlation ρ, centre m, width s.
/// The start is quasi-explicit: on a coarse grid of (m, s) the other three solve a linear problem.
/// All five are then refined together, with penalties that keep butterflies, neighbours and wings.
///
/// - Source: Zeliade Systems, "Quasi-explicit calibration of Gatheral's SVI model" (2009), for the
///   start.
struct SVIFit {
  /// The slice, in log-moneyness and total variance.
  let slice: SVISlice
  let iterations: Int
  let isConverged: Bool
  /// The unknowns, for a stricter fit to start from.
  let point: [Double]

  private static let lower = [1e-3, 1e-6, -0.999, -20.0, 0.01]
  private static let upper = [100.0, 100, 0.999, 20, 100]
  /// Lee's bound on b(1 + |ρ|), less what keeps it after rounding.
  private static let wingMax = 1.98
  private static let wingPenalty = 100.0

  /// Fits, or nil where the quotes give no slice at all.
  ///
  /// - Parameter previous: The unknowns of a laxer fit to start from; nil to look for a start.
  init?(_ problem: SmileProblem, from previous: [Double]?, iterationsMax: Int) {
    guard var point = previous ?? Self.start(problem) else { return nil }
    let end = minimiseSquares(
      &point, lower: Self.lower, upper: Self.upper, tolerance: 1e-10,
      iterationsMax: iterationsMax
    ) { Self.accumulate($0, problem, &$1) }
    guard let slice = Self.slice(point, problem) else { return nil }
    self.slice = slice
    self.point = point
    iterations = end.iterations
    isConverged = end.isConverged
  }

  private static func slice(_ point: [Double], _ problem: SmileProblem) -> SVISlice? {
    let scale = problem.scale
    let upright = (1 - point[2] * point[2]).squareRoot()
    return try? SVISlice(
      level: scale * (point[0] - point[1] * point[4] * upright),
      slope: point[1] * problem.deviation, correlation: point[2],
      centre: point[3] * problem.deviation, width: point[4] * problem.deviation)
  }

  /// The best of a coarse grid of centres and widths.
  private static func start(_ problem: SmileProblem) -> [Double]? {
    var best: (cost: Double, point: [Double])?
    for centre in [-1.5, -0.5, 0, 0.5, 1.5] {
      for width in [0.25, 0.7, 1.5, 3] {
        guard let found = explicit(problem, centre: centre, width: width) else { continue }
        if found.cost < best?.cost ?? .infinity { best = found }
      }
    }
    return best?.point
  }

  /// At a given centre and width ω = a + dy + c√(y² + 1), y = (x − m)/s, is linear in a, d, c.
  private static func explicit(
    _ problem: SmileProblem, centre: Double, width: Double
  ) -> (cost: Double, point: [Double])? {
    var moments = SIMD8<Double>.zero
    var total = 0.0
    var right = SIMD4<Double>.zero
    for index in problem.places.indices {
      let lean = (problem.places[index] - centre) / width
      let bend = (lean * lean + 1).squareRoot()
      let volatility = problem.quotes.volatility[index]
      let target = volatility * volatility * problem.quotes.timeToExpiry / problem.scale
      // Vol points per unit of ω, to first order.
      let weight = problem.quotes.weight[index] / volatility
      let square = weight * weight
      moments += square * SIMD8(1, lean, bend, lean * lean, lean * bend, bend * bend, 0, 0)
      right += square * target * SIMD4(1, lean, bend, target)
    }
    total = right[3]
    // Cramer's rule on the 3 by 3 system.
    let (one, first, second) = (moments[0], moments[1], moments[2])
    let (firstFirst, firstSecond, secondSecond) = (moments[3], moments[4], moments[5])
    let minorA = firstFirst * secondSecond - firstSecond * firstSecond
    let minorB = first * secondSecond - firstSecond * second
    let minorC = first * firstSecond - firstFirst * second
    let determinant = one * minorA - first * minorB + second * minorC
    guard determinant > 1e-14 * one * firstFirst * secondSecond else { return nil }
    let level =
      (right[0] * minorA - first * (right[1] * secondSecond - firstSecond * right[2])
        + second * (right[1] * firstSecond - firstFirst * right[2])) / determinant
    var lean =
      (one * (right[1] * secondSecond - right[2] * firstSecond) - right[0] * minorB
        + second * (first * right[2] - second * right[1])) / determinant
    var bend =
      (one * (firstFirst * right[2] - firstSecond * right[1])
        - first * (first * right[2] - second * right[1]) + right[0] * minorC) / determinant
    guard level.isFinite, lean.isFinite, bend.isFinite else { return nil }
    let slopes = level * right[0] + lean * right[1] + bend * right[2]
    var cost = total - slopes
    // Outside the admissible cone the start is only near: costed as if it missed.
    if !(bend > 0) || abs(lean) >= 0.98 * bend {
      cost = 2 * abs(cost) + 0.01 * total
      bend = max(bend, 0.05, abs(lean) / 0.95)
      lean = min(max(lean, -0.95 * bend), 0.95 * bend)
    }
    let correlation = lean / bend
    let least = level + bend * (1 - correlation * correlation).squareRoot()
    if !(least > lower[0]) { cost += 0.01 * total }
    return (cost, [max(least, 0.02), bend / width, correlation, centre, width])
  }

  private static func accumulate(
    _ point: [Double], _ problem: SmileProblem, _ equations: inout NormalEquations
  ) {
    let (least, slope, correlation) = (point[0], point[1], point[2])
    let (centre, width) = (point[3], point[4])
    let upright = (1 - correlation * correlation).squareRoot()
    for index in problem.places.indices {
      let lean = problem.places[index] - centre
      let radius = (lean * lean + width * width).squareRoot()
      let bend = correlation * lean + radius - width * upright
      equations.row[0] = 1
      equations.row[1] = bend
      equations.row[2] = slope * (lean + width * correlation / upright)
      equations.row[3] = -slope * (correlation + lean / radius)
      equations.row[4] = slope * (width / radius - upright)
      problem.addQuote(index, least + slope * bend, first: 0, width: 5, to: &equations)
    }
    for index in problem.grid.indices {
      let place = problem.grid[index]
      let lean = place - centre
      let radius = (lean * lean + width * width).squareRoot()
      let bend = correlation * lean + radius - width * upright
      let cube = 1 / (radius * radius * radius)
      let shape = ScaledVariance(
        value: least + slope * bend, first: slope * (correlation + lean / radius),
        second: slope * width * width * cube)
      if problem.isBeyondNeighbours(index, shape.value) {
        equations.row[0] = 1
        equations.row[1] = bend
        equations.row[2] = slope * (lean + width * correlation / upright)
        equations.row[3] = -slope * (correlation + lean / radius)
        equations.row[4] = slope * (width / radius - upright)
        problem.addCalendar(index, shape.value, first: 0, width: 5, to: &equations)
      }
      if let short = problem.butterflyShortfall(place, shape) {
        let square = cube / (radius * radius)
        let (value, first, second) = (short.byValue, short.byFirst, short.bySecond)
        equations.row[0] = value
        equations.row[1] =
          value * bend + first * (correlation + lean / radius) + second * width * width * cube
        equations.row[2] = value * slope * (lean + width * correlation / upright) + first * slope
        equations.row[3] =
          -value * slope * (correlation + lean / radius) - first * slope * width * width * cube
          + second * 3 * slope * width * width * lean * square
        equations.row[4] =
          value * slope * (width / radius - upright) - first * slope * lean * width * cube
          + second * slope * (2 * width * cube - 3 * width * width * width * square)
        equations.add(residual: short.residual, scale: short.scale, first: 0, width: 5)
      }
    }
    // b in the slice's own scale is slope × √θ, so Lee's bound is here on slope × √θ (1 + |ρ|).
    let load = slope * problem.deviation * (1 + abs(correlation)) - wingMax
    if load > 0 {
      equations.row[0] = 0
      equations.row[1] = problem.deviation * (1 + abs(correlation))
      equations.row[2] = slope * problem.deviation * (correlation < 0 ? -1 : 1)
      equations.row[3] = 0
      equations.row[4] = 0
      equations.add(residual: wingPenalty * load, scale: wingPenalty, first: 0, width: 5)
    }
  }
}
