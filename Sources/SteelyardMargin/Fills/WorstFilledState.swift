public import SteelyardContracts
import SteelyardScenarios

/// An account with the fills of its working orders that leave the least initial excess.
public struct WorstFilledState: Sendable, Hashable {
  /// Its figures in that state, in US dollars.
  public let figures: AccountFigures
  /// How many of the orders fill in it.
  public let fillCount: Int
  /// How many orders there are.
  public let orderCount: Int
  /// How many subsets were looked at.
  public let evaluatedCount: Int
  /// Whether the search ended because it may not evaluate more: then a worse subset may not have been
  /// looked at.
  public let isCutShort: Bool
}

extension RiskFrame {
  /// Numbers of scenario rows that one search in somebody's turn may add up: some 10 ms of a small book.
  private static let searchedNumbersMax = 1 << 21
  /// Subsets that any search may look at, however many scenarios each takes.
  private static let searchedSubsetsMin = 64

  /// How many subsets of fills a search may look at where others wait for its answer: fewer the more
  /// scenarios each takes, and the same on every machine.
  public var subsetsMax: Int {
    let scenarios = blocks.map(\.scenarios.count).max() ?? 1
    return max(RiskFrame.searchedSubsetsMin, RiskFrame.searchedNumbersMax / max(1, scenarios))
  }
}

extension MarginModel {
  /// The state that the worst subset of fills leaves.
  ///
  /// - Parameters:
  ///   - orders: May each fill whole, or not; one without a price fills at the mark.
  ///   - others: What the owner holds in other accounts.
  ///   - frame: A frame of this model over `universe`.
  ///   - evaluationsMax: Most subsets that are looked at; nil for any number.
  /// - Throws: `missingMarketData` where an order has neither price nor mark, `notApplicable` for an
  ///   instrument that has expired, `limitExceeded` where an amount leaves the exact range.
  public func worstFilledState(
    of portfolio: Portfolio, orders: [WorkingOrder], beside others: [Portfolio] = [],
    in frame: RiskFrame, of universe: InstrumentUniverse, evaluationsMax: Int? = nil
  ) throws(SteelyardError) -> WorstFilledState {
    var worst = portfolio
    var fillCount = 0
    var evaluatedCount = 1
    var isCutShort = false
    if !orders.isEmpty {
      let fills = try orders.map { order throws(SteelyardError) in
        try Fill(
          order.instrument, order.quantity, at: order.price, in: frame,
          index: universe.index(of: order.instrument))
      }
      var search = FillSearch(
        ledger: PortfolioLedger(portfolio), fills: fills, stated: [], others: others, model: self,
        frame: frame, universe: universe, evaluationsMax: evaluationsMax)
      let found = try search.worst()
      evaluatedCount = found.evaluatedCount
      isCutShort = search.isCutShort
      fillCount = found.isFilled.count { $0 }
      worst = try search.portfolio(filling: found.isFilled)
    }
    let batch = try PortfolioBatch(worst, beside: others, over: universe)
    try batch.requireCovered(by: frame)
    return WorstFilledState(
      figures: figures(of: batch, in: frame)[0], fillCount: fillCount, orderCount: orders.count,
      evaluatedCount: evaluatedCount, isCutShort: isCutShort)
  }
}
