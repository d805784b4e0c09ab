import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// The quantities in one block that fills can leave, row by row.
struct BlockIntervals {
  let block: Int
  private(set) var rows: [Int32] = []
  private(set) var intervals: [QuantityInterval] = []

  /// The blocks of an account in which it holds or has ordered anything.
  static func all(_ account: OrderedAccount) -> [BlockIntervals] {
    var blocks: [Int: BlockIntervals] = [:]
    for interval in account.intervals {
      let block = Int(account.frame.blockIndex[interval.index])
      guard block >= 0 else { continue }
      blocks[block, default: BlockIntervals(block: block)].rows.append(
        account.frame.rowIndex[interval.index])
      blocks[block]?.intervals.append(interval)
    }
    return blocks.values.sorted { $0.block < $1.block }
  }

  private init(block: Int) { self.block = block }

  /// Positions of quantities that are chosen from the intervals.
  func positions(_ chosen: (QuantityInterval, _ row: Int) -> Double) -> BucketPositions {
    var positions = BucketPositions()
    for place in rows.indices {
      positions.rows.append(rows[place])
      positions.quantities.append(chosen(intervals[place], Int(rows[place])))
    }
    return positions
  }

  /// The least profit in each scenario: of an instrument that gains every sale has filled, of one that loses
  /// every purchase.
  func leastProfit(in frame: RiskFrame) -> [Double] {
    let matrix = frame.blocks[block]
    var least = [Double](repeating: 0, count: matrix.paddedCount)
    matrix.portfolioProfit(
      level: frame.level, rows: rows, quantities: intervals.map(\.held), into: &least)
    var unit = [Double](repeating: 0, count: matrix.paddedCount)
    for place in rows.indices {
      let interval = intervals[place]
      let bought = interval.high - interval.held
      let sold = interval.low - interval.held
      guard bought > 0 || sold < 0 else { continue }
      matrix.portfolioProfit(
        level: frame.level, rows: [rows[place]], quantities: [1], into: &unit)
      for column in least.indices {
        least[column] += Swift.min(bought * unit[column], sold * unit[column])
      }
    }
    return least
  }

  /// The most that a charge can be, in the block's unit; nil for one that no bound is known of.
  func most(_ charge: Charge, _ columns: BlockColumns) -> Double? {
    switch charge {
    case .rollShock(let rule):
      // An expiry is charged by its net delta alone, so one row with the largest stands for it.
      let ends = expiryEnds(columns, where: { _ in true }) { columns.delta[$0] }
      var amount = 0.0
      for slot in ends.indices {
        let delta = max(abs(ends[slot].low), abs(ends[slot].high))
        guard delta > 0,
          let row = rows.first(where: {
            columns.expiry[Int($0)] == slot && columns.delta[Int($0)] != 0
          })
        else { continue }
        var positions = BucketPositions()
        positions.rows = [row]
        positions.quantities = [delta / columns.delta[Int(row)]]
        amount += rule.outcome(&positions, columns).amount
      }
      return amount
    case .deltaShock(let rule):
      // Bought options only reduce what is charged: the largest is without them.
      var low = 0.0
      var high = 0.0
      for place in rows.indices {
        let row = Int(rows[place])
        let isOption = columns.isOption[row]
        let ends = [intervals[place].low, intervals[place].high].map {
          (isOption ? min(0, $0) : $0) * columns.delta[row]
        }
        low += min(ends[0], ends[1])
        high += max(ends[0], ends[1])
      }
      let reduced = max(abs(low), abs(high))
      let excess = max(0, reduced - rule.thresholdUSD / columns.usdPerCoin)
      return min(rule.incrementPerCoin * excess, rule.moveMax) * reduced * columns.unitPerCoin
    case .netShortStrikes:
      // More sold at a strike is never less short.
      var positions = positions { interval, _ in interval.low }
      return charge.outcome(&positions, columns) { _ in 0 }.amount
    case .optionShare, .grossFutures:
      var positions = positions { interval, _ in interval.farther }
      return charge.outcome(&positions, columns) { _ in 0 }.amount
    case .depeg, .oracle:
      // Futures count by size. Options count by size or only where they are sold: the larger of both.
      var sold = positions { interval, row in
        columns.isOption[row] ? interval.low : interval.farther
      }
      var large = positions { interval, _ in interval.farther }
      return max(
        charge.outcome(&sold, columns) { _ in 0 }.amount,
        charge.outcome(&large, columns) { _ in 0 }.amount)
    case .offsettingFutures(let rate):
      return rate * columns.unitPerCoin
        * offsettingMost(columns, where: { !columns.isOption[$0] }) { columns.delta[$0] }
    case .offsettingVega(let rate):
      return rate * columns.unitPerQuote
        * offsettingMost(columns, where: { columns.isOption[$0] }) { columns.vega[$0] }
    case .heldBase, .stated:
      // Balances and stated amounts are not in a block that orders make.
      return 0
    case .liquidity: return nil
    }
  }

  /// The most that can net between expiries: the smaller of the largest long and the largest short side.
  private func offsettingMost(
    _ columns: BlockColumns, where isWanted: (Int) -> Bool, _ unit: (Int) -> Double
  ) -> Double {
    let ends = expiryEnds(columns, where: isWanted, unit)
    return min(
      ends.reduce(0) { $0 + max(0, $1.high) }, ends.reduce(0) { $0 + max(0, -$1.low) })
  }

  /// The least and the most that a column can sum to, by expiry.
  private func expiryEnds(
    _ columns: BlockColumns, where isWanted: (Int) -> Bool, _ unit: (Int) -> Double
  ) -> [(low: Double, high: Double)] {
    var ends = [(low: Double, high: Double)](repeating: (0, 0), count: columns.expiryYears.count)
    for place in rows.indices {
      let row = Int(rows[place])
      guard isWanted(row) else { continue }
      let one = intervals[place].low * unit(row)
      let other = intervals[place].high * unit(row)
      ends[columns.expiry[row]].low += min(one, other)
      ends[columns.expiry[row]].high += max(one, other)
    }
    return ends
  }
}
