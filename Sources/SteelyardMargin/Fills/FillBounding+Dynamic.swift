import SteelyardContracts
import SteelyardScenarios

extension DynamicMargin: FillBounding {
  var boundedEquity: (rule: EquityRule, collateral: CollateralRule) {
    (specification.equity, specification.collateral)
  }

  /// Profit at its least scenario by scenario and coin by coin; charges at the largest sizes.
  func requirementBound(_ account: OrderedAccount) -> OrderedAccount.Requirement? {
    let frame = account.frame
    var workspace = workspace(for: account.batch, in: frame, near: account.near)
    guard displaceBalances(of: account, &workspace) else { return nil }
    for position in account.batch.positions(of: 0) {
      let index = Int(account.batch.instrument[position])
      let block = Int(frame.blockIndex[index])
      guard block >= 0 else { continue }
      workspace.positions[block].rows.append(frame.rowIndex[index])
      workspace.positions[block].quantities.append(account.batch.quantity[position])
    }
    if let near = workspace.near, let changes = workspace.changes(from: near, in: frame) {
      guard
        let filled = filled(
          account, changes, &workspace,
          { frame.rowMeasures.extremes(of: $0, in: $1, self.columns, frame) })
      else { return nil }
      workspace.measure(near, filled, in: frame)
    } else {
      workspace.sum(in: frame)
      let none = [CoinChange](repeating: CoinChange(), count: workspace.isHeld.count)
      // Every scenario is looked at, whatever the extremes.
      guard let filled = filled(account, none, &workspace, { _, _ in GroupExtremes() })
      else { return nil }
      workspace.add(filled)
    }
    let blocks = BlockIntervals.all(account)
    for block in blocks {
      // More sold at a strike is never less short.
      workspace.positions[block.block] = block.positions { interval, _ in interval.low }
    }
    let shortOptions = workspace.shortOptionMinimum(
      specification.shortOptionMinimum, in: frame)
    var initial = workspace.most(.initial, shortOptions)
    var maintenance = workspace.most(.maintenance, shortOptions)
    for block in blocks {
      let columns = frame.blockColumns[block.block]
      for applied in workspace.charges[block.block] where applied.charge.liquidityRule == nil {
        guard let most = block.most(applied.charge, columns) else { return nil }
        let amount = most * columns.usdPerUnit
        if applied.appliesTo != .maintenance { initial += amount }
        if applied.appliesTo != .initial { maintenance += amount }
      }
    }
    let coins = LargestSizes.all(blocks, workspace.coinOfBlock, in: frame)
    for coin in coins where coin.coin < workspace.coins.count {
      for applied in workspace.charges[coin.blocks[0].block] {
        guard let rule = applied.charge.liquidityRule,
          let most = workspace.closingMost(rule, applied.appliesTo, coin, account)
        else { continue }
        if applied.appliesTo != .maintenance { initial += most }
        if applied.appliesTo != .initial { maintenance += most }
      }
    }
    return OrderedAccount.Requirement(
      initialMargin: max(initial, maintenance),
      gainCut: gainCutMost(coins, workspace, account))
  }

  /// Displaces what is held in balances, and what futures that settle in their coin have gained.
  ///
  /// - Returns: False where something counts that no scenario moves.
  private func displaceBalances(
    of account: OrderedAccount, _ workspace: inout DynamicWorkspace
  ) -> Bool {
    let batch = account.batch
    for balance in batch.balances(of: 0) where batch.amount[balance] != 0 {
      let asset = batch.asset[balance]
      guard asset != .usd, let price = account.frame.usdPrices[asset] else { continue }
      let value = batch.amount[balance] * price
      guard
        value < 0 || specification.collateral.unitPriceUSD(of: asset, in: account.frame) != nil
      else { continue }
      guard workspace.add(balance: value, of: asset) else { return false }
    }
    for position in batch.positions(of: 0) {
      let underlying = batch.universe.instruments[Int(batch.instrument[position])].underlying
      guard underlying.isInverse else { continue }
      let profit = account.frame.unrealisedUSD(of: position, in: batch)
      if profit != 0, !workspace.add(balance: profit, of: underlying.settlement) { return false }
    }
    return true
  }

  /// Takes off each scenario what the orders lose that lose in it.
  ///
  /// - Returns: Nil where an order moves what no scenario does.
  private func filled(
    _ account: OrderedAccount, _ changes: [CoinChange], _ workspace: inout DynamicWorkspace,
    _ extremes: (_ row: Int32, _ block: Int) -> GroupExtremes
  ) -> [CoinChange]? {
    let frame = account.frame
    var changes = changes
    for effect in account.effects.all {
      let block = Int(frame.blockIndex[effect.index])
      guard block >= 0 else { return nil }
      let row = frame.rowIndex[effect.index]
      let coin = workspace.coinOfBlock[block]
      workspace.isHeld[coin] = true
      var moved: (source: ColumnSource, extremes: GroupExtremes, factor: Double)?
      if effect.displacedUSD != 0, effect.asset != .usd {
        guard let asset = workspace.columns.assetColumns[effect.asset],
          let own = workspace.assets[effect.asset]?.coin
        else { return nil }
        if own == coin {
          moved = (asset.column.source, asset.extremes, effect.displacedUSD)
        } else {
          workspace.isHeld[own] = true
          changes[own].addLosses(
            asset.column.source, asset.extremes, times: effect.displacedUSD, and: nil)
        }
      }
      changes[coin].addLosses(
        frame.blocks[block].source(row: row),
        extremes(row, block),
        times: effect.quantity, and: moved)
    }
    for (asset, most) in account.effects.realisedUSDMax.sorted(by: { $0.key < $1.key })
    where asset != .usd {
      guard let moves = workspace.columns.assetColumns[asset],
        let coin = workspace.assets[asset]?.coin
      else { return nil }
      workspace.isHeld[coin] = true
      // Gain or loss: whichever hurts, in each scenario.
      changes[coin].addEither(moves.column.source, moves.extremes, times: most)
    }
    return changes
  }

