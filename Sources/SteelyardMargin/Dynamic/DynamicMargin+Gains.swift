import SteelyardContracts
import SteelyardScenarios

extension DynamicMargin {
  /// Takes back unrealised gains beyond what could be closed in time.
  ///
  /// Of the net gain in a coin the share min(1, p V h / G) counts: what a share p of volume V takes in
  /// the horizon h of initial margin, over the owner's size G. So a price that was pushed in a thin
  /// market gives no credit that the market could not pay out, however the position is divided over
  /// accounts.
  func cutGains<Trace: MarginTrace>(
    of account: Int, in batch: PortfolioBatch, _ frame: RiskFrame,
    _ workspace: inout DynamicWorkspace, _ figures: inout AccountFigures, _ trace: inout Trace
  ) {
    guard specification.equity == .portfolioAtStableMark, workspace.ownerSizes != nil
    else { return }
    for coin in workspace.gains.indices { workspace.gains[coin] = 0 }
    for position in batch.positions(of: account) {
      let index = Int(batch.instrument[position])
      let block = Int(frame.blockIndex[index])
      guard block >= 0, !batch.universe.instruments[index].isOption else { continue }
      let coin = workspace.coinOfBlock[block]
      guard coin < workspace.gains.count else { continue }
      let profit = frame.unrealisedUSD(of: position, in: batch)
      workspace.gains[coin] +=
        frame.believed(position, in: batch, worth: 0, profit: profit) ?? profit
    }
    for coin in workspace.gains.indices where workspace.gains[coin] > 0 {
      guard let block = workspace.firstHeldBlock(of: coin),
        let rule = workspace.charges[block].lazy.compactMap(\.charge.liquidityRule).first
      else { continue }
      let costs = workspace.costs(
        rule, workspace.liquidity[coin].initial, coin: coin, of: account, in: batch, frame)
      let closable = rule.participation * costs.volumeUSD * costs.horizonDays
      guard costs.group.deltaUSD > closable else { continue }
      let cut = workspace.gains[coin] * (1 - closable / costs.group.deltaUSD)
      figures.initialCountedEquity -= cut
      figures.maintenanceCountedEquity -= cut
      trace.record(
        gainCut: cut, of: workspace.gains[coin], in: workspace.coins[coin], closableUSD: closable,
        groupUSD: costs.group.deltaUSD)
    }
  }
}

extension Charge {
  /// The rule of a charge for the cost of closing.
  var liquidityRule: LiquidityCharge? {
    if case .liquidity(let rule) = self { rule } else { nil }
  }
}
