public import SteelyardContracts

/// How a whole market is imagined to differ from what was observed: spot, volatility, time.
public struct MarketDisplacement: Sendable, Hashable {
  /// The largest relative move of spot or volatility: a hundredfold rise.
  public static let moveMax = 100.0
  /// The longest time, in days: ten years.
  public static let daysMax = 3650.0

  /// Which coins a spot move takes along.
  public enum Scope: Sendable, Hashable {
    /// Every coin that contracts are written on.
    case everyCoin
    /// One coin; everything else keeps its price.
    case coin(Currency)
  }

  /// Nothing moves.
  public static let none = MarketDisplacement()

  /// The relative move of spot, > -1; -0.2 is 20 % down.
  public let spotMove: Double
  /// The coins that it takes along.
  public let scope: Scope
  /// The relative move of every volatility, > -1; 0.5 takes 60 % to 90 %.
  public let volatilityMove: Double
  /// Days of 86,400 seconds that pass, >= 0.
  public let days: Double

  private init() {
    spotMove = 0
    scope = .everyCoin
    volatilityMove = 0
    days = 0
  }

  /// A displacement from its parts.
  ///
  /// - Throws: `invalidInput` for a move of -100 % or less or above `moveMax`, for negative days or
  ///   more than `daysMax`.
  public init(
    spotMove: Double, scope: Scope, volatilityMove: Double, days: Double
  ) throws(SteelyardError) {
    for (name, move) in [("spot", spotMove), ("volatility", volatilityMove)] {
      guard move > -1, move <= MarketDisplacement.moveMax else {
        throw SteelyardError(
          .invalidInput, "A \(name) move of \(move) takes \(name) to \(1 + move) of what it is.",
          remedy: "Give a relative move above -1, such as -0.5 for half, up to "
            + "\(MarketDisplacement.moveMax).")
      }
    }
    guard (0...MarketDisplacement.daysMax).contains(days) else {
      throw SteelyardError(
        .invalidInput, "Time is moved by \(days) days.",
        remedy: "Give days from 0 to \(MarketDisplacement.daysMax).")
    }
    self.spotMove = spotMove
    self.scope = scope
    self.volatilityMove = volatilityMove
    self.days = days
  }

  /// Whether nothing moves.
  public var isNone: Bool { spotMove == 0 && volatilityMove == 0 && days == 0 }

  /// The instant so many days after another, to the microsecond.
  public func time(after start: Timestamp) -> Timestamp {
    let step = (days * Double(Timestamp.microsecondsPerDay)).rounded()
    return Timestamp(microseconds: start.microseconds + Int64(step))
  }
}
