public import SteelyardContracts

/// An account with the fills of its working orders that leave the least initial excess.
public struct WorstFilledState: Sendable, Hashable {
  /// Its figures in that state, in US dollars.
  public let figures: AccountFigures
  /// How many of the orders fill in it.
  public let fillCount: Int
  /// How many orders there are.
  public let orderCount: Int
}

extension MarginModel {
  /// The state that the worst subset of fills leaves.
  ///
  /// - Parameters:
  ///   - orders: May each fill whole, or not; one without a price fills at the mark.
  ///   - others: What the owner holds in other accounts.
  ///   - frame: A frame of this model over `universe`.
  /// - Throws: `missingMarketData` where an order has neither price nor mark, `notApplicable` for an
  ///   instrument that has expired, `limitExceeded` where an amount leaves the exact range.
  public func worstFilledState(
    of portfolio: Portfolio, orders: [WorkingOrder], beside others: [Portfolio] = [],
    in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WorstFilledState {
    var worst = portfolio
    var fillCount = 0
    if !orders.isEmpty {
      let fills = try orders.map { order throws(SteelyardError) in
        try Fill(
          order.instrument, order.quantity, at: order.price, in: frame,
          index: universe.index(of: order.instrument))
      }
      var search = FillSearch(
        ledger: PortfolioLedger(portfolio), fills: fills, stated: [], others: others, model: self,
        frame: frame, universe: universe)
      let found = try search.worst()
      fillCount = found.isFilled.count { $0 }
      worst = try search.portfolio(filling: found.isFilled)
    }
    let batch = try PortfolioBatch(worst, beside: others, over: universe)
    return WorstFilledState(
      figures: figures(of: batch, in: frame)[0], fillCount: fillCount, orderCount: orders.count)
  }
}
