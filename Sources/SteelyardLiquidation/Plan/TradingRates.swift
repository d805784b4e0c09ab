public import SteelyardContracts
public import SteelyardMargin

/// What trading is taken to cost where no quote says it: fees, spreads, and what size does to prices.
///
/// Shares are decimals: 0.0005 is 5 basis points.
public struct TradingRates: Sendable, Hashable {
  /// Fee of the venue for taking liquidity in spot, futures and perpetuals, as a share of the notional.
  public let takerFee: Double
  /// The same for options, as a share of the notional of their underlying.
  public let optionFee: Double
  /// What is charged besides for a trade of a liquidation in spot, futures and perpetuals, as a share of the
  /// notional.
  public private(set) var liquidationFee: Double
  /// The same for options, as a share of the notional of their underlying.
  public private(set) var optionLiquidationFee: Double
  /// The most that each of the two fees of an option may be, as a share of what it is worth.
  public let optionFeeMaxShare: Double
  /// Half the spread of spot, futures and perpetuals that have no quotes, as a share of the price.
  public let halfSpread: PerCoin<Double>
  /// Half the spread of an option without quotes, in volatility points.
  public let halfSpreadPoints: Double
  /// Y of the square-root law.
  public let impactFactor: Double
  /// The share of the impact on a coin's price that stays and revalues all else that is held, 0 to 1.
  public let permanentShare: Double
  /// Deviation of a coin's daily return.
  public let dailyVolatility: PerCoin<Double>
  /// What trades of a coin in a day, in US dollars.
  public let dailyVolumeUSD: PerCoin<Double>
  /// US dollars of vega for one volatility point that trade for each US dollar of volume.
  public let vegaShare: Double
  /// Daily deviation of implied volatilities, in volatility points.
  public let volatilityPointsDaily: Double

  /// Rates from their parts.
  ///
  /// - Throws: `invalidInput` for a rate that is negative or no number, a permanent share above 1, or a volume or
  ///   share of vega that is not above zero.
  public init(
    takerFee: Double, optionFee: Double, liquidationFee: Double, optionLiquidationFee: Double,
    optionFeeMaxShare: Double, halfSpread: PerCoin<Double>, halfSpreadPoints: Double,
    impactFactor: Double, permanentShare: Double, dailyVolatility: PerCoin<Double>,
    dailyVolumeUSD: PerCoin<Double>, vegaShare: Double, volatilityPointsDaily: Double
  ) throws(SteelyardError) {
    let rates: [(name: String, values: [Double])] = [
      ("taker fee", [takerFee]), ("option fee", [optionFee]),
      ("liquidation fee", [liquidationFee]), ("option liquidation fee", [optionLiquidationFee]),
      ("largest share of an option's fee", [optionFeeMaxShare]), ("half spread", halfSpread.all),
      ("half spread in points", [halfSpreadPoints]), ("impact factor", [impactFactor]),
      ("permanent share", [permanentShare]), ("daily volatility", dailyVolatility.all),
      ("daily volatility of volatility", [volatilityPointsDaily]),
    ]
    for (name, values) in rates {
      for value in values where !(value >= 0 && value.isFinite) {
        throw TradingRates.refusal("The \(name) is \(value).", "Give a number from 0 up.")
      }
    }
    guard permanentShare <= 1 else {
      throw TradingRates.refusal(
        "The permanent share of the impact is \(permanentShare).", "Give a share from 0 to 1.")
    }
    for value in dailyVolumeUSD.all + [vegaShare] where !(value > 0 && value.isFinite) {
      throw TradingRates.refusal(
        "A daily volume or share of vega is \(value).", "Give a number above zero.")
    }
    self.takerFee = takerFee
    self.optionFee = optionFee
    self.liquidationFee = liquidationFee
    self.optionLiquidationFee = optionLiquidationFee
    self.optionFeeMaxShare = optionFeeMaxShare
    self.halfSpread = halfSpread
    self.halfSpreadPoints = halfSpreadPoints
    self.impactFactor = impactFactor
    self.permanentShare = permanentShare
    self.dailyVolatility = dailyVolatility
    self.dailyVolumeUSD = dailyVolumeUSD
    self.vegaShare = vegaShare
    self.volatilityPointsDaily = volatilityPointsDaily
  }

  private static func refusal(_ message: String, _ remedy: String) -> SteelyardError {
    SteelyardError(.invalidInput, message, remedy: remedy)
  }
}

extension TradingRates {
  /// The same without what is charged for a liquidation.
  var withoutLiquidationFee: TradingRates {
    var changed = self
    changed.liquidationFee = 0
    changed.optionLiquidationFee = 0
    return changed
  }
}

extension TradingRates {
  /// Rates that a caller who knows nothing better may take.
  ///
  /// Fees are of the order of Deribit's (`docs/liquidation-plan.md` has each with its source); spreads, impact
  /// factor, volumes and vega are those of the liquidity charge of `dynamic`; 2/3 of the impact stays.
  ///
  /// - Source: the permanent share, J. D. Farmer, A. Gerig, F. Lillo, H. Waelbroeck, "How efficiency shapes market
  ///   impact", Quantitative Finance 13 (2013).
  public static let usual: TradingRates = {
    do {
      return try TradingRates(
        takerFee: 0.0005, optionFee: 0.0003, liquidationFee: 0.005, optionLiquidationFee: 0.0019,
        optionFeeMaxShare: 0.125,
        halfSpread: PerCoin(others: 0.0005, coins: ["BTC": 0.0002, "ETH": 0.0002]),
        halfSpreadPoints: 0.5, impactFactor: 1, permanentShare: 2.0 / 3,
        dailyVolatility: PerCoin(others: 0.06, coins: ["BTC": 0.03, "ETH": 0.04]),
        dailyVolumeUSD: PerCoin(
          others: 1e8, coins: ["BTC": 1e10, "ETH": 5e9, "SOL": 1e9]),
        vegaShare: 0.00005, volatilityPointsDaily: 3)
    } catch {
      preconditionFailure("The usual rates are admissible.")
    }
  }()
}
