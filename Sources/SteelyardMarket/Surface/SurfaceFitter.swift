import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// Fits the slices of one underlying, each by itself first, then in order of time where two cross.
struct SurfaceFitter {
  private let market: UnderlyingMarket
  private let time: Timestamp
  private let options: SurfaceFitOptions
  private let quotes: [SmileQuotes]

  /// How much farther from its quotes a slice may end that leaves room for the next expiry.
  private static let distanceRatioMax = 2.0

  init(_ market: UnderlyingMarket, time: Timestamp, options: SurfaceFitOptions) {
    self.market = market
    self.time = time
    self.options = options
    quotes = market.expiries.map {
      SmileQuotes($0, isInverse: market.underlying.isInverse)
    }
  }

  func fit() throws(SteelyardError) -> SurfaceFit {
    var drafts = quotes.map { quotes in
      quotes.count < options.strikesMin
        ? nil : SliceDraft(quotes, from: nil, earlier: nil, later: nil, options: options)
    }
    var parameters: SSVIParameters?
    if options.form == .ssvi {
      parameters = SSVIFit(drafts.compactMap(\.self))?.apply(to: &drafts)
    } else {
      separate(&drafts)
    }
    let slices = drafts.compactMap { $0?.slice }
    let surface = try VolatilitySurface(
      underlying: market.underlying, time: time, slices: slices, index: market.index,
      forwards: market.expiries.map { ($0.timeToExpiry, $0.forward.value) })
    let violations = Self.violations(slices)
    let errors = quotes.indices.map { position in
      drafts[position].map { Self.errors($0, within: options.errorDeltaRange) }
    }
    let expiries = quotes.indices.map { position in
      expiryFit(position, drafts[position], errors[position], violations)
    }
    var pooled: [Double] = []
    for (position, error) in errors.enumerated()
    where quotes[position].timeToExpiry * 365 > options.pooledErrorDaysMin {
      pooled += error?.whole ?? []
    }
    return SurfaceFit(
      surface: surface, options: options, expiries: expiries, pooledError: FitError(pooled),
      violations: violations, ssvi: parameters)
  }

  /// Refits, in order of time, what crosses an expiry before or after it.
  private func separate(_ drafts: inout [SliceDraft?]) {
    let fitted = drafts.indices.filter { drafts[$0] != nil }
    for (order, position) in fitted.enumerated() {
      guard let draft = drafts[position] else { continue }
      let earlier = order > 0 ? drafts[fitted[order - 1]]?.slice : nil
      let later = order + 1 < fitted.count ? drafts[fitted[order + 1]]?.slice : nil
      let before = earlier.map {
        Neighbour(slice: $0, range: Self.hull($0.quotedRange, draft.slice.quotedRange))
      }
      let after = later.map {
        Neighbour(slice: $0, range: Self.hull($0.quotedRange, draft.slice.quotedRange))
      }
      let crossesBefore = before.map { Self.crosses($0.slice, draft.slice, $0.range) } ?? false
      let crossesAfter = after.map { Self.crosses(draft.slice, $0.slice, $0.range) } ?? false
      guard crossesBefore || crossesAfter else { continue }
      drafts[position] = moved(draft, before: before, after: after)
    }
  }

  /// The draft fitted anew between its neighbours, from where it stands or from a fresh start; or
  /// only lifted above the earlier one, where that leaves it much nearer to its quotes.
  private func moved(_ draft: SliceDraft, before: Neighbour?, after: Neighbour?) -> SliceDraft {
    var lifted = draft
    if let before { lifted.lift(above: before, options: options) }
    func isAbove(_ candidate: SliceDraft) -> Bool {
      before.map { !Self.crosses($0.slice, candidate.slice, $0.range) } ?? true
    }
    let nearEnough = Self.distanceRatioMax * draft.distance
    var best = lifted
    for start in [draft, nil] {
      guard
        var fitted = SliceDraft(
          draft.quotes, from: start, earlier: before, later: after, options: options)
      else { continue }
      fitted.iterations += draft.iterations
      if let before { fitted.lift(above: before, options: options) }
      if isAbove(fitted) && fitted.distance <= nearEnough { return fitted }
      let isBetter =
        isAbove(fitted) == isAbove(best) ? fitted.distance < best.distance : isAbove(fitted)
      if isBetter { best = fitted }
    }
    return best
  }

