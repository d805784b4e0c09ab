public import SteelyardContracts

/// How an account of a lending pool stands: what it holds, owes and may still borrow, and its health factor.
///
/// - Source: Aave v3 `GenericLogic.calculateUserAccountData`.
public struct LendingHealth: Sendable, Hashable {
  /// Collateral, in the pool's base currency.
  public let collateral: UInt128
  /// Debt, in the pool's base currency.
  public let debt: UInt128
  /// The mean share that may be borrowed, in basis points, weighted by value, rounded down.
  public let loanToValueBasisPoints: UInt128
  /// The mean threshold of liquidation, in basis points, weighted by value, rounded down.
  public let thresholdBasisPoints: UInt128
  /// Collateral at its threshold over debt, in units of 10^-18; nil without debt.
  ///
  /// Below 10^18 the account is liquidated.
  public let healthFactor: UInt128?
  /// What may still be borrowed, in the base currency.
  public let availableBorrow: UInt128

  /// How an account stands.
  ///
  /// - Throws: `limitExceeded` for values of 2^128 or more.
  public init(
    collateral: [LendingPosition], debt: [LendingPosition]
  ) throws(SteelyardError) {
    var held: UInt128 = 0
    var borrowable: UInt128 = 0
    var atThreshold: UInt128 = 0
    for position in collateral {
      let value = try position.value()
      held = try ProtocolInteger.sum(held, value)
      borrowable = try ProtocolInteger.sum(
        borrowable, try LendingHealth.times(value, position.loanToValueBasisPoints))
      atThreshold = try ProtocolInteger.sum(
        atThreshold, try LendingHealth.times(value, position.thresholdBasisPoints))
    }
    var owed: UInt128 = 0
    for position in debt { owed = try ProtocolInteger.sum(owed, try position.value()) }
    self.collateral = held
    self.debt = owed
    loanToValueBasisPoints = held == 0 ? 0 : borrowable / held
    thresholdBasisPoints = held == 0 ? 0 : atThreshold / held
    healthFactor =
      owed == 0
      ? nil
      : try ProtocolInteger.product(
        try ProtocolInteger.percent(held, thresholdBasisPoints), LendingHealth.wad, over: owed,
        .halfUp)
    let limit = try ProtocolInteger.percent(held, loanToValueBasisPoints)
    availableBorrow = limit > owed ? limit - owed : 0
  }

  /// One, in units of 10^-18.
  static let wad: UInt128 = 1_000_000_000_000_000_000

  private static func times(_ left: UInt128, _ right: UInt128) throws(SteelyardError) -> UInt128 {
    try ProtocolInteger.product(left, right, over: 1, .down)
  }
}
