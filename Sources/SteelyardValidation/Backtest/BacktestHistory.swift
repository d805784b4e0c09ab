import Glibc
public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardMargin

/// What a backtest knows of the past beyond what states are made from: how surfaces looked.
///
/// Realised surfaces come from here, never from a model's own response.
public struct BacktestHistory: Sendable {
  /// The history that states are made from.
  public let calibration: CalibrationHistory
  /// The smile around the 30-day level, as a stated prior.
  public let smile: SmilePrior
  /// Closes within the days; nil where maintenance margin is not tested.
  public let hourly: HourlyCloses?

  private let places: [Currency: Int]

  /// A history with a prior of smiles.
  public init(_ calibration: CalibrationHistory, smile: SmilePrior, hourly: HourlyCloses?) {
    self.calibration = calibration
    self.smile = smile
    self.hourly = hourly
    places = Dictionary(
      calibration.coins.enumerated().map { ($1.coin, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// US dollars for a coin at the end of a day, or nil where not known.
  public func price(of coin: Currency, on day: Int) -> Double? {
    guard calibration.days.indices.contains(day) else { return nil }
    if coin == .usd { return 1 }
    guard let place = places[coin] else { return nil }
    let close = calibration.coins[place].closes[day]
    return close.isNaN ? nil : close
  }

  /// Whether a coin is walked.
  func knows(_ coin: Currency) -> Bool { places[coin] != nil }

  /// Whether a coin has a volatility index of its own.
  func hasIndex(_ coin: Currency) -> Bool {
    places[coin].map { !calibration.coins[$0].impliedVolatility.isEmpty } ?? false
  }

  /// The 30-day implied volatility of a coin at the end of a day, decimal, or nil.
  ///
  /// A coin without an index of its own takes that of the first coin; books that do are hypothetical.
  public func level(of coin: Currency, on day: Int) -> Double? {
    guard calibration.days.indices.contains(day) else { return nil }
    let own = places[coin].map { calibration.coins[$0].impliedVolatility } ?? []
    let column = own.isEmpty ? calibration.coins[0].impliedVolatility : own
    guard column.indices.contains(day) else { return nil }
    // The index lacks single days; the day before is at most one day old.
    let level = column[day].isNaN && day > 0 ? column[day - 1] : column[day]
    return level.isNaN ? nil : level
  }

  /// The beta of a coin to another over the days up to one, of logarithmic returns.
  func beta(of coin: Currency, to other: Currency, days: Int, upTo day: Int) -> Double? {
    var crossed = 0.0
    var square = 0.0
    for past in (day - days + 1)...day {
      guard let coinNow = price(of: coin, on: past), let coinBefore = price(of: coin, on: past - 1),
        let otherNow = price(of: other, on: past),
        let otherBefore = price(of: other, on: past - 1)
      else { return nil }
      let otherMove = log(otherNow / otherBefore)
      crossed += log(coinNow / coinBefore) * otherMove
      square += otherMove * otherMove
    }
    return square > 0 ? crossed / square : nil
  }
}
