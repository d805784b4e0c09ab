public import SteelyardContracts

/// A way to bring an account back over its maintenance margin, or to end it, one round at a time.
///
/// Pure: no clock and no generator. Whoever runs it carries a decision out, evaluates the account again on what came of it,
/// and asks again; the same account, market and progress give the same decision, so a restart asks again and nothing is lost.
public protocol LiquidationPolicy: Sendable {
  /// The policy's name: `neutral`, `deribit`.
  var name: String { get }

  /// What is done next with an account.
  ///
  /// - Parameters:
  ///   - account: As it stands on the market's frame.
  ///   - market: What its margin is computed from, and what can be traded.
  ///   - progress: What was done with it since its liquidation began.
  /// - Throws: `notApplicable` for an account that the policy is not made for.
  func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision

  /// The decision to end where the account is well; nil where something is still to be done.
  ///
  /// It is asked after each fill and each move of the market, so a policy whose decisions are costly answers it from
  /// the figures alone. It agrees with `decision`: nil exactly where that is not to end.
  ///
  /// - Throws: As `decision`.
  func ending(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision?
}

extension LiquidationPolicy {
  /// The whole decision, where it is to end.
  public func ending(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision? {
    let decision = try decision(for: account, in: market, progress)
    return decision.action == .end ? decision : nil
  }
}
