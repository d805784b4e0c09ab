public import SteelyardContracts
public import SteelyardLiquidation

/// What the service does by itself with a loss that the insurance fund can't carry.
///
/// What makes other accounts pay is the house's decision unless the configuration says otherwise.
public struct WaterfallRules: Sendable, Hashable {
  /// Who decides.
  public enum Decision: String, Sendable, Hashable, Codable, CaseIterable {
    /// People, by a command.
    case house
    /// The liquidator, by these rules.
    case automatic
  }

  /// What becomes of positions that the insurance fund took over.
  public enum FundPositions: String, Sendable, Hashable, Codable, CaseIterable {
    /// They stay until the house closes or deleverages them.
    case hold
    /// The liquidator trades them away.
    case reduce
  }

  /// US dollars that a takeover leaves the fund at least, ≥ 0, before others are asked.
  public let fundFloorUSD: Double
  /// Who decides that opposite positions are closed.
  public let deleveraging: Decision
  /// How their holders are ranked.
  public let ranking: DeleveragingRule
  /// How what is closed is shared over the ranks.
  public let allocation: DeleveragingAllocation
  /// The share of a position that one account may lose in one liquidation, > 0 to 1.
  public let positionShare: Double
  /// The share of an instrument's open interest that one liquidation may close, > 0 to 1.
  public let openInterestShare: Double
  /// Who decides that clients share what the fund then owes.
  public let lossSharing: Decision
  /// The share of what may leave each account that one liquidation may take, > 0 to 1.
  public let balanceShare: Double
  /// What becomes of positions that the fund took over.
  public let fundPositions: FundPositions
  /// How far from the mark the fund trades at the worst, as a share of the mark, 0 to `fundSlippageMax`.
  public let fundSlippage: Double

  /// Largest distance from the mark at which the fund may trade.
  public static let fundSlippageMax = 0.5
  /// The distance where no other is given: 1 %.
  public static let fundSlippageUsual = 0.01

  /// Rules from their parts.
  ///
  /// - Throws: `invalidInput` for a floor below zero, a share outside 0 to 1 or a distance outside 0 to `fundSlippageMax`.
  public init(
    fundFloorUSD: Double, deleveraging: Decision, ranking: DeleveragingRule,
    allocation: DeleveragingAllocation, positionShare: Double, openInterestShare: Double,
    lossSharing: Decision, balanceShare: Double, fundPositions: FundPositions = .reduce,
    fundSlippage: Double = WaterfallRules.fundSlippageUsual
  ) throws(SteelyardError) {
    guard fundFloorUSD >= 0, fundFloorUSD.isFinite else {
      throw SteelyardError(
        .invalidInput, "A fund's floor of \(fundFloorUSD) USD can't be.",
        remedy: "Give zero or an amount of US dollars above it.")
    }
    for (name, share) in [
      ("position", positionShare), ("open interest", openInterestShare), ("balance", balanceShare),
    ] where !(share >= 1e-9 && share <= 1) {
      throw SteelyardError(
        .invalidInput, "The share of a \(name) of \(share) is not above 0 and at most 1.",
        remedy: "Give a share such as 0.5.")
    }
    guard (0...WaterfallRules.fundSlippageMax).contains(fundSlippage) else {
      throw SteelyardError(
        .invalidInput,
        "A distance from the mark of \(fundSlippage) is outside 0 to \(WaterfallRules.fundSlippageMax).",
        remedy: "Give a share of the mark such as 0.01.")
    }
    self.fundFloorUSD = fundFloorUSD
    self.deleveraging = deleveraging
    self.ranking = ranking
    self.allocation = allocation
    self.positionShare = positionShare
    self.openInterestShare = openInterestShare
    self.lossSharing = lossSharing
    self.balanceShare = balanceShare
    self.fundPositions = fundPositions
    self.fundSlippage = fundSlippage
  }

  /// The default: both are the house's.
  ///
  /// A deleveraging that it asks for may close whole positions and a fifth of open interest, a sharing may take a
  /// twentieth. The liquidator trades away what the fund took over, within 1 % of the mark.
  public static let house: WaterfallRules = {
    guard
      let rules = try? WaterfallRules(
        fundFloorUSD: 0, deleveraging: .house, ranking: .profitTimesLeverage, allocation: .queue,
        positionShare: 1, openInterestShare: 0.2, lossSharing: .house, balanceShare: 0.05)
    else { preconditionFailure("The rules are in range.") }
    return rules
  }()
}

extension WaterfallRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case fundFloorUSD = "fundFloorUsd"
    case deleveraging, ranking, allocation, positionShare, openInterestShare, lossSharing
    case balanceShare, fundPositions, fundSlippage
  }

  /// Reads the parts and checks them as the initialiser does; rules of former configurations say nothing of the fund's
  /// positions, and mean the usual.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try WaterfallRules(
      fundFloorUSD: try container.decode(Double.self, forKey: .fundFloorUSD),
      deleveraging: try container.decode(Decision.self, forKey: .deleveraging),
      ranking: try container.decode(DeleveragingRule.self, forKey: .ranking),
      allocation: try container.decode(DeleveragingAllocation.self, forKey: .allocation),
      positionShare: try container.decode(Double.self, forKey: .positionShare),
      openInterestShare: try container.decode(Double.self, forKey: .openInterestShare),
      lossSharing: try container.decode(Decision.self, forKey: .lossSharing),
      balanceShare: try container.decode(Double.self, forKey: .balanceShare),
      fundPositions: try container.decodeIfPresent(FundPositions.self, forKey: .fundPositions)
        ?? .reduce,
      fundSlippage: try container.decodeIfPresent(Double.self, forKey: .fundSlippage)
        ?? WaterfallRules.fundSlippageUsual)
  }
}
