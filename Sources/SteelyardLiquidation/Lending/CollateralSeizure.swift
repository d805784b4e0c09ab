public import SteelyardContracts

/// What a liquidator of a lending pool pays back and gets for it.
///
/// - Source: Aave v3.0 `LiquidationLogic`: half of a debt may be paid back at a health factor above 0.95, all of it at or
///   below; the collateral is worth the payment and a bonus, of which the pool keeps a share.
public struct CollateralSeizure: Sendable, Hashable {
  /// What a pool asks and gives.
  public struct Terms: Sendable, Hashable {
    /// What the liquidator gets for the payment, in basis points, ≥ 10,000: 10,500 is a bonus of 5 %.
    public let bonusBasisPoints: UInt128
    /// The pool's share of the bonus, in basis points, 0 to 10,000.
    public let feeBasisPoints: UInt128

    /// Terms from their parts.
    ///
    /// - Throws: `invalidInput` for basis points out of their range.
    public init(
      bonusBasisPoints: UInt128, feeBasisPoints: UInt128
    ) throws(SteelyardError) {
      guard (10_000...20_000).contains(bonusBasisPoints), feeBasisPoints <= 10_000 else {
        throw SteelyardError(
          .invalidInput,
          "A bonus of \(bonusBasisPoints) or a fee of \(feeBasisPoints) basis points is out of its range.",
          remedy: "Give a bonus from 10000 to 20000 and a fee from 0 to 10000.")
      }
      self.bonusBasisPoints = bonusBasisPoints
      self.feeBasisPoints = feeBasisPoints
    }
  }

  /// The share of a debt that may be paid back, in basis points.
  public let closeFactorBasisPoints: UInt128
  /// What is paid back, in smallest units of the debt's token.
  public let debtRepaid: UInt128
  /// What the liquidator gets, in smallest units of the collateral's token.
  public let collateralToLiquidator: UInt128
  /// What the pool gets, in smallest units of the collateral's token.
  public let protocolFee: UInt128

  /// The health factor, in units of 10^-18, at or below which all of a debt may be paid back: 0.95.
  static let wholeCloseHealth: UInt128 = 950_000_000_000_000_000

  /// What becomes of a liquidation.
  ///
  /// - Parameters:
  ///   - healthFactor: In units of 10^-18, below 10^18.
  ///   - collateral: The balance that is seized from, with its price.
  ///   - debt: The debt that is paid back, with its price.
  ///   - cover: How much the liquidator would pay back at the most, in smallest units of the debt's token.
  /// - Throws: `notAllowed` for an account that is healthy, `invalidInput` for a price of 0.
  public init(
    healthFactor: UInt128, collateral: LendingPosition, debt: LendingPosition, cover: UInt128,
    terms: Terms
  ) throws(SteelyardError) {
    guard healthFactor < LendingHealth.wad else {
      throw SteelyardError(
        .notAllowed, "The account is healthy.", remedy: "Liquidate below a health factor of 1.")
    }
    closeFactorBasisPoints = healthFactor > CollateralSeizure.wholeCloseHealth ? 5_000 : 10_000
    let most = try ProtocolInteger.percent(debt.balance, closeFactorBasisPoints)
    let repaid = min(cover, most)
    let base = try CollateralSeizure.exchange(repaid, from: debt, to: collateral)
    var seized = try ProtocolInteger.percent(base, terms.bonusBasisPoints)
    if seized > collateral.balance {
      seized = collateral.balance
      debtRepaid = try ProtocolInteger.undoPercent(
        try CollateralSeizure.exchange(seized, from: collateral, to: debt), terms.bonusBasisPoints)
    } else {
      debtRepaid = repaid
    }
    let bonus = seized - (try ProtocolInteger.undoPercent(seized, terms.bonusBasisPoints))
    protocolFee = try ProtocolInteger.percent(bonus, terms.feeBasisPoints)
    collateralToLiquidator = seized - protocolFee
  }

  /// An amount of one token in another at their prices, rounded down.
  private static func exchange(
    _ amount: UInt128, from: LendingPosition, to: LendingPosition
  ) throws(SteelyardError) -> UInt128 {
    let difference = to.decimals - from.decimals
    let scale = ProtocolInteger.powerOfTen(abs(difference))
    let priced = try ProtocolInteger.product(from.price, difference > 0 ? scale : 1, over: 1, .down)
    let divisor = try ProtocolInteger.product(to.price, difference < 0 ? scale : 1, over: 1, .down)
    return try ProtocolInteger.product(amount, priced, over: divisor, .down)
  }
}
