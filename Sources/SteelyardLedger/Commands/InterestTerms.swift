public import SteelyardContracts

/// How a debt of an asset grows and who gets what the debtors pay.
public struct InterestTerms: Sendable, Hashable {
  /// The rate by utilisation.
  public let curve: BorrowCurve
  /// The share of the interest that goes to the insurance fund, 0 to 1; the rest goes to positive balances.
  public let fundShare: Amount

  /// Terms from their parts.
  ///
  /// - Throws: `invalidInput` for a share outside 0 to 1.
  public init(curve: BorrowCurve, fundShare: Amount) throws(SteelyardError) {
    guard fundShare >= .zero, fundShare <= .one else {
      throw SteelyardError(
        .invalidInput, "The fund's share \(fundShare) is outside 0 to 1.",
        remedy: "Write it as a share: 0.2 for a fifth.")
    }
    self.curve = curve
    self.fundShare = fundShare
  }
}
