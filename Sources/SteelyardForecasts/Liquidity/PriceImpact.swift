import Glibc
public import SteelyardContracts
public import SteelyardMath

/// Measures of how far trading moves a price.
public enum PriceImpact {
  /// The price change per unit of signed volume: its slope is Kyle's λ, in quote per base and unit of
  /// the book.
  ///
  /// - Throws: `missingMarketData` for fewer than three intervals; `notApplicable` where the signed
  ///   volume does not vary.
  /// - Source: A. Kyle, "Continuous auctions and insider trading", Econometrica 53 (1985), pp.
  ///   1315-1335; as a regression, J. Hasbrouck, "Trading costs and returns for U.S. equities", Journal
  ///   of Finance 64 (2009), eq. 3, in prices rather than returns.
  public static func kyle(_ intervals: [TradeInterval]) throws(SteelyardError) -> LineFit {
    try impactFit(intervals.map(\.signedVolume), intervals.map(\.priceChange))
  }

  /// Amihud's illiquidity: the mean of |log return| / turnover, per unit of quote.
  ///
  /// The return of an interval runs from its first to its last trade.
  ///
  /// - Throws: `missingMarketData` without an interval.
  /// - Source: Y. Amihud, "Illiquidity and stock returns: cross-section and time-series effects",
  ///   Journal of Financial Markets 5 (2002), pp. 31-56, eq. 1.
  public static func illiquidity(_ intervals: [TradeInterval]) throws(SteelyardError) -> Double {
    guard !intervals.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "There is no interval to take an illiquidity from.",
        remedy: "Give more trades, or cut shorter intervals.")
    }
    let ratios = intervals.map { abs(log($0.lastPrice / $0.firstPrice)) / $0.turnover }
    return CompensatedSum(ratios).value / Double(intervals.count)
  }

  /// Roll's spread: 2 √−cov of successive price changes, in quote per base.
  ///
  /// Zero where the covariance is not negative: then prices trend and show no bounce to measure, which
  /// is not to say that trading is free.
  ///
  /// - Parameter prices: In order of time; the covariance is the sample's, over n − 1.
  /// - Throws: `missingMarketData` for fewer than four prices.
  /// - Source: R. Roll, "A simple implicit measure of the effective bid-ask spread in an efficient
  ///   market", Journal of Finance 39 (1984), pp. 1127-1139, eq. 1.
  public static func rollSpread(_ prices: [Double]) throws(SteelyardError) -> Double {
    guard prices.count >= 4 else {
      throw SteelyardError(
        .missingMarketData, "\(prices.count) prices are too few for a serial covariance.",
        remedy: "Give at least four.")
    }
    let changes = zip(prices.dropFirst(), prices).map { $0 - $1 }
    let later = changes.dropFirst()
    let earlier = changes.dropLast()
    let count = Double(later.count)
    let laterMean = CompensatedSum(later).value / count
    let earlierMean = CompensatedSum(earlier).value / count
    let products = zip(later, earlier).map { ($0 - laterMean) * ($1 - earlierMean) }
    let covariance = CompensatedSum(products).value / (count - 1)
    return covariance < 0 ? 2 * (-covariance).squareRoot() : 0
  }
}