  /// The most that is taken back of unrealised gains, as `cutGains` does.
  private func gainCutMost(
    _ coins: [LargestSizes], _ workspace: DynamicWorkspace, _ account: OrderedAccount
  ) -> Double {
    guard specification.equity == .portfolioAtStableMark, workspace.ownerSizes != nil
    else { return 0 }
    let frame = account.frame
    let batch = account.batch
    var gains: [Int: Double] = [:]
    for position in batch.positions(of: 0) {
      let index = Int(batch.instrument[position])
      guard !batch.universe.instruments[index].isOption else { continue }
      let profit = frame.unrealisedUSD(of: position, in: batch)
      gains[index] = frame.believed(position, in: batch, worth: 0, profit: profit) ?? profit
      // What fills change has a gain of its own or none: a loss could be closed.
      if account.effects.all.contains(where: { $0.index == index }) {
        gains[index] = max(0, profit) + (account.effects.gainUSDMax[index] ?? 0)
      }
    }
    for (index, gain) in account.effects.gainUSDMax where gains[index] == nil {
      gains[index] = gain
    }
    var cut = 0.0
    for coin in coins where coin.coin < workspace.coins.count {
      let gain = coin.indices.reduce(0) { $0 + (gains[$1] ?? 0) }
      guard gain > 0,
        let rule = workspace.charges[coin.blocks[0].block].lazy.compactMap(\.charge.liquidityRule)
          .first,
        let costs = workspace.closingCosts(
          rule, workspace.liquidity[coin.coin].initial, coin, account)
      else { continue }
      let closable = rule.participation * costs.volumeUSD * costs.horizonDays
      guard costs.group.deltaUSD > closable else { continue }
      cut += gain * (1 - closable / costs.group.deltaUSD)
    }
    return cut
  }
}

/// The largest sizes in one coin that fills can leave.
private struct LargestSizes {
  let coin: Int
  private(set) var blocks: [BlockIntervals] = []
  private(set) var size = CoinSize()

  /// Indices in the universe of what is held or ordered.
  var indices: [Int] { blocks.flatMap { $0.intervals.map(\.index) } }

  static func all(
    _ blocks: [BlockIntervals], _ coinOfBlock: [Int], in frame: RiskFrame
  ) -> [LargestSizes] {
    var coins: [Int: LargestSizes] = [:]
    for block in blocks {
      coins[coinOfBlock[block.block], default: LargestSizes(coin: coinOfBlock[block.block])]
        .blocks.append(block)
    }
    return coins.values.sorted { $0.coin < $1.coin }.map { own in
      var sized = own
      sized.measure(frame)
      return sized
    }
  }

  private init(coin: Int) { self.coin = coin }

  private mutating func measure(_ frame: RiskFrame) {
    var low = 0.0
    var high = 0.0
    for block in blocks {
      let columns = frame.blockColumns[block.block]
      for place in block.rows.indices {
        let row = Int(block.rows[place])
        let interval = block.intervals[place]
        let unit = columns.delta[row] * columns.usdPerCoin
        low += min(interval.low * unit, interval.high * unit)
        high += max(interval.low * unit, interval.high * unit)
        if columns.isOption[row] { size.vegaUSD += interval.magnitudeMax * columns.vegaUSD(row) }
      }
    }
    size.deltaUSD = max(abs(low), abs(high))
  }
}

extension DynamicWorkspace {
  /// The most that a requirement can be whose parts are at their largest.
  ///
  /// Broken correlations add what they exceed the core by, which falls as the core rises: the sum is convex in
  /// the core, so it is largest at one of its ends.
  fileprivate mutating func most(_ level: DynamicLevel, _ shortOptions: Double) -> Double {
    let rule = columns[level]
    let large = requirement(level, shortOptions: shortOptions)
    guard isHeld.count(where: { $0 }) > 1 else { return large.amount }
    var withoutCore = large
    withoutCore.core = 0
    return max(
      large.amount, withoutCore.kept(rule.measure) + withoutCore.correlationAddition(rule.measure))
  }

  /// The costs of closing at the largest sizes; nil where no charge looks at sizes.
  fileprivate func closingCosts(
    _ rule: LiquidityCharge, _ known: CoinLiquidity, _ coin: LargestSizes,
    _ account: OrderedAccount
  ) -> LiquidityCosts? {
    ownerSizes.map { owners in
      rule.costs(
        of: owners.group(of: 0, coin: coin.coin, own: coin.size, in: account.batch), in: known)
    }
  }

  /// The most that closing can be charged, in US dollars.
  fileprivate func closingMost(
    _ rule: LiquidityCharge, _ appliesTo: AppliesTo, _ coin: LargestSizes,
    _ account: OrderedAccount
  ) -> Double? {
    let known = liquidity[coin.coin]
    guard
      let costs = closingCosts(
        rule, appliesTo == .maintenance ? known.maintenance : known.initial, coin, account)
    else { return nil }
    var charge = coin.size.deltaUSD * costs.delta.rate
    for block in coin.blocks {
      let columns = account.frame.blockColumns[block.block]
      for place in block.rows.indices where columns.isOption[Int(block.rows[place])] {
        let row = Int(block.rows[place])
        let unit = columns.vegaUSD(row) * costs.vega.rate
        let interval = block.intervals[place]
        let bought = max(0, interval.high) * min(unit, columns.leastWorth[row])
        charge += max(bought, max(0, -interval.low) * unit)
      }
    }
    return charge
  }
}
