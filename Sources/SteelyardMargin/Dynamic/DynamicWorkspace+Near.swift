import SteelyardContracts
import SteelyardScenarios

// An account that differs by little from one that is known.
extension DynamicWorkspace {
  /// Most columns that the differences are made of: beyond, every position is summed.
  private static var changesMax: Int { 64 }

  /// Measures the account by what it differs in from `near`: coins that are the same keep their measures, and of
  /// the others and of the whole the scenarios are looked at that the differences can bring into a tail.
  ///
  /// - Returns: False where there is no such account or it differs by too much; then nothing is measured.
  mutating func measureNear(in frame: RiskFrame) -> Bool {
    guard let near, let changes = changes(from: near, in: frame) else { return false }
    measure(near, changes, in: frame)
    return true
  }

  /// What the account has more than one nearby, by coin; nil for too much.
  func changes(from near: DynamicStanding, in frame: RiskFrame) -> [CoinChange]? {
    var changes = [CoinChange](repeating: CoinChange(), count: isHeld.count)
    var count = 0
    for asset in near.differences(to: displaced) {
      guard let moved = columns.assetColumns[asset.asset] else { return nil }
      changes[asset.coin].add(moved.column.source, moved.extremes, times: asset.valueUSD)
      count += 1
    }
    for block in positions.indices {
      guard
        let differences = near.differences(
          to: positions[block], in: block, atMost: DynamicWorkspace.changesMax - count)
      else { return nil }
      for difference in differences {
        changes[coinOfBlock[block]].add(
          difference.quantity, of: difference.row, in: block, columns, frame)
      }
      count += differences.count
    }
    return changes
  }

  /// Measures the account that is another with changes.
  mutating func measure(
    _ near: DynamicStanding, _ changes: [CoinChange], in frame: RiskFrame
  ) {
    var all = CoinChange()
    var heldCount = 0
    var isSame = true
    for coin in isHeld.indices {
      if !positionsAreEmpty(of: coin) { isHeld[coin] = true }
      if isHeld[coin] { heldCount += 1 }
      if !changes[coin].isEmpty { all.add(changes[coin]) }
      if !changes[coin].isEmpty || isHeld[coin] != (near.coins[coin] != nil) { isSame = false }
    }
    isMeasured = true
    for level in [DynamicLevel.initial, .maintenance] {
      if isSame {
        whole[level] = near.whole[level]
        continue
      }
      let rule = columns[level]
      var standAlone = 0.0
      for coin in isHeld.indices where isHeld[coin] {
        if changes[coin].isEmpty, let known = near.coins[coin] {
          measures[coin][level] = known.measures[level]
        } else if near.coins[coin] == nil, let only = changes[coin].only {
          measures[coin][level] =
            frame.rowMeasures.measures(
              of: only.row, in: only.block, times: only.quantity, self, frame)[level]
        } else {
          measures[coin][level] = parts(near, of: coin, level, changes[coin], hasBroken: false)
        }
        standAlone += measures[coin][level].kept(rule.measure)
      }
      // The total of one coin is that coin's.
      let parts =
        heldCount == 1
        ? measures[isHeld.firstIndex(of: true) ?? 0][level]
        : parts(near, of: nil, level, all, hasBroken: heldCount > 1)
      whole[level] = netted(
        parts, rule.measure, standAlone: standAlone, heldCount: heldCount)
    }
  }

  /// What a multiple of one column asks for by itself.
  func measures(of source: ColumnSource, times factor: Double) -> CoinMeasures {
    var measures = CoinMeasures()
    for level in [DynamicLevel.initial, .maintenance] {
      for part in DynamicPart.allCases where part != .broken {
        guard let group = columns[level].group(part) else { continue }
        var column = [Double](repeating: 0, count: group.columns.count)
        [ColumnChange(.init(source, times: factor))].add(
          to: nil, in: group.columns, into: &column)
        var worst = columns[level].measure(part).worst(of: column, weights: group.weights)
        worst.index += group.columns.lowerBound
        measures[level].set(part, worst)
      }
    }
    return measures
  }

  /// Adds changes to the rows that are summed, and adds up the coins anew.
  mutating func add(_ changes: [CoinChange]) {
    for coin in isHeld.indices where !changes[coin].isEmpty {
      isHeld[coin] = true
      makeRow(of: coin)
      changes[coin].columns.add(onto: &byCoin[coin], in: 0..<columns.count)
    }
    addUp()
  }

  private func positionsAreEmpty(of coin: Int) -> Bool {
    positions.indices.allSatisfy { coinOfBlock[$0] != coin || positions[$0].rows.isEmpty }
  }

  /// Measures of another account's coin, or of all its coins, with changes.
  private mutating func parts(
    _ near: DynamicStanding, of coin: Int?, _ level: DynamicLevel, _ change: CoinChange,
    hasBroken: Bool
  ) -> DynamicRequirement {
    let rule = columns[level]
    let tails = coin.map { near.coins[$0]?.tails } ?? near.tails
    let row = coin.map { near.coins[$0]?.row } ?? near.total
    var parts = DynamicRequirement()
    for part in DynamicPart.allCases {
      guard let group = rule.group(part), part != .broken || hasBroken else { continue }
      let place = groupPlace(level, part)
      if let row,
        let found = tails?[place]?.changed(
          row, by: change.columns, leastChange: min(0, change.least[place]))
      {
        parts.set(
          part, WorstScenario(index: found.lowestScenario, profit: -found.expectedShortfall))
        continue
      }
      if self.part.count < group.columns.count {
        self.part = [Double](repeating: 0, count: paddedCount)
      }
      change.columns.add(
        to: row, in: group.columns, into: &self.part)
      parts.set(
        part,
        worst(
          rule.measure(part), of: self.part, from: 0, group))
    }
    return parts
  }
}
