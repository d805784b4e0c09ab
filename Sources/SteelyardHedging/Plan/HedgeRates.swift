public import SteelyardContracts
public import SteelyardMargin

/// What trading a hedge is taken to cost: fees, spreads where no quote says them, and what size does to prices.
///
/// Shares are decimals: 0.0005 is 5 basis points.
///
///     cost(q) = (half spread + fee + carry) q + Y σ √(|D| / V) |D|  (+ Y ν √(|W| / (w V)) |W| for options)
///
/// with D the US dollars of delta and W the US dollars of vega for a volatility point that are traded. Carry is what holding pays away
/// over `holdingDays`: funding of a perpetual, the premium over the index that a future loses by its expiry. What holding brings in
/// is not taken off: funding turns, and a hedge is no view on it.
public struct HedgeRates: Sendable, Hashable {
  /// Fee for taking liquidity in spot, futures and perpetuals, as a share of the notional.
  public let takerFee: Double
  /// The same for options, as a share of the notional of their underlying.
  public let optionFee: Double
  /// The most that the fee of an option may be, as a share of what it is worth.
  public let optionFeeMaxShare: Double
  /// Half the spread of spot, futures, perpetuals and tokens that have no quotes, as a share of the price.
  public let halfSpread: PerCoin<Double>
  /// Half the spread of an option without quotes, in volatility points.
  public let halfSpreadPoints: Double
  /// Y of the square-root law.
  public let impactFactor: Double
  /// σ: deviation of a coin's daily return.
  public let dailyVolatility: PerCoin<Double>
  /// V: what trades of a coin in a day, in US dollars.
  public let dailyVolumeUSD: PerCoin<Double>
  /// w: US dollars of vega for one volatility point that trade for each US dollar of volume.
  public let vegaShare: Double
  /// ν: daily deviation of implied volatilities, in volatility points.
  public let volatilityPointsDaily: Double
  /// What is traded at most of one instrument, as a share of the coin's daily volume.
  public let volumeShareMax: Double
  /// What is traded at most of one instrument whose quote says how much is offered, as a multiple of it.
  public let quoteMultipleMax: Double
  /// What a long perpetual pays a day, as a share of its notional; negative where it is paid.
  public let fundingPerDay: PerCoin<Double>
  /// Days over which a hedge is held, for its carry.
  public let holdingDays: Double

  /// Rates from their parts.
  ///
  /// - Throws: `invalidInput` for a rate that is negative or no number, or a volume, share or multiple that is not
  ///   above zero.
  public init(
    takerFee: Double, optionFee: Double, optionFeeMaxShare: Double, halfSpread: PerCoin<Double>,
    halfSpreadPoints: Double, impactFactor: Double, dailyVolatility: PerCoin<Double>,
    dailyVolumeUSD: PerCoin<Double>, vegaShare: Double, volatilityPointsDaily: Double,
    volumeShareMax: Double, quoteMultipleMax: Double,
    fundingPerDay: PerCoin<Double> = PerCoin(others: 0), holdingDays: Double = 1
  ) throws(SteelyardError) {
    let rates =
      [
        takerFee, optionFee, optionFeeMaxShare, halfSpreadPoints, impactFactor,
        volatilityPointsDaily,
      ]
      + halfSpread.all + dailyVolatility.all
    for rate in rates where !(rate >= 0 && rate.isFinite) {
      throw SteelyardError(
        .invalidInput, "A rate of trading is \(rate).", remedy: "Give a number from 0 up.")
    }
    for size in dailyVolumeUSD.all + [vegaShare, volumeShareMax, quoteMultipleMax]
    where !(size > 0 && size.isFinite) {
      throw SteelyardError(
        .invalidInput, "A volume, share or multiple of trading is \(size).",
        remedy: "Give a number above zero.")
    }
    guard fundingPerDay.all.allSatisfy({ abs($0) <= 1 }), (0...3650).contains(holdingDays) else {
      throw SteelyardError(
        .invalidInput, "A funding of \(fundingPerDay) a day over \(holdingDays) days.",
        remedy: "Give funding from -1 to 1 a day, such as 0.0003, and 0 to 3650 days.")
    }
    self.takerFee = takerFee
    self.optionFee = optionFee
    self.optionFeeMaxShare = optionFeeMaxShare
    self.halfSpread = halfSpread
    self.halfSpreadPoints = halfSpreadPoints
    self.impactFactor = impactFactor
    self.dailyVolatility = dailyVolatility
    self.dailyVolumeUSD = dailyVolumeUSD
    self.vegaShare = vegaShare
    self.volatilityPointsDaily = volatilityPointsDaily
    self.volumeShareMax = volumeShareMax
    self.quoteMultipleMax = quoteMultipleMax
    self.fundingPerDay = fundingPerDay
    self.holdingDays = holdingDays
  }

  /// Rates that a caller who knows nothing better may take: those of liquidation plans.
  public static let usual: HedgeRates = {
    do {
      return try HedgeRates(
        takerFee: 0.0005, optionFee: 0.0003, optionFeeMaxShare: 0.125,
        halfSpread: PerCoin(others: 0.0005, coins: ["BTC": 0.0002, "ETH": 0.0002]),
        halfSpreadPoints: 0.5, impactFactor: 1,
        dailyVolatility: PerCoin(others: 0.06, coins: ["BTC": 0.03, "ETH": 0.04]),
        dailyVolumeUSD: PerCoin(others: 1e8, coins: ["BTC": 1e10, "ETH": 5e9, "SOL": 1e9]),
        vegaShare: 0.00005, volatilityPointsDaily: 3, volumeShareMax: 0.02, quoteMultipleMax: 20)
    } catch {
      preconditionFailure("The usual rates are admissible.")
    }
  }()
}
