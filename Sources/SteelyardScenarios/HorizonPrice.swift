import Glibc
import SteelyardContracts

extension SettlementRule {
  /// An instrument's price at the horizon: a spot move multiplies only what no settlement average
  /// has fixed, now or on the way.
  ///
  /// - Parameters:
  ///   - spotFactor: 1 + the relative move.
  ///   - logMove: The logarithm of `spotFactor`.
  func displacedPrice(
    of priced: PricedInstrument, spotFactor: Double, logMove: Double
  ) -> Double {
    guard fixesOnTheWay(priced) else { return priced.displaced(by: spotFactor) }
    let way = SpotPath(horizonYears: horizonYears, logMove: logMove, shape: path)
    return priced.displaced(
      by: way.settlementFactor(years: priced.timeToExpiry, windowYears: windowYears))
  }

  /// Whether a part of the price that is still open becomes fixed within the horizon.
  func fixesOnTheWay(_ priced: PricedInstrument) -> Bool {
    horizonDays > 0 && priced.instrument.expiry != nil
      && priced.timeToExpiry - windowYears < horizonYears
  }

  /// The settlement price of what expires within the horizon, in quote currency: of the average what
  /// is fixed stays, and spot on its path makes the rest.
  ///
  /// - Parameter logMove: The logarithm of 1 + the relative move over the whole horizon.
  package func settlementPrice(of priced: PricedInstrument, logMove: Double) -> Double {
    let way = SpotPath(horizonYears: horizonYears, logMove: logMove, shape: path)
    let mean = way.settlementFactor(years: priced.timeToExpiry, windowYears: windowYears)
    return priced.fixedPrice + priced.index * (1 - priced.fixedShare) * mean
  }

  /// Profit of one unit of what expires within the horizon: worth what was delivered.
  ///
  /// - Parameters:
  ///   - spotFactor: 1 + the relative move over the whole horizon.
  ///   - logMove: The logarithm of `spotFactor`.
  ///   - held: What an option is worth now, in quote currency; not looked at for futures.
  ///   - currency: What the profit is counted in; dollars stand for quote currency here.
  /// - Returns: Profit in settlement currency, or in quote currency where dollars are asked.
  func settledProfit(
    of priced: PricedInstrument, spotFactor: Double, logMove: Double, held: Double,
    countedIn currency: ProfitCurrency
  ) -> Double {
    let inverse = priced.instrument.underlying.isInverse
    let finalSpot = priced.index * spotFactor
    let average = settlementPrice(of: priced, logMove: logMove)
    let delivered = Delivery(kind: delivery, settlementPrice: average, finalSpot: finalSpot)
    guard let terms = priced.instrument.optionTerms else {
      let profit = delivered.profit(ofFutureFrom: priced.price, isInverse: inverse)
      return inverse && currency == .usd ? profit * finalSpot : profit
    }
    let after = delivered.value(of: terms, isInverse: inverse)
    guard inverse else { return after - held }
    let before = held / priced.price
    return currency == .settlement ? after - before : after * finalSpot - before * priced.index
  }

  /// What a discounted price is multiplied with at the horizon.
  func agedDiscount(of priced: PricedInstrument) -> Double {
    guard horizonDays > 0, priced.discount < 1 else { return priced.discount }
    return exp(-priced.rate * (priced.timeToExpiry - horizonYears))
  }

  private var windowYears: Double { Double(averagingWindowSeconds) / 31_536_000 }
}
