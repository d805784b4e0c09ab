import Glibc
public import SteelyardContracts
public import SteelyardMarket
import SteelyardMath

/// Whether the smiles that joint scenarios make of a market's quotes could be traded against.
///
/// Every quoted strike keeps its own volatility and moves with the surface response, as options are
/// revalued. A butterfly is broken where a call costs more than the mixture of its neighbours' or where
/// calls rise with the strike or fall faster than it; a calendar where total variance at the same
/// log-moneyness falls with the expiry. What the quotes themselves break, before any move, is not
/// counted again.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14
///   (2014), section 2.
public struct ShockedSlices: Sendable {
  /// A broken bound.
  public struct Violation: Sendable, Hashable {
    /// The column.
    public let column: Int
    /// The expiry, of a calendar the later one.
    public let expiry: Timestamp
    /// The strike in quote currency.
    public let strike: Double
    /// By how much: of a butterfly its price as a share of the forward, of a calendar total variance.
    public let size: Double
  }

  /// What was found of one kind.
  public struct Finding: Sendable, Hashable {
    /// Butterflies or calendars looked at, in all columns.
    public internal(set) var checkedCount = 0
    /// How many the moves broke.
    public internal(set) var brokenCount = 0
    /// The columns with any.
    public internal(set) var columns: Set<Int> = []
    /// The largest; nil where nothing is broken.
    public internal(set) var worst: Violation?
  }

  /// A hundredth of a price tick of Deribit's options (0.0001 of a coin): below it prices are equal.
  public static let butterflyTolerance = 1e-6
  /// Total variance of a hundredth of a volatility point at 50 % over a week.
  public static let calendarTolerance = 2e-6

  /// Butterflies of every expiry.
  public private(set) var butterflies = Finding()
  /// Calendars between neighbouring expiries.
  public private(set) var calendars = Finding()

  /// Checks the quotes of one underlying in some columns.
  ///
  /// - Parameters:
  ///   - expiries: Its quotes; expiries with fewer than three strikes have no butterfly.
  ///   - joint: The columns of its coin.
  ///   - columns: The columns that are looked at.
  public init(of expiries: [ExpiryMarket], in joint: JointColumns, columns: [Int]) {
    self.init(of: Quotes(expiries, in: joint), in: joint, columns: columns)
  }

  /// The quotes of one underlying and what they break before any move: the same for all columns.
  public struct Quotes: Sendable {
    fileprivate let slices: [QuotedSlice]
    fileprivate let before: [QuotedSlice.Unmoved]

    /// Quotes that the moves of a coin are applied to.
    public init(_ expiries: [ExpiryMarket], in joint: JointColumns) {
      slices = expiries.compactMap { QuotedSlice($0, on: joint.response) }
      before = QuotedSlice.Unmoved.all(slices)
    }
  }

  /// Nothing was looked at.
  public init() {}

  /// Adds what was found in other columns, which come after those of this.
  public mutating func merge(_ later: ShockedSlices) {
    butterflies.merge(later.butterflies)
    calendars.merge(later.calendars)
  }

  /// As `init(of:in:columns:)`, where quotes are looked at again and again.
  public init(of quotes: Quotes, in joint: JointColumns, columns: [Int]) {
    let slices = quotes.slices
    let before = quotes.before
    for column in columns {
      guard let group = joint.groups.first(where: { $0.columns.contains(column) }) else { continue }
      let horizon = group.rule.horizonYears
      var earlier: (place: Int, slice: QuotedSlice.Shocked)?
      for (place, slice) in slices.enumerated() where slice.years > horizon {
        let shocked = slice.shocked((joint, column), horizon)
        checkButterflies(shocked, before[place], slice.expiry, column)
        if let earlier {
          // Neighbours are the same before every move, unless the horizon takes one out between them.
          let gaps =
            earlier.place == place - 1
            ? before[place].calendarGaps
            : before[place].slice.calendarGaps(to: before[earlier.place].slice)
          checkCalendars(shocked, to: earlier.slice, before: gaps, slice.expiry, column)
        }
        earlier = (place, shocked)
      }
    }
  }

