public import SteelyardContracts

/// A market in which a token is lent and borrowed, with what is ours in it.
public struct LendingMarket: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// What is borrowed in it, ours included, ≥ 0.
  public let debt: Double
  /// What is supplied to it, ours included, > 0 and at least the debt.
  public let supply: Double
  /// Its rates.
  public let curve: KinkedRateCurve
  /// What we have borrowed of the debt.
  public let ownDebt: Double
  /// What we have supplied of the supply.
  public let ownSupply: Double
  /// The most that we may add; infinite for no cap.
  public let cap: Double

  /// A market from its parts.
  ///
  /// - Throws: `invalidInput` for amounts or rates out of range.
  public init(
    name: String, debt: Double, supply: Double, curve: KinkedRateCurve, ownDebt: Double = 0,
    ownSupply: Double = 0, cap: Double = .infinity
  ) throws(SteelyardError) {
    guard debt >= 0, supply > 0, debt <= supply, supply.isFinite, (0...debt).contains(ownDebt),
      (0...supply).contains(ownSupply), cap >= 0
    else {
      throw SteelyardError(
        .invalidInput,
        "\(name): a debt of \(debt) with \(ownDebt) ours, a supply of \(supply) with \(ownSupply) ours and a cap of "
          + "\(cap) can't be.",
        remedy:
          "Give a supply above 0, a debt of at most it, parts of ours within, and a cap from 0.")
    }
    try curve.check()
    self.name = name
    self.debt = debt
    self.supply = supply
    self.curve = curve
    self.ownDebt = ownDebt
    self.ownSupply = ownSupply
    self.cap = cap
  }

  /// What may be borrowed beyond today.
  public var borrowable: Double { min(cap, supply - debt) }

  /// What our debt costs a year once some more was borrowed, more than today's debt costs today.
  ///
  /// - Parameter amount: From 0 to `borrowable`; below 0 for what is paid back, down to -`ownDebt`.
  public func addedCost(borrowing amount: Double) -> Double {
    (ownDebt + amount) * curve.borrowRate(at: (debt + amount) / supply)
      - ownDebt * curve.borrowRate(at: debt / supply)
  }

  /// What one more borrowed costs a year, the rise of the rate on what is ours included.
  ///
  /// - Parameter beyondBend: Which of the two lines counts at the bend itself.
  public func marginalRate(borrowing amount: Double, beyondBend: Bool) -> Double {
    let usage = (debt + amount) / supply
    // An amount that leads to the bend leads there but for the last digit.
    let isAtBend = abs(usage - curve.optimalUsage) <= 1e-12
    let steep = isAtBend ? beyondBend : usage > curve.optimalUsage
    return curve.borrowRate(at: usage) + (ownDebt + amount) * curve.steepness(beyondBend: steep)
      / supply
  }

  /// What may be supplied: at most until half the market is ours, where what it pays is still concave in what is added.
  public var suppliable: Double { max(0, min(cap, supply - 2 * ownSupply)) }

  /// What our supply earns a year once some more was supplied, more than today's earns today.
  public func addedIncome(supplying amount: Double) -> Double {
    (ownSupply + amount) * curve.supplyRate(at: debt / (supply + amount))
      - ownSupply * curve.supplyRate(at: debt / supply)
  }
}
