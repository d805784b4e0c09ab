import SteelyardAllocation
import SteelyardContracts

/// Does stated trades at stated rows, counted by its memory.
struct ScriptedStrategy: Strategy {
  struct Order: Sendable {
    let row: Int
    let coin: Currency
    let isPerpetual: Bool
    let quantity: Double
  }

  let orders: [Order]
  var name: String { "scripted" }
  var initialMemory: Int { 0 }

  func decision(
    for view: StrategyView, _ memory: Int
  ) throws(SteelyardError) -> StrategyDecision<Int> {
    var trades: [StrategyTrade] = []
    for order in orders where order.row == memory {
      guard let coin = view.market[order.coin] else { continue }
      let trade = try view.trade(
        order.isPerpetual ? coin.perpetual : coin.spot, by: order.quantity, .entry, "scripted")
      if let trade { trades.append(trade) }
    }
    return StrategyDecision(trades, memory: memory + 1)
  }
}
