import SteelyardContracts

/// A charge for the cost of closing, by the size of everything that the owner holds in a coin.
///
/// |net delta| x rate(G) + |vega of each option| x rate(H), with G and H the same sizes added up over
/// all accounts of the owner, account by account: dividing a book over accounts lowers neither, and
/// accounts that offset each other hide nothing. Options are closed one by one and do not net; a
/// bought one costs no more than its worst scenario leaves of its worth. Balances are not charged: closing them is what their
/// haircut is for.
///
/// A charge of one requirement, since each has its horizon.
///
/// - Source: `docs/liquidity.md`, "The charge"; `ClosingCost` has the formula.
public struct LiquidityCharge: Sendable, Hashable, Codable {
  /// Half the spread of the most liquid contract, as a share of the price, by coin.
  public let halfSpread: PerCoin<Double>
  /// Half the spread of an option, in volatility points.
  public let halfSpreadPoints: Double
  /// Y: the scale of the square-root law.
  public let impactFactor: Double
  /// p: the share of volume that closing may be, above 0 up to 1.
  public let participation: Double
  /// z: deviations that are taken of the price risk beyond the horizon.
  public let tailMultiple: Double
  /// The most that counts as volume of a day, in US dollars, by coin: a state's own volume counts up
  /// to it, and it alone where the state has none.
  public let volumeUSDMax: PerCoin<Double>
  /// US dollars of vega for one volatility point that trade for each US dollar of volume.
  public let vegaShare: Double
  /// Daily deviation of implied volatilities, in volatility points.
  public let volatilityPointsDaily: Double

  /// A charge from its parts.
  public init(
    halfSpread: PerCoin<Double>, halfSpreadPoints: Double, impactFactor: Double,
    participation: Double, tailMultiple: Double, volumeUSDMax: PerCoin<Double>, vegaShare: Double,
    volatilityPointsDaily: Double
  ) {
    self.halfSpread = halfSpread
    self.halfSpreadPoints = halfSpreadPoints
    self.impactFactor = impactFactor
    self.participation = participation
    self.tailMultiple = tailMultiple
    self.volumeUSDMax = volumeUSDMax
    self.vegaShare = vegaShare
    self.volatilityPointsDaily = volatilityPointsDaily
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case volumeUSDMax = "volumeUsdMax"
    case halfSpread, halfSpreadPoints, impactFactor, participation, tailMultiple, vegaShare
    case volatilityPointsDaily
  }

  /// The costs of closing in one coin.
  ///
  /// - Parameter group: What the owner holds in all accounts.
  func costs(of group: CoinSize, in coin: CoinLiquidity) -> LiquidityCosts {
    let volume = volumeUSD(of: coin)
    return LiquidityCosts(
      group: group, volumeUSD: volume, horizonDays: coin.horizonDays,
      delta: ClosingCost(
        of: group.deltaUSD, halfSpread: halfSpread[coin.coin], dailyVolume: volume,
        deviation: coin.deviation, horizonDays: coin.horizonDays, closing),
      vega: ClosingCost(
        of: group.vegaUSD, halfSpread: halfSpreadPoints, dailyVolume: vegaShare * volume,
        deviation: volatilityPointsDaily, horizonDays: coin.horizonDays, closing))
  }

  /// The figures that hold for every coin and size.
  var closing: ClosingRule {
    ClosingRule(
      impactFactor: impactFactor, participation: participation, tailMultiple: tailMultiple)
  }

  /// The volume of a day that counts in a coin, in US dollars.
  func volumeUSD(of coin: CoinLiquidity) -> Double {
    let most = volumeUSDMax[coin.coin]
    return min(coin.dailyVolumeUSD ?? most, most)
  }

  /// Whether every part can be computed with.
  var isAdmissible: Bool {
    let positive = volumeUSDMax.all + [participation, vegaShare]
    let others =
      halfSpread.all + [halfSpreadPoints, impactFactor, tailMultiple, volatilityPointsDaily]
    return positive.allSatisfy { $0 > 0 && $0.isFinite } && participation <= 1
      && others.allSatisfy { $0 >= 0 && $0.isFinite }
  }
}

/// What is held in one coin, in US dollars.
struct CoinSize: Equatable {
  /// |net delta| of an account, or the sum of such over accounts.
  var deltaUSD = 0.0
  /// For one volatility point, every option added up.
  var vegaUSD = 0.0
  /// Whether all of it is known: what has no price and no notional is not.
  var isKnown = true

  static func += (sum: inout CoinSize, other: CoinSize) {
    sum.deltaUSD += other.deltaUSD
    sum.vegaUSD += other.vegaUSD
    sum.isKnown = sum.isKnown && other.isKnown
  }
}

/// What a state knows of one coin that closing depends on.
struct CoinLiquidity {
  let coin: Currency
  /// Daily deviation of the price, decimal.
  let deviation: Double
  /// Volume of a day that can be relied on, in US dollars; nil where the state has none.
  let dailyVolumeUSD: Double?
  /// Days that the scenarios of the requirement take.
  let horizonDays: Double
}

/// The costs of closing in one coin and what they stand on.
struct LiquidityCosts: Equatable {
  /// What the owner holds in all accounts.
  let group: CoinSize
  /// Volume of a day that counts, in US dollars.
  let volumeUSD: Double
  let horizonDays: Double
  /// As shares of the price.
  let delta: ClosingCost
  /// In volatility points.
  let vega: ClosingCost
}
