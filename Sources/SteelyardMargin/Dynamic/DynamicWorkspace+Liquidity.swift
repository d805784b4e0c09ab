import SteelyardContracts

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
    guard let ownerSizes, coin < coins.count else { return nil }
    for earlier in 0..<block
    where coinOfBlock[earlier] == coin && !positions[earlier].rows.isEmpty {
      return nil
    }
    var own = CoinSize()
    forEachPosition(of: coin, from: block) { other, row, quantity in
      frame.blockColumns[other].add(row, quantity, to: &own)
    }
    own.deltaUSD = abs(own.deltaUSD)
    let known = appliesTo == .maintenance ? liquidity[coin].maintenance : liquidity[coin].initial
    let costs = rule.costs(
      of: ownerSizes.group(of: account, coin: coin, own: own, in: batch), in: known)
    var charge = own.deltaUSD * costs.delta.rate
    var options = 0.0
    forEachPosition(of: coin, from: block) { other, row, quantity in
      let columns = frame.blockColumns[other]
      guard columns.isOption[row] else { return }
      let closing = abs(quantity) * columns.vegaUSD(row) * costs.vega.rate
      // A bought option that is worth less than closing it costs is left to expire.
      options +=
        quantity > 0
        ? min(closing, max(0, quantity * columns.value[row] * columns.usdPerUnit)) : closing
    }
    charge += options
    var outcome = ChargeOutcome(
      amount: charge / frame.blockColumns[block].usdPerUnit, base: own.deltaUSD, detail: options)
    outcome.liquidity = costs
    outcome.vegaUSD = own.vegaUSD
    return outcome
  }

  private func forEachPosition(
    of coin: Int, from first: Int, _ body: (_ block: Int, _ row: Int, _ quantity: Double) -> Void
  ) {
    for block in first..<positions.count where coinOfBlock[block] == coin {
      for index in positions[block].rows.indices {
        body(block, Int(positions[block].rows[index]), positions[block].quantities[index])
      }
    }
  }
}
