import SteelyardPricing

/// The slice of one expiry on its way to the surface.
struct SliceDraft {
  let quotes: SmileQuotes
  var slice: SmileSlice
  var iterations: Int
  var isConverged: Bool
  var isRepaired = false

  /// Fits one expiry between its neighbours, or nil where the quotes give no slice.
  ///
  /// Butterflies are gone afterwards: penalties first, stricter ones next, at last the slice is
  /// drawn towards a flat one, which has none, and its correction towards nothing.
  init?(
    _ quotes: SmileQuotes, earlier: Neighbour?, later: Neighbour?, options: SurfaceFitOptions
  ) {
    self.quotes = quotes
    iterations = 0
    var strictness = 1.0
    while true {
      let problem = SmileProblem(
        quotes, earlier: earlier.map { ($0.slice, $0.range) },
        later: later.map { ($0.slice, $0.range) }, strictness: strictness)
      guard problem.scale > 0, problem.scale.isFinite,
        let fit = SVIFit(problem, iterationsMax: options.iterationsMax)
      else { return nil }
      iterations += fit.iterations
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

  /// Lifts the whole slice until it lies above an earlier one, where it can without butterflies.
  mutating func lift(above earlier: Neighbour) {
    for _ in 0..<4 {
      let gap = earlier.slice.minimumCalendarGap(to: slice, over: earlier.range).value
      if gap >= 0 { return }
      let base = slice.base
      guard
        let lifted = try? SVISlice(
          level: base.level - gap * (1 + 1e-6) + 1e-15, slope: base.slope,
          correlation: base.correlation, centre: base.centre, width: base.width)
      else { return }
      let raised = Self.slice(quotes, lifted, slice.correction)
      guard raised.isButterflyFree else { return }
      slice = raised
      isRepaired = true
    }
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
