public import SteelyardContracts
import SteelyardMargin

/// A policy that goes on to the target of why the account was handed over.
///
/// Policies look at maintenance margin. Below it nothing is changed. After a missed call each is shown an account whose
/// maintenance margin is what the call asks for, so that it reduces as it does below maintenance margin, and ends there. What
/// a policy would hand to the insurance fund while the account is above its own maintenance margin is reduced from the largest
/// position on instead: a missed call takes nobody's account over.
public struct TargetPolicy: LiquidationPolicy {
  /// Seconds until it is looked at again where no trade helps.
  public static let waitSeconds: Int64 = 60

  private let base: any LiquidationPolicy

  /// A policy that obeys targets.
  public init(_ base: any LiquidationPolicy) { self.base = base }

  /// The policy's own name.
  public var name: String { base.name }

  /// What is done next with an account.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    guard case .deadlinePassed(let ratio) = progress.cause else {
      return try base.decision(for: account, in: market, progress)
    }
    let seen = progress.cause.account(account)
    let target = progress.cause.market(market)
    let decision = try base.decision(for: seen, in: target, progress)
    let why = TargetPolicy.why(ratio)
    guard case .takeOver(let reason) = decision.action, reason != .bankrupt,
      account.figures.maintenanceExcess >= 0
    else {
      return LiquidationDecision(
        decision.action, reason: why + decision.reason, penaltyUSD: decision.penaltyUSD)
    }
    let reducing = try LargestFirstPolicy(share: 0.2, bufferShare: 0)
    let other = try reducing.decision(for: seen, in: target, progress)
    if case .takeOver = other.action {
      let until = market.time.advanced(bySeconds: TargetPolicy.waitSeconds)
      return LiquidationDecision(.wait(until: until), reason: why + other.reason)
    }
    return LiquidationDecision(other.action, reason: why + other.reason)
  }

  /// The decision to end where the target is reached.
  public func ending(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision? {
    guard case .deadlinePassed(let ratio) = progress.cause else {
      return try base.ending(for: account, in: market, progress)
    }
    let ending = try base.ending(
      for: progress.cause.account(account), in: progress.cause.market(market), progress)
    return ending.map {
      LiquidationDecision(
        $0.action, reason: TargetPolicy.why(ratio) + $0.reason, penaltyUSD: $0.penaltyUSD)
    }
  }

  private static func why(_ ratio: Double) -> String {
    "a margin call was not met, so that initial margin is to be \(percentText(ratio)) of the equity that "
      + "counts for it, or less: "
  }
}
