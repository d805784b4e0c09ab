public import SteelyardContracts
import SteelyardMarket
public import SteelyardScenarios

/// One joint move of the market under which a book is looked at: an event, a scenario, or what a
/// caller made up.
public struct MarketShock: Sendable, Hashable {
  /// What people call it.
  public let label: String
  /// The id of the event that it comes from; nil for others.
  public let eventID: String?
  /// Days of 86,400 seconds that it takes, >= 0.
  public let days: Double
  /// What coins do that are named.
  public let coins: [Currency: CoinShock]
  /// What every other coin does that contracts are written on, and what named coins do where they say
  /// nothing themselves.
  public let others: CoinShock
  /// Relative move of a stablecoin in US dollars, or of a staking token against its coin, >= -1.
  public let assets: [Currency: Double]
  /// The share of every positive balance that is lost, 0 to 1: the book stands at a failed venue.
  public let balanceLoss: Double
  /// The figures of the event that it comes from; empty for others.
  public let figures: [EventFigure]

  /// A shock from its parts.
  public init(
    label: String, days: Double, coins: [Currency: CoinShock], others: CoinShock,
    assets: [Currency: Double], balanceLoss: Double = 0
  ) {
    self.init(
      label: label, eventID: nil, days: days, coins: coins, others: others, assets: assets,
      balanceLoss: balanceLoss, figures: [])
  }

  init(
    label: String, eventID: String?, days: Double, coins: [Currency: CoinShock],
    others: CoinShock, assets: [Currency: Double], balanceLoss: Double, figures: [EventFigure]
  ) {
    self.label = label
    self.eventID = eventID
    self.days = days
    self.coins = coins
    self.others = others
    self.assets = assets
    self.balanceLoss = balanceLoss
    self.figures = figures
  }

  /// What a coin does: its own, and for the rest what others do.
  public func moves(of coin: Currency) -> CoinShock {
    guard let own = coins[coin] else { return others }
    // What has a price against a peg does not float: the others' spot is none of its.
    var others = others
    if assets[coin] != nil { others.spot = nil }
    return own.completed(by: others)
  }

  /// One scenario of a group; coins that the group does not know stand still.
  ///
  /// - Parameters:
  ///   - index: Its place in the group.
  ///   - days: The time that passes for the whole book; the group has one for each coin.
  public init(scenario index: Int, of group: JointScenarios, days: Double) {
    func value(_ column: [Double]) -> Double { column.isEmpty ? 0 : column[index] }
    self.init(
      label: group.labels[index], days: days,
      coins: group.coins.mapValues { coin in
        CoinShock(
          spot: coin.spot[index], volatility: value(coin.volatility), skew: value(coin.skew),
          basis: value(coin.basis), perpetual: .move(value(coin.perpetual)),
          funding: value(coin.funding))
      },
      others: CoinShock(spot: 0, volatility: 0), assets: group.assets.mapValues { $0[index] })
  }
}
