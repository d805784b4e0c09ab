import Glibc
public import SteelyardContracts

/// A token of staked coins as collateral: worth what the coins behind it are, less what the market takes off it.
///
///     value   = coin price x redemption x (1 - discount)
///     counted = coin price x redemption x (1 - slashing) x max(1 - stressed discount, exp(-z sigma sqrt(queue)))
///     haircut = 1 - counted / value
///
/// Whoever closes the collateral has two ways: to sell the token at the discount of a bad day, or to wait for the exit
/// queue and bear the coin's moves meanwhile. The better one bounds the loss; slashing is borne on both. The coin's own
/// fall is no part of this haircut: it stands in the scenarios.
public struct StakedCollateral: Codable, Sendable, Hashable {
  /// Coins that one token can be redeemed for, > 0.
  public let redemption: Double
  /// What the market takes off that today, as a share, below 1; negative for a premium.
  public let discount: Double
  /// What it takes off on a bad day, from 0, below 1.
  public let stressedDiscount: Double
  /// The share of the stake that slashing takes, from 0, below 1.
  public let slashing: Double
  /// How long the exit queue is, in days, ≥ 0.
  public let queueDays: Double
  /// The coin's volatility, a year, decimal, ≥ 0.
  public let volatility: Double
  /// How many deviations of the coin the wait is counted at, ≥ 0.
  public let deviations: Double

  /// A token from its parts; `check` says whether they can be.
  public init(
    redemption: Double, discount: Double, stressedDiscount: Double, slashing: Double,
    queueDays: Double, volatility: Double, deviations: Double
  ) {
    self.redemption = redemption
    self.discount = discount
    self.stressedDiscount = stressedDiscount
    self.slashing = slashing
    self.queueDays = queueDays
    self.volatility = volatility
    self.deviations = deviations
  }

  /// Checks every number.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public func check() throws(SteelyardError) {
    guard redemption > 0, redemption.isFinite, discount > -1, discount < 1, stressedDiscount >= 0,
      stressedDiscount < 1, slashing >= 0, slashing < 1, queueDays >= 0, queueDays <= 3650,
      volatility >= 0, volatility <= 100, deviations >= 0, deviations <= 100
    else {
      throw SteelyardError(
        .invalidInput,
        "A staked token of \(redemption) coins at discounts of \(discount) and \(stressedDiscount), with slashing of "
          + "\(slashing), a queue of \(queueDays) days, a volatility of \(volatility) and \(deviations) deviations can't be.",
        remedy:
          "Give a redemption above 0, shares below 1, at most 3650 days and numbers from 0 to 100.")
    }
  }

  /// What one token is worth.
  ///
  /// - Parameter coinPrice: The price of the staked coin, > 0.
  public func value(coinPrice: Double) -> Double { coinPrice * redemption * (1 - discount) }

  /// What selling and waiting leave of a coin, each, before slashing.
  public var ways: (selling: Double, waiting: Double) {
    (
      // A discount that is worse already than that of a bad day is no better on one.
      1 - max(stressedDiscount, discount),
      exp(-deviations * volatility * (queueDays / 365).squareRoot())
    )
  }

  /// What is taken off the value, 0 to 1.
  public var haircut: Double {
    let kept = (1 - slashing) * max(ways.selling, ways.waiting) / (1 - discount)
    return min(max(1 - kept, 0), 1)
  }
}