  /// Both ranges and what lies between: a quoted strike of either must not meet the other's wing.
  static func hull(
    _ first: ClosedRange<Double>, _ second: ClosedRange<Double>
  ) -> ClosedRange<Double> {
    min(first.lowerBound, second.lowerBound)...max(first.upperBound, second.upperBound)
  }

  private static func crosses(
    _ earlier: SmileSlice, _ later: SmileSlice, _ range: ClosedRange<Double>
  ) -> Bool {
    earlier.minimumCalendarGap(to: later, over: range).value < 0
  }

  private static func violations(_ slices: [SmileSlice]) -> [ArbitrageViolation] {
    var found: [ArbitrageViolation] = []
    for (position, slice) in slices.enumerated() {
      func note(_ kind: ArbitrageViolation.Kind, at place: Double, size: Double) {
        found.append(
          ArbitrageViolation(
            kind: kind, expiry: slice.expiry, logMoneyness: place,
            strike: slice.strike(at: place), size: size))
      }
      let butterfly = slice.minimumDurrleman
      if butterfly.value < 0 {
        note(.butterfly, at: butterfly.logMoneyness, size: -butterfly.value)
      }
      let steepest = max(slice.base.leftWingSlope, slice.base.rightWingSlope)
      if steepest > 2 {
        let isLeft = slice.base.leftWingSlope > slice.base.rightWingSlope
        note(
          .wing, at: isLeft ? slice.quotedRange.lowerBound : slice.quotedRange.upperBound,
          size: steepest - 2)
      }
      guard position > 0 else { continue }
      let earlier = slices[position - 1]
      let gap = earlier.minimumCalendarGap(
        to: slice, over: hull(earlier.quotedRange, slice.quotedRange))
      if gap.value < 0 {
        note(.calendar(earlier: earlier.expiry), at: gap.logMoneyness, size: -gap.value)
      }
    }
    return found
  }

  /// Absolute errors in vol points of the rows within a range of |delta|, of the slice and of its
  /// SVI part alone.
  private static func errors(
    _ draft: SliceDraft, within deltas: ClosedRange<Double>
  ) -> (whole: [Double], base: [Double]) {
    var whole: [Double] = []
    var base: [Double] = []
    let quotes = draft.quotes
    for index in 0..<quotes.count where deltas.contains(quotes.callDelta[index]) {
      let place = quotes.logMoneyness[index]
      let mark = quotes.volatility[index]
      let error = 100 * abs(draft.slice.volatility(at: place) - mark)
      let baseError =
        100 * abs(draft.slice.base.volatility(at: place, timeToExpiry: quotes.timeToExpiry) - mark)
      for _ in 0..<quotes.rowCount[index] {
        whole.append(error)
        base.append(baseError)
      }
    }
    return (whole, base)
  }

  private func expiryFit(
    _ position: Int, _ draft: SliceDraft?, _ errors: (whole: [Double], base: [Double])?,
    _ violations: [ArbitrageViolation]
  ) -> ExpiryFit {
    let expiry = market.expiries[position]
    let status: ExpiryFit.Status =
      if draft == nil {
        quotes[position].count < options.strikesMin ? .tooFewStrikes : .noSlice
      } else if violations.contains(where: { $0.expiry == expiry.expiry }) {
        .arbitrage
      } else if draft?.isRepaired == true {
        .repaired
      } else {
        draft?.isConverged == true ? .converged : .iterationLimit
      }
    return ExpiryFit(
      expiry: expiry.expiry, timeToExpiry: expiry.timeToExpiry, forward: expiry.forward,
      strikeCount: quotes[position].count, status: status, iterations: draft?.iterations ?? 0,
      slice: draft?.slice, error: errors.flatMap { FitError($0.whole) },
      baseError: errors.flatMap { FitError($0.base) },
      minimumDurrleman: draft?.slice.minimumDurrleman.value)
  }
}

extension FitError {
  /// The distribution of absolute errors, or nil of none.
  init?(_ errors: [Double]) {
    let sorted = errors.sorted()
    guard let median = quantile(0.5, ofSorted: sorted, convention: .linear),
      let high = quantile(0.95, ofSorted: sorted, convention: .linear), let largest = sorted.last
    else { return nil }
    rowCount = sorted.count
    self.median = median
    percentile95 = high
    maximum = largest
  }
}
