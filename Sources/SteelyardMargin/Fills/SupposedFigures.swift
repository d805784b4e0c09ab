public import SteelyardContracts

/// The figures of an account before and after what is supposed, and nothing of what led to them.
public struct SupposedFigures: Sendable, Hashable {
  /// As it stands.
  public let before: AccountFigures
  /// With the trades done.
  public let after: AccountFigures
  /// What no subset of the orders can exceed besides; nil without orders, and where no bound is known.
  public let bound: WorstFillsBound?
}

extension MarginModel {
  /// The figures of an account before and after trades, and what no fills of its orders can exceed.
  ///
  /// - Parameters:
  ///   - trades: Done in this order; one without a price at the mark.
  ///   - orders: May each fill whole, or not, once the trades are done.
  ///   - others: What the owner holds in other accounts.
  ///   - known: The figures before, where they are known; nil to evaluate them.
  ///   - standing: The account as it stood a short while ago, on this frame; nil where it is not kept.
  ///   - frame: A frame of this model over `universe`.
  /// - Throws: What `worstFillsBound` throws.
  public func figures(
    of portfolio: Portfolio, supposing trades: [Trade], orders: [WorkingOrder] = [],
    beside others: [Portfolio] = [], before known: AccountFigures? = nil,
    near standing: AccountStanding? = nil, in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> SupposedFigures {
    var ledger = PortfolioLedger(portfolio)
    for trade in trades {
      try ledger.apply(
        Fill(
          trade.instrument, trade.quantity, at: trade.price, in: frame,
          index: universe.index(of: trade.instrument)))
    }
    let done = try PortfolioBatch(try ledger.portfolio(), beside: others, over: universe)
    try done.requireCovered(by: frame)
    var near = standing
    var before = known
    if before == nil {
      let held = try PortfolioBatch(portfolio, beside: others, over: universe)
      try held.requireCovered(by: frame)
      if near == nil { near = self.standing(of: 0, in: held, frame: frame) }
      before = figures(of: held, in: frame, near: near)[0]
    }
    let after = figures(of: done, in: frame, near: near)[0]
    return SupposedFigures(
      before: before ?? after, after: after,
      bound: orders.isEmpty
        ? nil
        : try worstFillsBound(of: done, orders: orders, near: near, in: frame, of: universe))
  }
}
