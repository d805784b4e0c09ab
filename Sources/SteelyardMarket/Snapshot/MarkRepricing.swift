public import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// How well an underlying's mark volatilities give back its mark prices on the chosen forwards.
///
/// The fields of a saved chain are not of one instant; a large error says that a forward was chosen
/// badly, or that a row is stale. Errors are |model - mark|, in `Instrument.priceCurrency`.
public struct MarkRepricing: Sendable, Hashable {
  /// Options with both a mark and a mark volatility.
  public let rowCount: Int
  /// Half of the errors are at most this.
  public let median: Double
  /// 99 % of the errors are at most this.
  public let percentile99: Double
  /// The largest error.
  public let maximum: Double
}

extension UnderlyingMarket {
  /// The errors of repricing every option from its mark volatility, at the time of its own row.
  ///
  /// - Returns: Nil where no option has both a mark and a mark volatility.
  /// - Throws: `invalidInput` where a row has a volatility that no option can have.
  public func markRepricing() throws(SteelyardError) -> MarkRepricing? {
    var errors: [Double] = []
    for expiry in expiries {
      for row in expiry.options {
        guard let terms = row.instrument.optionTerms, let mark = row.markPrice,
          let volatility = row.markVolatility
        else { continue }
        let option = try InverseOption(
          forward: expiry.forward.value, strike: terms.strike.doubleValue,
          timeToExpiry: max(0, row.time.years(to: terms.expiry)), volatility: volatility)
        let model =
          underlying.isInverse
          ? option.value(terms.right) : option.quoteSettled.value(terms.right)
        errors.append(abs(model - mark))
      }
    }
    errors.sort()
    func share(_ probability: Double) -> Double? {
      quantile(probability, ofSorted: errors, convention: .invertedDistribution)
    }
    guard let median = share(0.5), let percentile99 = share(0.99), let maximum = errors.last else {
      return nil
    }
    return MarkRepricing(
      rowCount: errors.count, median: median, percentile99: percentile99, maximum: maximum)
  }
}