  private mutating func checkButterflies(
    _ shocked: QuotedSlice.Shocked, _ original: QuotedSlice.Unmoved, _ expiry: Timestamp,
    _ column: Int
  ) {
    guard shocked.strikes.count > 2 else { return }
    for middle in 1..<shocked.strikes.count - 1 {
      butterflies.note(
        shocked.butterflyGap(middle), before: original.butterflyGaps[middle],
        ShockedSlices.butterflyTolerance, column, expiry, shocked.strikes[middle])
    }
  }

  private mutating func checkCalendars(
    _ later: QuotedSlice.Shocked, to earlier: QuotedSlice.Shocked, before: [Double?],
    _ expiry: Timestamp, _ column: Int
  ) {
    for (place, gap) in later.calendarGaps(to: earlier).enumerated() {
      guard let gap else { continue }
      calendars.note(
        gap, before: before[place] ?? 0, ShockedSlices.calendarTolerance, column, expiry,
        later.strikes[place])
    }
  }
}

extension ShockedSlices.Finding {
  fileprivate mutating func merge(_ later: ShockedSlices.Finding) {
    checkedCount += later.checkedCount
    brokenCount += later.brokenCount
    columns.formUnion(later.columns)
    if let own = later.worst, own.size > worst?.size ?? 0 { worst = own }
  }

  /// Counts a gap, > 0 where a bound is broken, unless it was as wide before the move.
  fileprivate mutating func note(
    _ gap: Double, before: Double, _ tolerance: Double, _ column: Int, _ expiry: Timestamp,
    _ strike: Double
  ) {
    checkedCount += 1
    guard gap > max(0, before) + tolerance else { return }
    brokenCount += 1
    columns.insert(column)
    if gap > worst?.size ?? 0 {
      worst = ShockedSlices.Violation(
        column: column, expiry: expiry, strike: strike, size: gap)
    }
  }
}

/// The quoted volatilities of one expiry, by strike.
private struct QuotedSlice: Sendable {
  let expiry: Timestamp
  let years: Double
  let forward: Double
  private(set) var strikes: [Double] = []
  private(set) var volatilities: [Double] = []
  /// The quotes on the smile; shape `[strike]`.
  private let options: [SmileOption]

  /// A slice before any move, with the gaps that it has already.
  struct Unmoved: Sendable {
    let slice: Shocked
    /// By the middle strike; 0 at both ends, which have none.
    let butterflyGaps: [Double]
    /// To the slice before it; nil where that has no quotes around.
    let calendarGaps: [Double?]

    static func all(_ slices: [QuotedSlice]) -> [Unmoved] {
      var unmoved: [Unmoved] = []
      for quoted in slices {
        let slice = quoted.shocked(nil, 0)
        let ends = [0, slice.strikes.count - 1]
        unmoved.append(
          Unmoved(
            slice: slice,
            butterflyGaps: slice.strikes.indices.map {
              ends.contains($0) ? 0 : slice.butterflyGap($0)
            },
            calendarGaps: unmoved.last.map { slice.calendarGaps(to: $0.slice) } ?? []))
      }
      return unmoved
    }
  }

  /// A slice after a move.
  struct Shocked: Sendable {
    let forward: Double
    let strikes: [Double]
    /// ln(K/F).
    let logMoneyness: [Double]
    /// σ²t.
    let totalVariance: [Double]
    /// Undiscounted, over the forward.
    let calls: [Double]

