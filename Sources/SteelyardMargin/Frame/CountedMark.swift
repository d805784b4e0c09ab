import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// At which marks an instrument counts as equity, where a mark alone is not believed.
///
/// A mark that somebody pushes raises what is held only as far as the stable mark follows, and an
/// option's only as far as the band around the fitted surface lets it.
struct CountedMark: Sendable, Hashable {
  /// The mark of a future or perpetual that follows slowly, in quote currency; nil where none is given.
  var stablePrice: Double?
  /// What a unit of an option counts for where it is held, in settlement currency.
  var held = 0.0
  /// What a unit of an option counts for where it is sold, in settlement currency.
  var sold = 0.0

  /// The profit that counts of a gain since entry, for one unit of quantity of this sign.
  ///
  /// A gain counts at the lower of the two marks and never turns into a loss; a loss counts at the mark.
  ///
  /// - Parameters:
  ///   - profit: At the mark, in settlement currency, with the sign of the position.
  ///   - stable: The same at the stable mark.
  static func counted(_ profit: Double, stable: Double) -> Double {
    profit > 0 ? min(profit, max(0, stable)) : profit
  }
}

extension CountedMark {
  /// The marks of an instrument that count.
  ///
  /// - Parameter bandPoints: Volatility points that an option's worth may lie from the fitted surface;
  ///   nil for no band.
  init(
    of priced: PricedInstrument, in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], bandPoints: Double?
  ) {
    let stable = snapshot.observation(of: priced.instrument)?.stableMarkPrice
    guard let terms = priced.instrument.optionTerms else {
      stablePrice = stable
      return
    }
    held = min(priced.value, stable ?? priced.value)
    sold = max(priced.value, stable ?? priced.value)
    guard let bandPoints, priced.timeToExpiry > 0, surfaces[priced.instrument.underlying] != nil,
      let fitted = try? snapshot.volatility(
        of: priced.instrument, source: .fitted, surfaces: surfaces)
    else { return }
    func worth(_ volatility: Double) -> Double? {
      guard
        let option = try? InverseOption(
          forward: priced.price, strike: terms.strike.doubleValue,
          timeToExpiry: priced.timeToExpiry, volatility: volatility)
      else { return nil }
      let value =
        priced.instrument.underlying.isInverse
        ? option.value(terms.right) : option.quoteSettled.value(terms.right)
      return value * priced.discount
    }
    if let most = worth(fitted.value + bandPoints / 100) { held = min(held, most) }
    if let least = worth(max(0, fitted.value - bandPoints / 100)) { sold = max(sold, least) }
  }
}
