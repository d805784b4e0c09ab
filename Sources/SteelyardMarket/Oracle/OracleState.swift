/// How far an oracle's price may be trusted; each state has the effects of `effects`.
public enum OracleState: String, Sendable, Hashable, Codable, CaseIterable {
  /// Enough sources agree.
  ///
  /// Where four of five are needed, one of them at any value has moved the price by at most
  /// `OracleRules.deviationMax`: see `docs/oracle.md`.
  case fresh
  /// There is a price, with less behind it: sources are missing or disagree, or the price is behind a
  /// move that was too fast.
  case degraded
  /// There is no price to be trusted; the last one is held.
  case halted

  /// What margin, withdrawals and liquidations may do.
  public var effects: OracleEffects {
    switch self {
    case .fresh:
      OracleEffects(
        valuation: .price, orders: .allowed, withdrawals: .allowed, liquidations: .allowed)
    case .degraded:
      OracleEffects(
        valuation: .worseOfPriceAndStable, orders: .reducingOnly, withdrawals: .refused,
        liquidations: .onlyWhereStableAgrees)
    case .halted:
      OracleEffects(
        valuation: .lastPrice, orders: .reducingOnly, withdrawals: .refused, liquidations: .paused)
    }
  }
}

extension OracleState: Comparable {
  /// In the order of trust: a fresh price is less than one that is halted, so that the worst is the largest.
  public static func < (left: OracleState, right: OracleState) -> Bool {
    left.distrust < right.distrust
  }

  private var distrust: Int {
    switch self {
    case .fresh: 0
    case .degraded: 1
    case .halted: 2
    }
  }
}

/// What an oracle's state permits.
public struct OracleEffects: Sendable, Hashable {
  /// At which price positions and balances are valued.
  public enum Valuation: String, Sendable, Hashable {
    /// Positions at the price; collateral and liabilities as in every state at the worse of price
    /// and stable price (`OraclePrice.value(of:)`).
    case price
    /// Unrealised gains too at the worse of price and stable price; the requirement carries the
    /// oracle charge of its model for the lower confidence.
    case worseOfPriceAndStable = "worse_of_price_and_stable"
    /// At the last price that was not halted; confidence is zero.
    case lastPrice = "last_price"
  }

  /// What may be ordered.
  public enum Orders: String, Sendable, Hashable {
    /// Anything that its margin allows.
    case allowed
    /// Only what lowers the risk of the account.
    case reducingOnly = "reducing_only"
  }

  /// Whether assets may leave.
  public enum Withdrawals: String, Sendable, Hashable {
    /// As far as initial margin allows.
    case allowed
    /// None: a wrong price would let collateral go that the right one needs.
    case refused
  }

  /// Whether accounts may be liquidated.
  public enum Liquidations: String, Sendable, Hashable {
    /// Below maintenance margin.
    case allowed
    /// Only accounts that are below maintenance margin at the stable price as well.
    case onlyWhereStableAgrees = "only_where_stable_agrees"
    /// None by price; what has expired is settled when a price is back.
    case paused
  }

  /// At which price positions and balances are valued.
  public let valuation: Valuation
  /// What may be ordered.
  public let orders: Orders
  /// Whether assets may leave.
  public let withdrawals: Withdrawals
  /// Whether accounts may be liquidated.
  public let liquidations: Liquidations
}
