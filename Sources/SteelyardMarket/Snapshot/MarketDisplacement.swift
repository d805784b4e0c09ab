public import SteelyardContracts

/// How a whole market is imagined to differ from what was observed: coins, assets, volatility, time.
public struct MarketDisplacement: Sendable {
  /// The largest relative move of spot or volatility: a hundredfold rise.
  public static let moveMax = 100.0
  /// The longest time, in days: ten years.
  public static let daysMax = 3650.0
  /// The largest change of the annualised premium of futures.
  public static let basisMax = 10.0

  /// Which coins a spot move takes along.
  public enum Scope: Sendable, Hashable {
    /// Every coin that contracts are written on.
    case everyCoin
    /// One coin; everything else keeps its price.
    case coin(Currency)
  }

  /// Nothing moves.
  public static let none = MarketDisplacement()

  /// What coins do that are named.
  public let coins: [Currency: CoinDisplacement]
  /// What every other coin does that contracts are written on (`MarketSnapshot.coins`).
  public let others: CoinDisplacement
  /// Relative move of the US dollar price of assets, >= -1; it takes the place of a coin's spot move.
  public let assets: [Currency: Double]
  /// What volatilities do.
  public let volatility: VolatilityDisplacement
  /// Days of 86,400 seconds that pass, >= 0.
  public let days: Double

  private init() {
    coins = [:]
    others = .none
    assets = [:]
    volatility = .none
    days = 0
  }

  /// Spot and all volatilities move by one number each.
  ///
  /// - Throws: `invalidInput` for a move of -100 % or less or above `moveMax`, for negative days or
  ///   more than `daysMax`.
  public init(
    spotMove: Double, scope: Scope, volatilityMove: Double, days: Double
  ) throws(SteelyardError) {
    let moved = CoinDisplacement(spotMove: spotMove)
    switch scope {
    case .everyCoin:
      coins = [:]
      others = moved
    case .coin(let coin):
      coins = [coin: moved]
      others = .none
    }
    assets = [:]
    volatility = .factor(1 + volatilityMove)
    self.days = days
    try MarketDisplacement.check(moved, days: days)
    try MarketDisplacement.check("volatility", volatilityMove)
  }

  /// Coins, assets and volatilities move jointly.
  ///
  /// - Throws: `invalidInput` for a relative move of a coin of -100 % or less or above `moveMax`, of
  ///   an asset below -100 %, of the premium of futures beyond `basisMax`, for a factor of
  ///   volatilities that is not above zero, and for negative days or more than `daysMax`.
  public init(
    coins: [Currency: CoinDisplacement], others: CoinDisplacement, assets: [Currency: Double],
    volatility: VolatilityDisplacement, days: Double
  ) throws(SteelyardError) {
    self.coins = coins
    self.others = others
    self.assets = assets
    self.volatility = volatility
    self.days = days
    try MarketDisplacement.check(others, days: days)
    for (coin, moved) in coins.sorted(by: { $0.key < $1.key }) {
      do throws(SteelyardError) {
        try MarketDisplacement.check(moved, days: days)
      } catch {
        throw SteelyardError(error.code, "\(coin): \(error.message)", remedy: error.remedy)
      }
    }
    for (asset, move) in assets.sorted(by: { $0.key < $1.key }) {
      guard move >= -1, move <= MarketDisplacement.moveMax else {
        throw SteelyardError(
          .invalidInput, "\(asset): a price move of \(move) takes it to \(1 + move) of what it is.",
          remedy: "Give a relative move from -1 up to \(MarketDisplacement.moveMax).")
      }
    }
    if let factor = volatility.factor { try MarketDisplacement.check("volatility", factor - 1) }
  }

  private static func check(
    _ moved: CoinDisplacement, days: Double
  ) throws(SteelyardError) {
    try check("spot", moved.spotMove)
    try check("perpetual", moved.perpetual.value)
    guard abs(moved.basisMove) <= basisMax else {
      throw SteelyardError(
        .invalidInput, "The annualised premium of futures changes by \(moved.basisMove).",
        remedy: "Give a change such as -0.1 for ten points a year, within ±\(basisMax).")
    }
    guard (0...daysMax).contains(days) else {
      throw SteelyardError(
        .invalidInput, "Time is moved by \(days) days.",
        remedy: "Give days from 0 to \(daysMax).")
    }
  }

  private static func check(_ name: String, _ move: Double) throws(SteelyardError) {
    guard move > -1, move <= moveMax else {
      throw SteelyardError(
        .invalidInput, "A \(name) move of \(move) takes \(name) to \(1 + move) of what it is.",
        remedy: "Give a relative move above -1, such as -0.5 for half, up to \(moveMax).")
    }
  }

  /// Whether nothing moves.
  public var isNone: Bool {
    others.isNone && coins.values.allSatisfy(\.isNone) && assets.values.allSatisfy { $0 == 0 }
      && volatility.factor == 1 && days == 0
  }

  /// The instant so many days after another, to the microsecond.
  public func time(after start: Timestamp) -> Timestamp {
    let step = (days * Double(Timestamp.microsecondsPerDay)).rounded()
    return Timestamp(microseconds: start.microseconds + Int64(step))
  }
}
