public import SteelyardContracts

/// The policies that can be asked for by name.
///
/// `aave` is not among them: a pool's parameters come with it.
public enum LiquidationPolicyName: String, Sendable, Hashable, Codable, CaseIterable {
  case neutral, whole
  case largestFirst = "largest_first"
  case deribit, derive, hyperliquid, dydx, paradex

  /// The policy, with its venue's parameters.
  ///
  /// - Parameters:
  ///   - settings: What plans of `neutral` aim at and what trading is taken to cost.
  ///   - budgetUSD: Most notional of a round of `neutral`, in US dollars, > 0; infinite for no limit.
  /// - Throws: `invalidInput` for a budget out of its range.
  public func policy(
    _ settings: PlanSettings, budgetUSD: Double = .infinity
  ) throws(SteelyardError) -> any LiquidationPolicy {
    switch self {
    case .neutral: try NeutralPolicy(settings, budgetUSD: budgetUSD)
    case .whole: WholeClosePolicy()
    // A fifth a round, to a tenth above maintenance margin.
    case .largestFirst: try LargestFirstPolicy(share: 0.2, bufferShare: 0.1)
    case .deribit: try DeribitPolicy()
    case .derive: try DerivePolicy()
    case .hyperliquid: try HyperliquidPolicy()
    case .dydx: try DydxPolicy()
    case .paradex: try ParadexPolicy()
    }
  }

  /// A policy's name as it is written.
  ///
  /// - Throws: `invalidInput` for a name that is none.
  public init(named name: String) throws(SteelyardError) {
    guard let known = LiquidationPolicyName(rawValue: name) else {
      throw SteelyardError(
        .invalidInput, "There is no liquidation policy \(name).",
        remedy:
          "Take one of \(LiquidationPolicyName.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    self = known
  }
}
