public import SteelyardContracts

/// How the volatilities of a market are imagined to differ from what was observed.
public enum VolatilityDisplacement: Sendable {
  /// Every volatility is multiplied with one factor, > 0.
  case factor(Double)
  /// Every option's volatility is multiplied with a share of its own, > 0, which knows where the
  /// option stands before the move.
  case byOption(@Sendable (OptionPlace) -> Double)

  /// No volatility moves.
  public static let none = VolatilityDisplacement.factor(1)

  /// The factor of all volatilities; nil where each has its own.
  public var factor: Double? {
    if case .factor(let factor) = self { factor } else { nil }
  }

  /// The volatility after the move over the one before.
  func share(of option: OptionPlace) -> Double {
    switch self {
    case .factor(let factor): factor
    case .byOption(let share): share(option)
    }
  }
}

/// Where an option stands before a move.
public struct OptionPlace: Sendable, Hashable {
  /// The coin that it is written on.
  public let coin: Currency
  /// ln(K/F).
  public let logStrike: Double
  /// sigma sqrt t, > 0.
  public let deviation: Double
  /// Days of 86,400 seconds to expiry.
  public let days: Double

  /// A place from its parts.
  public init(coin: Currency, logStrike: Double, deviation: Double, days: Double) {
    self.coin = coin
    self.logStrike = logStrike
    self.deviation = deviation
    self.days = days
  }
}
