import Glibc

/// One expiry's fit in its own scale: x = k/√θ and ω = w/θ, θ the total variance at the money.
///
/// In this scale every chain looks alike, minutes or years to expiry. The constraints are held
/// on a grid by penalties here, and verified on the whole line afterwards.
struct SmileProblem {
  let quotes: SmileQuotes
  /// θ.
  let scale: Double
  /// √θ.
  let deviation: Double
  /// x of the quotes; shape `[strike]`.
  let places: [Double]
  /// x at which constraints are held, rising; shape `[place]`.
  let grid: [Double]
  /// Least ω by the expiry before, minus infinity where it does not bind; shape `[place]`.
  let floor: [Double]
  /// Greatest ω by the expiry after, infinity where it does not bind; shape `[place]`.
  let ceiling: [Double]
  /// By how much penalties are raised after constraints were missed, ≥ 1.
  let strictness: Double

  /// Vol points by which a slice is charged for each unit of g below its margin.
  private static let butterflyPenalty = 30.0
  /// The g that penalties ask for, so that what the grid misses stays above zero.
  private static let butterflyMargin = 0.01
  /// Vol points by which a slice is charged for each unit of ω beyond a neighbour.
  private static let calendarPenalty = 300.0
  /// ω by which neighbours are kept apart.
  private static let calendarMargin = 1e-4
  /// How far the grid reaches at least, in deviations: a wide vertex breaks g far out.
  private static let reachMin = 60.0
  /// How much more than missing the mark it costs to leave bid and ask.
  private static let bandFactor = 1.0

  /// The problem of one expiry between its neighbours.
  ///
  /// - Parameters:
  ///   - earlier: The fitted slice before, with the range of log-moneyness to keep above it.
  ///   - later: The slice after, with the range to keep below it.
  init(
    _ quotes: SmileQuotes, earlier: (slice: SmileSlice, range: ClosedRange<Double>)?,
    later: (slice: SmileSlice, range: ClosedRange<Double>)?, strictness: Double
  ) {
    self.quotes = quotes
    let scale = quotes.atTheMoneyVariance
    let deviation = scale.squareRoot()
    self.scale = scale
    self.deviation = deviation
    self.strictness = strictness
    places = quotes.logMoneyness.map { $0 / deviation }
    let ranges = [earlier?.range, later?.range, quotes.quotedRange].compactMap(\.self)
    let low = min(-Self.reachMin, 1.3 * (ranges.map(\.lowerBound).min() ?? 0) / deviation)
    let high = max(Self.reachMin, 1.3 * (ranges.map(\.upperBound).max() ?? 0) / deviation)
    let count = 150
    let start = asinh(low)
    let width = asinh(high) - start
    let grid = (0...count).map { sinh(start + Double($0) / Double(count) * width) }
    self.grid = grid
    floor = grid.map { place in
      guard let earlier, earlier.range.contains(place * deviation) else { return -.infinity }
      return earlier.slice.totalVariance(at: place * deviation) / scale + Self.calendarMargin
    }
    ceiling = grid.map { place in
      let distance = place * deviation
      guard let later, later.range.contains(distance) else { return .infinity }
      // Where only this expiry is quoted, the later one's wing gives way, not this one's quotes.
      if quotes.quotedRange.contains(distance), !later.slice.quotedRange.contains(distance) {
        return .infinity
      }
      return later.slice.totalVariance(at: place * deviation) / scale - Self.calendarMargin
    }
  }

  /// Adds what a quote says of ω there; `equations.row` holds the derivatives of ω.
  @inline(__always)
  func addQuote(
    _ index: Int, _ variance: Double, first: Int, width: Int,
    to equations: inout NormalEquations
  ) {
    let rate = scale / quotes.timeToExpiry
    let volatility = (max(variance, 1e-10) * rate).squareRoot()
    let weight = 100 * quotes.weight[index]
    let slope = rate / (2 * volatility)
    equations.add(
      residual: weight * (volatility - quotes.volatility[index]), scale: weight * slope,
      first: first, width: width)
    let outside =
      max(volatility - quotes.askVolatility[index], 0)
      + min(volatility - quotes.bidVolatility[index], 0)
    if outside != 0 {
      equations.add(
        residual: weight * Self.bandFactor * outside, scale: weight * Self.bandFactor * slope,
        first: first, width: width)
    }
  }

  /// Adds what the neighbours say of ω at a place of the grid; `equations.row` holds its
  /// derivatives.
  @inline(__always)
  func addCalendar(
    _ index: Int, _ variance: Double, first: Int, width: Int,
    to equations: inout NormalEquations
  ) {
    let outside = min(variance - floor[index], 0) + max(variance - ceiling[index], 0)
    if outside != 0 {
      let penalty = strictness * Self.calendarPenalty
      equations.add(residual: penalty * outside, scale: penalty, first: first, width: width)
    }
  }

  /// Whether the neighbours have anything to say at a place of the grid.
  @inline(__always)
  func isBeyondNeighbours(_ index: Int, _ variance: Double) -> Bool {
    variance < floor[index] || variance > ceiling[index]
  }

  /// Durrleman's g at a place, as far as it falls short of its margin, with its derivatives.
  @inline(__always)
  func butterflyShortfall(_ place: Double, _ shape: ScaledVariance) -> ButterflyShortfall? {
    let value = max(shape.value, 1e-6)
    let tilt = 1 - place * shape.first / (2 * value)
    let curve = 1 / value + scale / 4
    let found = tilt * tilt - 0.25 * shape.first * shape.first * curve + 0.5 * shape.second
    let short = found - Self.butterflyMargin
    guard short < 0 else { return nil }
    return ButterflyShortfall(
      residual: strictness * Self.butterflyPenalty * short,
      scale: strictness * Self.butterflyPenalty,
      byValue: (tilt * place * shape.first + 0.25 * shape.first * shape.first) / (value * value),
      byFirst: -tilt * place / value - 0.5 * shape.first * curve, bySecond: 0.5)
  }
}

/// ω and its derivatives by x.
struct ScaledVariance {
  var value: Double
  var first: Double
  var second: Double
}

/// A penalty residual and how it moves with ω, ω′ and ω″.
struct ButterflyShortfall {
  let residual: Double
  let scale: Double
  let byValue: Double
  let byFirst: Double
  let bySecond: Double
}
