/// What closing one unit of a size costs on average, beyond what the scenarios of a horizon contain.
///
///     rate = s + Y sigma sqrt(G / V) + z sigma (sqrt(h + e / 3) - sqrt(h)),  e = max(0, G / (p V) - h)
///
/// Half the spread, the square-root law of market impact, and the price risk of the time that closing
/// takes beyond the horizon: what is sold evenly over e days has a third of the variance of holding
/// it as long, and the horizon's own variance is in the scenarios already. For deltas all of it is a
/// share of the price; for vegas it is in volatility points.
///
/// - Source: the spread as a cost, A. Bangia, F. Diebold, T. Schuermann, J. Stroughair, "Modeling
///   liquidity risk" (1999); the square-root law, B. Tóth et al., Physical Review X 1 (2011) 021006;
///   the third, R. Almgren, N. Chriss, "Optimal execution of portfolio transactions", J. Risk 3 (2001).
struct ClosingCost: Equatable {
  /// s: half the spread.
  let spread: Double
  /// Y sigma sqrt(G / V).
  let impact: Double
  /// What the time beyond the horizon adds.
  let delay: Double
  /// Days that closing takes at the share of volume: G / (p V).
  let days: Double

  /// The cost of one unit.
  var rate: Double { spread + impact + delay }

  /// The cost of a unit of a size.
  ///
  /// - Parameters:
  ///   - size: G: of the whole owner, >= 0.
  ///   - dailyVolume: V: what trades in a day, in the unit of the size, > 0.
  ///   - deviation: sigma: of a day, >= 0.
  ///   - horizonDays: h: what the scenarios contain, > 0.
  init(
    of size: Double, halfSpread: Double, dailyVolume: Double, deviation: Double,
    horizonDays: Double, _ rule: ClosingRule
  ) {
    spread = halfSpread
    impact = rule.impactFactor * deviation * (size / dailyVolume).squareRoot()
    days = size / (rule.participation * dailyVolume)
    let beyond = max(0, days - horizonDays)
    delay =
      rule.tailMultiple * deviation
      * ((horizonDays + beyond / 3).squareRoot() - horizonDays.squareRoot())
  }
}

/// The figures of a charge for the cost of closing that hold for every coin and size.
struct ClosingRule: Sendable, Equatable {
  /// Y: the scale of the square-root law.
  let impactFactor: Double
  /// p: the share of volume that closing may be.
  let participation: Double
  /// z: deviations that are taken of the price risk beyond the horizon.
  let tailMultiple: Double
}