    /// By how much a butterfly costs less than nothing, or a spread more than its width, as a share of
    /// the forward.
    func butterflyGap(_ middle: Int) -> Double {
      let left = (calls[middle - 1] - calls[middle]) / (strikes[middle] - strikes[middle - 1])
      let right = (calls[middle] - calls[middle + 1]) / (strikes[middle + 1] - strikes[middle])
      let width = min(
        strikes[middle] - strikes[middle - 1], strikes[middle + 1] - strikes[middle])
      // Slopes per dollar of strike: they fall, stay above nothing and below one.
      return max(right - left, -right, left - 1 / forward) * width
    }

    /// By how much the total variance of an earlier slice at the moneyness of each strike is larger.
    ///
    /// Nil where that slice has no quotes around. Strikes rise, so one walk along both finds all
    /// neighbours.
    func calendarGaps(to earlier: Shocked) -> [Double?] {
      var above = 0
      return logMoneyness.indices.map { place in
        let own = logMoneyness[place]
        while above < earlier.logMoneyness.count, !(earlier.logMoneyness[above] >= own) {
          above += 1
        }
        guard above > 0, above < earlier.logMoneyness.count else { return nil }
        let width = earlier.logMoneyness[above] - earlier.logMoneyness[above - 1]
        let share = width > 0 ? (own - earlier.logMoneyness[above - 1]) / width : 1
        let variance =
          earlier.totalVariance[above - 1]
          + share * (earlier.totalVariance[above] - earlier.totalVariance[above - 1])
        return variance - totalVariance[place]
      }
    }
  }

  /// The quotes that are out of the money, which trade; nil where there is none.
  init?(_ market: ExpiryMarket, on response: SurfaceResponse) {
    expiry = market.expiry
    years = market.timeToExpiry
    forward = market.forward.value
    guard years > 0 else { return nil }
    for row in market.options {
      guard let terms = row.instrument.optionTerms, let volatility = row.markVolatility,
        volatility > 0
      else { continue }
      let strike = terms.strike.doubleValue
      if strike == strikes.last {
        // Of a strike's two quotes the one out of the money counts.
        let isOut = terms.right == .call ? strike >= forward : strike < forward
        if isOut { volatilities[volatilities.count - 1] = volatility }
        continue
      }
      strikes.append(strike)
      volatilities.append(volatility)
    }
    guard !strikes.isEmpty else { return nil }
    options = zip(strikes, volatilities).map { [years, forward] strike, volatility in
      SmileOption(
        logStrike: log(strike / forward), deviation: volatility * years.squareRoot(),
        days: years * 365, on: response)
    }
  }

  /// The slice after the moves of a column, a horizon later; before any where there is none.
  func shocked(_ move: (joint: JointColumns, column: Int)?, _ horizon: Double) -> Shocked {
    let left = max(0, years - horizon)
    let factor =
      move.map { $0.joint.spotFactor[$0.column] * exp($0.joint.basis[$0.column] * years) } ?? 1
    let moved = forward * factor
    var logMoneyness: [Double] = []
    var variances: [Double] = []
    var calls: [Double] = []
    logMoneyness.reserveCapacity(strikes.count)
    variances.reserveCapacity(strikes.count)
    calls.reserveCapacity(strikes.count)
    for place in strikes.indices {
      let strike = strikes[place]
      let volatility = volatilities[place]
      let share =
        move.map { joint, column in
          options[place].share(
            level: joint.level[column], skew: joint.skew[column],
            logMove: joint.spotLogarithm[column])
        } ?? 1
      let deviation = volatility * share * left.squareRoot()
      let moneyness = log(strike / moved)
      logMoneyness.append(moneyness)
      variances.append(deviation * deviation)
      // N(d1) - e^k N(d2).
      let upper = -moneyness / deviation + deviation / 2
      calls.append(
        NormalDistribution.cumulative(upper) - exp(moneyness)
          * NormalDistribution.cumulative(upper - deviation))
    }
    return Shocked(
      forward: moved, strikes: strikes, logMoneyness: logMoneyness, totalVariance: variances,
      calls: calls)
  }
}
