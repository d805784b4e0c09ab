import Glibc
public import SteelyardContracts
import SteelyardMath

/// One-sidedness of trading in buckets of equal volume, without looking at the taker's side.
///
/// Each bucket of volume V with price change d counts V Φ(d/σ) as bought and the rest as sold. The
/// measure is an optional diagnostic: once volume and volatility are known it adds little (T.
/// Andersen, O. Bondarenko, "VPIN and the flash crash", Journal of Financial Markets 17 (2014)), and
/// it depends on the bucket.
///
/// - Source: D. Easley, M. López de Prado, M. O'Hara, "Flow toxicity and liquidity in a high-frequency
///   world", Review of Financial Studies 25 (2012), pp. 1457-1493, eq. 4 and 5.
public struct VolumeImbalance: Sendable, Hashable {
  /// Most buckets cut: a bucket far too small is a mistake, not a measure.
  public static let bucketsMax = 1_000_000

  /// The volume of each bucket, in the unit of the book.
  public let bucketVolume: Double
  /// The price change over each bucket, from the last price of the one before; the first begins at the
  /// first trade; shape `[bucket]`.
  public let priceChanges: [Double]
  /// σ: the sample deviation of `priceChanges` over n − 1.
  public let priceChangeDeviation: Double
  /// What counts as bought of each bucket; shape `[bucket]`.
  public let boughtVolumes: [Double]

  /// Cuts a tape into buckets; a trade may span several, and an incomplete last bucket is left out.
  ///
  /// σ is that of the whole tape, so a value inside it knows later buckets: for a forecast give the
  /// tape up to the moment of the forecast.
  ///
  /// - Parameters:
  ///   - trades: In order of time.
  ///   - bucketVolume: V, > 0.
  /// - Throws: `invalidInput` for a volume not above 0; `missingMarketData` for fewer than two full
  ///   buckets; `limitExceeded` for more than `bucketsMax`; `notApplicable` where the price moves
  ///   alike in all.
  public init(_ trades: [BookTrade], bucketVolume: Double) throws(SteelyardError) {
    guard bucketVolume > 0, bucketVolume.isFinite else {
      throw SteelyardError(
        .invalidInput, "A bucket of \(bucketVolume) holds nothing.",
        remedy: "Give a volume above 0, such as a fiftieth of a day's.")
    }
    let changes = try VolumeImbalance.priceChanges(trades, bucketVolume)
    guard changes.count >= 2 else {
      throw SteelyardError(
        .missingMarketData, "The tape fills \(changes.count) buckets, fewer than two.",
        remedy: "Give more trades or smaller buckets.")
    }
    let count = Double(changes.count)
    let mean = CompensatedSum(changes).value / count
    let squares = CompensatedSum(changes.map { ($0 - mean) * ($0 - mean) }).value
    let deviation = (squares / (count - 1)).squareRoot()
    guard deviation > 0 else {
      throw SteelyardError(
        .notApplicable, "The price moves alike in every bucket, so no side can be told.",
        remedy: "Give larger buckets or a longer tape.")
    }
    self.bucketVolume = bucketVolume
    priceChanges = changes
    priceChangeDeviation = deviation
    boughtVolumes = changes.map { bucketVolume * NormalDistribution.cumulative($0 / deviation) }
  }

  /// The mean of |bought − sold| / V over the last buckets, at each bucket from the first full window.
  ///
  /// - Parameter window: Buckets in each mean; 50 is usual.
  /// - Returns: From 0 to 1; shape `[bucket − window + 1]`, empty where the window is longer than the
  ///   tape.
  /// - Precondition: `window` ≥ 1.
  public func values(window: Int) -> [Double] {
    precondition(window >= 1, "A mean needs a bucket at least.")
    let shares = boughtVolumes.map { abs(2 * $0 - bucketVolume) / bucketVolume }
    return stride(from: window, through: shares.count, by: 1).map { end in
      CompensatedSum(shares[(end - window)..<end]).value / Double(window)
    }
  }

  private static func priceChanges(
    _ trades: [BookTrade], _ bucketVolume: Double
  ) throws(SteelyardError) -> [Double] {
    var changes: [Double] = []
    var open = trades.first?.price ?? 0
    var filled = CompensatedSum()
    for trade in trades {
      filled.add(trade.quantity)
      while filled.value >= bucketVolume {
        guard changes.count < bucketsMax else {
          throw SteelyardError(
            .limitExceeded, "Buckets of \(bucketVolume) cut the tape into more than \(bucketsMax).",
            remedy: "Give a larger volume.")
        }
        changes.append(trade.price - open)
        open = trade.price
        filled.add(-bucketVolume)
      }
    }
    return changes
  }
}
