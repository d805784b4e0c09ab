import Glibc
import SteelyardContracts
import SteelyardMarket

/// Profit of options in joint scenarios by their Greeks, to be held against full revaluation.
///
///     P&L = delta dF + gamma dF^2 / 2 + vega dσ + theta t
///
/// with dF the move of the forward, dσ what the surface response makes of the option's own volatility in
/// volatility points, and t the horizon in days. Linear contracts need none: their profit in US dollars
/// is their delta's. What is left out (cross terms of price and volatility, their third orders) is what
/// the comparison shows.
///
/// - Source: J. Hull, "Options, Futures, and Other Derivatives", chapter on Greek letters.
public struct GreekApproximation: Sendable {
  /// The pieces of one unit's profit in US dollars; shape `[scenario]` of a group each.
  public struct Pieces: Sendable {
    /// delta dF.
    public let delta: [Double]
    /// gamma dF^2 / 2.
    public let gamma: [Double]
    /// vega dσ.
    public let vega: [Double]
    /// theta t.
    public let theta: [Double]
  }

  private let joint: JointColumns

  /// An approximation in the columns of one coin.
  public init(_ joint: JointColumns) { self.joint = joint }

  /// The pieces of an option's profit; nil for what is linear, has a barrier or settles within the
  /// horizon, wholly or in part: Greeks say nothing of a settlement.
  ///
  /// - Parameters:
  ///   - usdPerQuote: US dollars for one unit of the quote currency.
  ///   - columns: The columns of one group.
  public func pieces(
    of priced: PricedInstrument, usdPerQuote: Double, in columns: Range<Int>
  ) -> Pieces? {
    guard case .option = priced.instrument.product,
      let volatility = priced.volatility?.value, volatility > 0, priced.timeToExpiry > 0,
      let group = joint.groups.first(where: { $0.columns.contains(columns.lowerBound) }),
      !group.rule.settles(priced), priced.fixedPrice == 0, !group.rule.fixesOnTheWay(priced)
    else { return nil }
    // An inverse option is worth its coins at the later index: quote value times index over forward.
    let usd =
      usdPerQuote * (priced.instrument.underlying.isInverse ? priced.index / priced.price : 1)
    let years = priced.timeToExpiry
    let option = SmileOption(
      logStrike: log(priced.strike / priced.price), deviation: volatility * years.squareRoot(),
      days: priced.days, on: joint.response)
    var pieces = (
      delta: [Double](), gamma: [Double](), vega: [Double](), theta: [Double]()
    )
    pieces.delta.reserveCapacity(columns.count)
    pieces.gamma.reserveCapacity(columns.count)
    pieces.vega.reserveCapacity(columns.count)
    pieces.theta.reserveCapacity(columns.count)
    for column in columns {
      let move =
        priced.price * (joint.spotFactor[column] * exp(joint.basis[column] * years) - 1)
      let share = option.share(
        level: joint.level[column], skew: joint.skew[column], logMove: joint.spotLogarithm[column])
      pieces.delta.append(usd * priced.delta * move)
      pieces.gamma.append(usd * priced.gamma * move * move / 2)
      pieces.vega.append(usd * priced.vega * 100 * volatility * (share - 1))
      pieces.theta.append(usd * priced.theta * min(group.rule.horizonDays, priced.days))
    }
    return Pieces(
      delta: pieces.delta, gamma: pieces.gamma, vega: pieces.vega, theta: pieces.theta)
  }
}
