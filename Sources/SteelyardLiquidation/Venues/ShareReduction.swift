public import SteelyardContracts

/// Liquidation of all positions by one share, in steps, until the account is well enough.
///
/// - Source: Paradex (paradex.md): shares of 20 %, until the margin ratio is below 90 %; the penalty is share x fee x
///   maintenance margin.
public struct ShareReduction: Sendable, Hashable {
  /// The step of the share, > 0 to 1.
  public let shareStep: Amount
  /// The ratio of maintenance margin to value that is to be gone below, > 0 to 1.
  public let targetRatio: Amount
  /// The penalty as a share of the maintenance margin of what is reduced, 0 to 1.
  public let feeRate: Amount

  /// What a share makes of an account.
  public struct Outcome: Sendable, Hashable {
    /// The share of every position that goes, > 0 to 1.
    public let share: Amount
    /// Maintenance margin after, in quote currency.
    public let maintenanceMargin: Amount
    /// What is paid for it, in quote currency.
    public let penalty: Amount
    /// The account's value after, in quote currency.
    public let value: Amount
    /// Margin over value after; nil where the value is 0 or less.
    public let ratio: Amount?
  }

  /// A rule from its parts.
  ///
  /// - Throws: `invalidInput` for a share outside its range.
  public init(
    shareStep: Amount, targetRatio: Amount, feeRate: Amount
  ) throws(SteelyardError) {
    guard shareStep > .zero, shareStep <= .one, targetRatio > .zero, targetRatio <= .one,
      !feeRate.isNegative, feeRate <= .one
    else {
      throw SteelyardError(
        .invalidInput,
        "A step of \(shareStep), a target of \(targetRatio) or a fee of \(feeRate) is out of its range.",
        remedy: "Give a step and a target above 0 and at most 1, and a fee from 0 to 1.")
    }
    self.shareStep = shareStep
    self.targetRatio = targetRatio
    self.feeRate = feeRate
  }

  /// What each share makes of an account whose margin is in proportion to its positions, smallest share first.
  ///
  /// - Parameters:
  ///   - value: The account's, in quote currency.
  ///   - maintenanceMargin: The account's, in quote currency, > 0.
  public func outcomes(
    value: Amount, maintenanceMargin: Amount
  ) throws(SteelyardError) -> [Outcome] {
    var outcomes: [Outcome] = []
    var share = shareStep
    while true {
      share = min(share, .one)
      let gone = try maintenanceMargin.multiplied(by: share, rounding: .down)
      let penalty = try gone.multiplied(by: feeRate, rounding: .up)
      let left = try maintenanceMargin.subtracting(gone)
      let valueLeft = try value.subtracting(penalty)
      outcomes.append(
        Outcome(
          share: share, maintenanceMargin: left, penalty: penalty, value: valueLeft,
          ratio: valueLeft > .zero ? try left.divided(by: valueLeft, rounding: .up) : nil))
      if share == .one { return outcomes }
      share = try share.adding(shareStep)
    }
  }

  /// The smallest share that brings the account below the target; the whole where none does.
  public func choice(
    value: Amount, maintenanceMargin: Amount
  ) throws(SteelyardError) -> Outcome? {
    let all = try outcomes(value: value, maintenanceMargin: maintenanceMargin)
    return all.first { outcome in outcome.ratio.map { $0 < targetRatio } ?? false } ?? all.last
  }
}
