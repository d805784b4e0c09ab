import Glibc
public import SteelyardContracts
import SteelyardMath

/// What the trades and the book of one period say about the next one's volatility.
///
/// Every number is of the period alone, so features of a period that has ended are known when the next
/// is forecast. Quantities that are never negative and spread over decades enter as logarithms.
public struct FlowFeatures: Sendable, Hashable {
  /// Mean |bought − sold| / volume over the period's buckets of volume, 0 to 1.
  public let volumeImbalance: Double
  /// |Σ signed volume| / volume, 0 to 1: whether takers were on one side.
  public let flowImbalance: Double
  /// ln of Amihud's illiquidity per unit of quote.
  public let logIlliquidity: Double
  /// ln of the mean relative spread.
  public let logSpread: Double
  /// ln of the low quantile of depth.
  public let logDepth: Double

  /// The names of `columns`, in order.
  public static let names = [
    "volume imbalance", "flow imbalance", "log illiquidity", "log spread", "log depth",
  ]

  /// The features as regressors, in the order of `names`.
  public var columns: [Double] {
    [volumeImbalance, flowImbalance, logIlliquidity, logSpread, logDepth]
  }

  /// How a period is cut and measured.
  public struct Measure: Sendable, Hashable, Codable {
    /// Buckets that the period's volume is cut into, at least 2.
    public let bucketCount: Int
    /// Trades in each interval of the illiquidity, at least 2.
    public let tradesPerInterval: Int
    /// The band of the depth, as a share of the middle, > 0.
    public let band: Double
    /// The quantile of depth that counts, above 0 and at most 1.
    public let depthQuantile: Double

    /// Makes a measure.
    ///
    /// - Throws: `invalidInput` for a number outside its range.
    public init(
      bucketCount: Int, tradesPerInterval: Int, band: Double, depthQuantile: Double
    ) throws(SteelyardError) {
      guard bucketCount >= 2, tradesPerInterval >= 2, band > 0, band < 1, depthQuantile > 0,
        depthQuantile <= 1
      else {
        throw SteelyardError(
          .invalidInput,
          "\(bucketCount) buckets, \(tradesPerInterval) trades, band \(band), quantile"
            + " \(depthQuantile): no measure.",
          remedy: "Give at least 2 buckets and trades, a band and a quantile between 0 and 1.")
      }
      self.bucketCount = bucketCount
      self.tradesPerInterval = tradesPerInterval
      self.band = band
      self.depthQuantile = depthQuantile
    }
  }

  /// The features of one period.
  ///
  /// - Parameters:
  ///   - trades: Of the period, in order of time.
  ///   - ladders: Of the period, at least one, each as deep as the band.
  ///   - measure: How they are cut.
  /// - Throws: `missingMarketData` for too few trades, no ladder, or ladders that end before the band;
  ///   `notApplicable` where the price or the depth is such that a logarithm does not exist.
  public init(
    trades: [BookTrade], ladders: [BookLadder], measure: Measure
  ) throws(SteelyardError) {
    let volume = CompensatedSum(trades.map(\.quantity)).value
    guard volume > 0, !ladders.isEmpty else {
      throw SteelyardError(
        .missingMarketData,
        "The period has \(trades.count) trades and \(ladders.count) order books.",
        remedy: "Give at least one of each, or leave the period out.")
    }
    // A hair below the share, so that rounding does not lose the last bucket.
    let bucket = volume / Double(measure.bucketCount) * (1 - 1e-12)
    let imbalance = try VolumeImbalance(trades, bucketVolume: bucket)
    let values = imbalance.values(window: imbalance.boughtVolumes.count)
    volumeImbalance = values.first ?? 0
    flowImbalance = abs(CompensatedSum(trades.map(\.signedQuantity)).value) / volume
    logIlliquidity = try FlowFeatures.logarithm(
      PriceImpact.illiquidity(
        TradeInterval.ofTrades(trades, count: measure.tradesPerInterval)), "illiquidity")
    let spreads = CompensatedSum(ladders.map(\.relativeSpread)).value / Double(ladders.count)
    logSpread = try FlowFeatures.logarithm(spreads, "spread")
    let depths = ladders.map { $0.depth(within: measure.band) }
    guard depths.allSatisfy(\.isSeen) else {
      throw SteelyardError(
        .missingMarketData, "An order book ends before \(measure.band) of its middle.",
        remedy: "Give deeper books, or a narrower band.")
    }
    let low =
      quantile(
        measure.depthQuantile, ofSorted: depths.map(\.thinnerSide).sorted(),
        convention: .invertedDistribution) ?? 0
    logDepth = try FlowFeatures.logarithm(low, "depth")
  }

  private static func logarithm(
    _ number: Double, _ name: String
  ) throws(SteelyardError) -> Double {
    guard number > 0 else {
      throw SteelyardError(
        .notApplicable, "The \(name) of the period is \(number) and has no logarithm.",
        remedy: "Leave the period out, or take a longer one.")
    }
    return log(number)
  }
}
