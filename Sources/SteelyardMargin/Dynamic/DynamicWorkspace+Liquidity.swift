import SteelyardContracts
import SteelyardScenarios

extension DynamicWorkspace {
  /// The cost of closing what the account holds in the coin of a block.
  ///
  /// - Returns: Nil for a block whose coin has another block before it that the account holds
  ///   contracts in: a coin is charged once.
  func liquidity(
    _ rule: LiquidityCharge, _ appliesTo: AppliesTo, from block: Int, of account: Int,
    in batch: PortfolioBatch, _ frame: RiskFrame
  ) -> ChargeOutcome? {
    let coin = coinOfBlock[block]
    guard ownerSizes != nil, coin < coins.count, firstHeldBlock(of: coin) == block
    else { return nil }
    let known = appliesTo == .maintenance ? liquidity[coin].maintenance : liquidity[coin].initial
    let costs = costs(rule, known, coin: coin, of: account, in: batch, frame)
    let own = ownSize(of: coin, frame)
    var charge = own.deltaUSD * costs.delta.rate
    var options = 0.0
    forEachPosition(of: coin) { other, row, quantity in
      let columns = frame.blockColumns[other]
      guard columns.isOption[row] else { return }
      let closing = abs(quantity) * columns.vegaUSD(row) * costs.vega.rate
      // What the scenarios leave of a bought option's worth is all that closing it can cost: it is
      // left to expire otherwise. So bought options never need more than their worth.
      options += quantity > 0 ? min(closing, quantity * columns.leastWorth[row]) : closing
    }
    charge += options
    var outcome = ChargeOutcome(
      amount: charge / frame.blockColumns[block].usdPerUnit, base: own.deltaUSD, detail: options)
    outcome.liquidity = costs
    outcome.vegaUSD = own.vegaUSD
    return outcome
  }

  /// The first block of a coin that the account holds contracts of.
  func firstHeldBlock(of coin: Int) -> Int? {
    positions.indices.first { coinOfBlock[$0] == coin && !positions[$0].rows.isEmpty }
  }

  /// The costs of closing in a coin, by what the owner of the account holds.
  func costs(
    _ rule: LiquidityCharge, _ known: CoinLiquidity, coin: Int, of account: Int,
    in batch: PortfolioBatch, _ frame: RiskFrame
  ) -> LiquidityCosts {
    let own = ownSize(of: coin, frame)
    return rule.costs(
      of: ownerSizes?.group(of: account, coin: coin, own: own, in: batch) ?? own, in: known)
  }

  /// What the account holds in a coin.
  private func ownSize(of coin: Int, _ frame: RiskFrame) -> CoinSize {
    var own = CoinSize()
    forEachPosition(of: coin) { block, row, quantity in
      frame.blockColumns[block].add(row, quantity, to: &own)
    }
    own.deltaUSD = abs(own.deltaUSD)
    return own
  }

  private func forEachPosition(
    of coin: Int, _ body: (_ block: Int, _ row: Int, _ quantity: Double) -> Void
  ) {
    for block in positions.indices where coinOfBlock[block] == coin {
      for index in positions[block].rows.indices {
        body(block, Int(positions[block].rows[index]), positions[block].quantities[index])
      }
    }
  }
}
