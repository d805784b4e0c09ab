import SteelyardContracts
import SteelyardMargin

/// The trades once they are netted.
struct SettledOrders {
  let trades: [CoinTrade]
  /// The trade of each coin; nil for none.
  let places: [Int?]

  /// An account after all of its trades.
  func portfolio(of account: Int, in book: RebalanceBook) throws(SteelyardError) -> Portfolio {
    var portfolio = book.accounts[account].portfolio
    for trade in trades {
      guard let chosen = trade.chosen,
        let part = trade.parts.first(where: { $0.account == account }), part.lots != 0
      else { continue }
      portfolio = try book.portfolio(
        portfolio, after: try trade.quantity(part.lots),
        of: AccountOrder(
          coin: 0, currency: trade.coin, way: chosen.way, lot: chosen.lot, lotUSD: chosen.lotUSD,
          lots: part.lots,
          paidPerLot: 0, gas: 0),
        paying: part.cost.paid, in: account)
    }
    return portfolio
  }

  /// The sequence with exact quantities.
  func steps(
    _ steps: [(account: Int, step: RebalanceGate.Step)]
  ) throws(SteelyardError) -> [RebalancePlan.Step] {
    var made: [RebalancePlan.Step] = []
    for (account, step) in steps {
      guard let trade = places[step.order.coin] else { continue }
      made.append(
        .init(
          account: account, trade: trade, quantity: try trades[trade].quantity(step.order.lots),
          isReducing: step.isReducing, excess: step.excess))
    }
    return made
  }
}
