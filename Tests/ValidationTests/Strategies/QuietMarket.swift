import SteelyardAllocation
import SteelyardContracts

/// Holds each coin while its market is quiet, and steps aside for a week once a day has moved too far.
struct QuietMarket: Strategy {
  /// What it remembers: until when it stays out of a coin.
  struct Memory: Codable, Sendable {
    var outUntil: [String: Timestamp] = [:]
  }

  let largestMove: Double

  var name: String { "quiet_market" }
  var initialMemory: Memory { Memory() }

  func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var memory = memory
    var trades: [StrategyTrade] = []
    let part = view.account.equity * 0.9 / Double(view.market.coins.count)
    for coin in view.market.coins {
      guard let price = coin.price, let move = coin.logReturn(days: 1) else { continue }
      if abs(move) > largestMove {
        memory.outUntil[coin.coin.code] = view.time.advanced(bySeconds: 7 * 86_400)
      }
      let isOut = memory.outUntil[coin.coin.code].map { view.time < $0 } ?? false
      let held = view.account.quantity(of: coin.spot)
      // The market is left alone where little would change: every trade costs.
      let target = isOut ? 0 : part / price
      guard isOut ? held > 0 : abs(target - held) > 0.1 * target else { continue }
      let trade = try view.trade(
        coin.spot, to: target, isOut ? .exit : .entry,
        "the last day moved by \(percent(move))")
      if let trade { trades.append(trade) }
    }
    return StrategyDecision(trades, memory: memory)
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
