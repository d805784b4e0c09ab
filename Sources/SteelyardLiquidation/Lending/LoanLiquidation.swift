public import SteelyardContracts

/// A loan against collateral that is liquidated at an incentive, and whether that helps.
///
/// Who pays back r of the debt gets (1 + i) r of the collateral. Above a loan-to-value of 1 / (1 + i) this leaves the loan
/// worse than it was: each liquidation calls for the next, until the collateral is gone.
///
/// - Source: Warmuz, Chaudhary, Pinna, "Toxic liquidation spirals" (arXiv 2212.07306).
public struct LoanLiquidation: Sendable, Hashable {
  /// What the collateral is worth, > 0.
  public let collateral: Double
  /// What is owed, ≥ 0, in the same currency.
  public let debt: Double
  /// What liquidators get on top, as a share of what they pay back, ≥ 0.
  public let incentive: Double

  /// A loan from its parts.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    collateral: Double, debt: Double, incentive: Double
  ) throws(SteelyardError) {
    guard collateral > 0, collateral.isFinite, debt >= 0, debt.isFinite, incentive >= 0,
      incentive.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "A loan of \(debt) against \(collateral) at an incentive of \(incentive) is out of its range.",
        remedy: "Give a collateral above 0, a debt and an incentive from 0 up.")
    }
    self.collateral = collateral
    self.debt = debt
    self.incentive = incentive
  }

  /// Debt over collateral.
  public var loanToValue: Double { debt / collateral }

  /// The loan-to-value above which a liquidation makes it worse: 1 / (1 + incentive).
  public var toxicityFrontier: Double { 1 / (1 + incentive) }

  /// Whether a liquidation makes it worse.
  public var isToxic: Bool { loanToValue > toxicityFrontier }

  /// Debt over collateral after some of the debt was paid back.
  ///
  /// - Parameter repaid: From 0 to the debt, and no more than the collateral can pay for.
  /// - Throws: `invalidInput` for more than that.
  public func loanToValue(afterRepaying repaid: Double) throws(SteelyardError) -> Double {
    let seized = (1 + incentive) * repaid
    guard repaid >= 0, repaid <= debt, seized < collateral else {
      throw SteelyardError(
        .invalidInput,
        "\(repaid) of a debt of \(debt) can't be paid back for \(seized) of \(collateral).",
        remedy: "Pay back less.")
    }
    return (debt - repaid) / (collateral - seized)
  }
}
