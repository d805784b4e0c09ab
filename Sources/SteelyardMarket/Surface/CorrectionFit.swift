import SteelyardPricing

/// The smooth correction that brings an SVI slice to its quotes.
///
/// Cubic B-splines on equal knots over the middle of the quoted range, pulled to zero and to
/// smoothness: SVI explains what it can, and the single strikes' jitter is left as error.
struct CorrectionFit {
  /// The correction, in log-moneyness and total variance.
  let correction: SmileCorrection
  let iterations: Int
  let isConverged: Bool

  /// Deviations from the money that corrections reach at most.
  private static let reachMax = 4.5
  /// Most splines; they are about 0.8 deviations apart.
  private static let splinesMax = 14
  /// Pull of a coefficient to zero and of second differences to zero, in vol points per unit of ω.
  private static let pullToZero = 1.0
  private static let pullToSmooth = 2.0

  /// Fits the correction to a given slice, or nil where there are too few quotes for one.
  init?(_ problem: SmileProblem, base: SVISlice, iterationsMax: Int) {
    guard let first = problem.places.first, let last = problem.places.last,
      problem.places.count > 5
    else { return nil }
    let low = max(first, -Self.reachMax)
    let high = min(last, Self.reachMax)
    guard high > low else { return nil }
    let splines = min(Self.splinesMax, problem.places.count - 1)
    guard splines >= 4 else { return nil }
    let spacing = (high - low) / Double(splines - 3)
    // Each spline spans four cells; the first begins three cells before the range.
    let start = low - 3 * spacing
    let count = splines + 6
    var point = [Double](repeating: 0, count: count)
    let bound = (0..<count).map { $0 < 3 || $0 >= count - 3 ? 0.0 : 10 }
    let quotes = BasisColumns(problem.places, start: start, spacing: spacing, count: count)
    let grid = BasisColumns(problem.grid, start: start, spacing: spacing, count: count)
    let quoteBase = problem.places.map { Self.scaled(base, at: $0, problem) }
    let gridBase = problem.grid.map { Self.scaled(base, at: $0, problem) }
    let end = minimiseSquares(
      &point, lower: bound.map { -$0 }, upper: bound, tolerance: 1e-6,
      iterationsMax: iterationsMax
    ) { point, equations in
      for index in quoteBase.indices {
        let place = quotes.first[index]
        for offset in 0..<4 { equations.row[offset] = quotes.derivatives[4 * index + offset][0] }
        let variance = quoteBase[index].value + quotes.sum(point, index)[0]
        problem.addQuote(index, variance, first: place, width: 4, to: &equations)
      }
      for index in gridBase.indices where grid.isInside[index] {
        let place = grid.first[index]
        let added = grid.sum(point, index)
        let shape = ScaledVariance(
          value: gridBase[index].value + added[0], first: gridBase[index].first + added[1],
          second: gridBase[index].second + added[2])
        if problem.isBeyondNeighbours(index, shape.value) {
          for offset in 0..<4 { equations.row[offset] = grid.derivatives[4 * index + offset][0] }
          problem.addCalendar(index, shape.value, first: place, width: 4, to: &equations)
        }
        if let short = problem.butterflyShortfall(problem.grid[index], shape) {
          for offset in 0..<4 {
            let spline = grid.derivatives[4 * index + offset]
            equations.row[offset] =
              short.byValue * spline[0] + short.byFirst * spline[1] + short.bySecond * spline[2]
          }
          equations.add(residual: short.residual, scale: short.scale, first: place, width: 4)
        }
      }
      equations.row[0] = 1
      for index in 0..<count {
        equations.add(
          residual: Self.pullToZero * point[index], scale: Self.pullToZero, first: index, width: 1)
      }
      equations.row[1] = -2
      equations.row[2] = 1
      for index in 0..<(count - 2) {
        let second = point[index] - 2 * point[index + 1] + point[index + 2]
        equations.add(
          residual: Self.pullToSmooth * second, scale: Self.pullToSmooth, first: index, width: 3)
      }
    }
    correction = SmileCorrection(
      start: start * problem.deviation, spacing: spacing * problem.deviation,
      coefficients: point.map { $0 * problem.scale })
    iterations = end.iterations
    isConverged = end.isConverged
  }

  private static func scaled(
    _ base: SVISlice, at place: Double, _ problem: SmileProblem
  ) -> ScaledVariance {
    let found = base.variance(at: place * problem.deviation)
    return ScaledVariance(
      value: found.value / problem.scale, first: found.first / problem.deviation,
      second: found.second)
  }
}

/// The splines that are not zero at each of many places, four a place.
private struct BasisColumns {
  private(set) var isInside: [Bool] = []
  private(set) var first: [Int] = []
  private(set) var derivatives: [SIMD4<Double>] = []

  init(_ places: [Double], start: Double, spacing: Double, count: Int) {
    derivatives.reserveCapacity(4 * places.count)
    for place in places {
      let basis = CubicBasis(at: place, start: start, spacing: spacing, count: count)
      isInside.append(basis != nil)
      first.append(basis?.first ?? 0)
      for offset in 0..<4 { derivatives.append(basis?.derivatives(offset) ?? .zero) }
    }
  }

  @inline(__always)
  func sum(_ coefficients: [Double], _ index: Int) -> SIMD4<Double> {
    let place = first[index]
    var sum = SIMD4<Double>.zero
    for offset in 0..<4 { sum += coefficients[place + offset] * derivatives[4 * index + offset] }
    return sum
  }
}
