import SteelyardPricing

/// The slice of one expiry on its way to the surface.
struct SliceDraft {
  let quotes: SmileQuotes
  var slice: SmileSlice
  var iterations: Int
  var isConverged: Bool
  var isRepaired = false
  /// The unknowns of the SVI part as it was fitted, for a fit between neighbours to start from.
  private var point: [Double]?

  /// Fits one expiry between its neighbours, or nil where the quotes give no slice.
  ///
  /// Butterflies are gone afterwards: penalties first, stricter ones next, at last the slice is
  /// drawn towards a flat one, which has none, and its correction towards nothing.
  init?(
    _ quotes: SmileQuotes, from start: SliceDraft?, earlier: Neighbour?, later: Neighbour?,
    options: SurfaceFitOptions
  ) {
    self.quotes = quotes
    iterations = 0
    var strictness = 1.0
    point = start?.point
    while true {
      let problem = SmileProblem(
        quotes, earlier: earlier.map { ($0.slice, $0.range) },
        later: later.map { ($0.slice, $0.range) }, strictness: strictness)
      guard problem.scale > 0, problem.scale.isFinite,
        let fit = SVIFit(problem, from: point, iterationsMax: options.iterationsMax)
      else { return nil }
      iterations += fit.iterations
      point = fit.point
      isConverged = fit.isConverged
      slice = Self.slice(quotes, fit.slice, nil)
      let isLast = strictness >= 100
      if !isLast && !(slice.isButterflyFree && Self.keeps(earlier, slice)) {
        strictness *= 10
        continue
      }
      if !slice.isButterflyFree { drawToFlat(problem.scale) }
      if options.form == .correctedSVI,
        let added = CorrectionFit(
          problem, base: slice.base, iterationsMax: options.iterationsMax)
      {
        iterations += added.iterations
        isConverged = isConverged && added.isConverged
        add(added.correction, earlier: earlier)
      }
      break
    }
  }

  /// The weighted root mean square distance from the mark volatilities, decimal.
  var distance: Double {
    var sum = 0.0
    var weights = 0.0
    for index in 0..<quotes.count {
      let square = quotes.weight[index] * quotes.weight[index]
      let error = slice.volatility(at: quotes.logMoneyness[index]) - quotes.volatility[index]
      sum += square * error * error
      weights += square
    }
    return (sum / weights).squareRoot()
  }

  /// Moves the slice up until it lies above an earlier one, where it can without butterflies.
  ///
  /// A crossing lies almost always in a wing, beyond the quotes that count: there the wing is made
  /// steeper and the correction fitted anew. What then still crosses is lifted as a whole.
  mutating func lift(above earlier: Neighbour, options: SurfaceFitOptions) {
    for attempt in 0..<8 {
      let worst = earlier.slice.minimumCalendarGap(to: slice, over: earlier.range)
      if worst.value >= 0 { return }
      isRepaired = true
      let base = slice.base
      let raised =
        attempt < 4
        ? Self.steeper(base, at: worst.logMoneyness, by: -worst.value)
        : try? SVISlice(
          level: base.level - worst.value * (1 + 1e-6) + 1e-12, slope: base.slope,
          correlation: base.correlation, centre: base.centre, width: base.width)
      guard let raised else { continue }
      let candidate = Self.slice(quotes, raised, nil)
      guard candidate.isButterflyFree else { continue }
      let correction = slice.correction
      slice = candidate
      if let correction { refine(correction, above: earlier, options: options) }
    }
  }

  /// Fits the correction anew on a base that moved.
  private mutating func refine(
    _ correction: SmileCorrection, above earlier: Neighbour, options: SurfaceFitOptions
  ) {
    let problem = SmileProblem(
      quotes, earlier: (earlier.slice, earlier.range), later: nil, strictness: 10)
    let added = CorrectionFit(problem, base: slice.base, iterationsMax: options.iterationsMax)
    iterations += added?.iterations ?? 0
    add(added?.correction ?? correction, earlier: earlier)
  }

  /// A slice whose wing is higher at a place and which is as high as before at the money.
  ///
  /// Raising b(1 ± ρ) by ε and keeping b(1 ∓ ρ) adds ε/2 (√(x² + σ²) ± x), x = k − m.
  private static func steeper(
    _ base: SVISlice, at logMoneyness: Double, by gap: Double
  ) -> SVISlice? {
    let side: Double = logMoneyness >= base.centre ? 1 : -1
    func rise(_ place: Double) -> Double {
      let lean = place - base.centre
      return 0.5 * ((lean * lean + base.width * base.width).squareRoot() + side * lean)
    }
    let reach = rise(logMoneyness) - rise(0)
    guard reach > 0 else { return nil }
    let added = (1.02 * gap + 1e-9) / reach
    let slope = base.slope + 0.5 * added
    return try? SVISlice(
      level: base.level - added * rise(0), slope: slope,
      correlation: (base.slope * base.correlation + 0.5 * side * added) / slope,
      centre: base.centre, width: base.width)
  }

  private static func slice(
    _ quotes: SmileQuotes, _ base: SVISlice, _ correction: SmileCorrection?
  ) -> SmileSlice {
    SmileSlice(
      expiry: quotes.expiry, timeToExpiry: quotes.timeToExpiry, forward: quotes.forward,
      base: base, correction: correction, quotedRange: quotes.quotedRange)
  }

  private static func keeps(_ earlier: Neighbour?, _ slice: SmileSlice) -> Bool {
    guard let earlier else { return true }
    return earlier.slice.minimumCalendarGap(to: slice, over: earlier.range).value >= 0
  }

  /// Takes as much of a correction as brings no arbitrage that the slice does not have without.
  private mutating func add(_ correction: SmileCorrection, earlier: Neighbour?) {
    let wasAbove = Self.keeps(earlier, slice)
    func isFree(_ candidate: SmileSlice) -> Bool {
      candidate.isButterflyFree && (!wasAbove || Self.keeps(earlier, candidate))
    }
    var share = 1.0
    for _ in 0..<12 {
      let candidate = Self.slice(quotes, slice.base, correction.scaled(by: share))
      if isFree(candidate) {
        slice = candidate
        isRepaired = isRepaired || share < 1
        return
      }
      share *= 0.75
    }
    isRepaired = true
  }

  /// (1 − λ) SVI + λ flat is SVI again; the smallest λ of a fine row that has no butterflies.
  private mutating func drawToFlat(_ level: Double) {
    isRepaired = true
    let base = slice.base
    for step in 1...50 {
      let share = Double(step) / 50
      guard
        let drawn = try? SVISlice(
          level: (1 - share) * base.level + share * level, slope: (1 - share) * base.slope,
          correlation: base.correlation, centre: base.centre, width: base.width)
      else { continue }
      slice = Self.slice(quotes, drawn, nil)
      if slice.isButterflyFree { return }
    }
  }
}

/// A slice beside another, and the range of log-moneyness on which the two must not cross.
struct Neighbour {
  let slice: SmileSlice
  let range: ClosedRange<Double>
}
