import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What a scenario model prepares for a frame and uses anew for each account.
struct ScenarioWorkspace {
  /// The parts of each block.
  let families: [ScenarioFamily]
  /// Blocks that are one bucket: those of a family that is counted in dollars, else each by itself.
  let buckets: [[Int]]
  /// The bucket of each block.
  let bucketOfBlock: [Int]
  /// The block that takes the balances of each family that takes any.
  let balanceBlocks: [(base: Currency, block: Int)]
  /// The account's positions in each block.
  var positions: [BucketPositions]
  /// Balances that the scenarios displace, by bucket, in its unit.
  var balanceValues: [Double]
  /// Plain profit of the bucket at hand; shape `[column]`, padded.
  var profit: [Double] = []
  /// What counts of it; shape `[outcome]`.
  var counted: [Double] = []
  // One block's or expiry's part of the sums above.
  private var part: [Double] = []
  private var expiryRows: [Int32] = []
  private var expiryQuantities: [Double] = []

  init(
    families: [ScenarioFamily], balanceBlocks: [(base: Currency, block: Int)], in frame: RiskFrame
  ) {
    self.families = families
    self.balanceBlocks = balanceBlocks
    var buckets: [[Int]] = []
    var bucketOfBlock: [Int] = []
    for block in families.indices {
      let shared = buckets.firstIndex { others in
        frame.blockColumns[block].isCountedInUSD
          && families[others[0]].family == families[block].family
      }
      if let shared {
        buckets[shared].append(block)
        bucketOfBlock.append(shared)
      } else {
        buckets.append([block])
        bucketOfBlock.append(buckets.count - 1)
      }
    }
    self.buckets = buckets
    self.bucketOfBlock = bucketOfBlock
    positions = [BucketPositions](repeating: BucketPositions(), count: families.count)
    balanceValues = [Double](repeating: 0, count: buckets.count)
  }

  mutating func removeAll() {
    for block in positions.indices { positions[block].removeAll() }
    for bucket in balanceValues.indices { balanceValues[bucket] = 0 }
  }

  /// Whether an account has anything in a bucket.
  func holds(_ bucket: Int) -> Bool {
    balanceValues[bucket] != 0 || buckets[bucket].contains { !positions[$0].isEmpty }
  }

  /// Fills `profit` and `counted` with the outcomes of one bucket: its scenarios, then its basis
  /// candidates.
  mutating func addOutcomes(of bucket: Int, in frame: RiskFrame) {
    let first = buckets[bucket][0]
    let family = families[first]
    let padded = frame.blocks[first].paddedCount
    if profit.count < padded {
      profit = [Double](repeating: 0, count: padded)
      part = profit
    }
    for column in profit.indices { profit[column] = 0 }
    counted.removeAll(keepingCapacity: true)
    for _ in family.weights { counted.append(0) }
    for block in buckets[bucket] where !positions[block].rows.isEmpty {
      frame.blocks[block].portfolioProfit(
        level: frame.level, rows: positions[block].rows, quantities: positions[block].quantities,
        into: &part)
      for column in family.scenarios.columns.indices { profit[column] += part[column] }
      if family.sumsByExpiry {
        addExpiries(of: block, in: frame)
      } else {
        for index in family.dampening.indices {
          counted[index] += part[index] * family.dampening[index]
        }
      }
    }
    let balance = balanceValues[bucket]
    let usdPerUnit = frame.blockColumns[first].usdPerUnit
    for index in family.dampening.indices {
      let own = balance * family.balanceProfit[index]
      profit[index] += own
      counted[index] += own * family.dampening[index]
      if let gains = family.gains {
        counted[index] = gains.applied(
          to: counted[index], damper: family.dampers[index], usdPerUnit: usdPerUnit)
      }
    }
  }

  /// Adds the outcomes of one block expiry by expiry; slot 0 holds what has no expiry.
  private mutating func addExpiries(of block: Int, in frame: RiskFrame) {
    let columns = frame.blockColumns[block]
    let family = families[block]
    for slot in columns.expiryYears.indices {
      var value = 0.0
      expiryRows.removeAll(keepingCapacity: true)
      expiryQuantities.removeAll(keepingCapacity: true)
      for index in positions[block].rows.indices {
        let row = positions[block].rows[index]
        guard columns.expiry[Int(row)] == slot else { continue }
        expiryRows.append(row)
        expiryQuantities.append(positions[block].quantities[index])
        value += positions[block].quantities[index] * columns.modelValue[Int(row)]
      }
      guard !expiryRows.isEmpty else { continue }
      frame.blocks[block].portfolioProfit(
        level: frame.level, rows: expiryRows, quantities: expiryQuantities, into: &part)
      for index in family.dampening.indices {
        let own =
          (slot == 0
            ? part[index] : family.counted(value: value, profit: part[index], expiry: slot))
          * family.dampening[index]
        counted[index] += family.isSkew[index] ? -abs(own) : own
      }
      guard slot > 0 else { continue }
      for (index, basis) in family.scenarios.basis.enumerated() {
        let (rise, fall) = family.scenarios.basisColumns(index)
        counted[family.dampening.count + index] += basis.profit(
          rise: part[rise], fall: part[fall], years: columns.expiryYears[slot])
      }
    }
  }
}

extension ScenarioWorkspace {
  /// One charge on one block, in its unit.
  mutating func outcome(
    of charge: Charge, _ block: Int, _ frame: RiskFrame, stated: [StatedAmount]
  ) -> ChargeOutcome {
    let columns = frame.blockColumns[block]
    let settlement = frame.blocks[block].underlying.settlement
    let unitPerSettlement = columns.usdPerSettlement / columns.usdPerUnit
    let takesStated = takesStated(block, in: frame)
    return charge.outcome(&positions[block], columns) { name in
      guard takesStated else { return 0 }
      return stated.reduce(0) { sum, amount in
        amount.name == name && amount.currency == settlement
          ? sum + amount.amount * unitPerSettlement : sum
      }
    }
  }

  /// The first block that an account holds in a currency takes what is stated in it, once.
  func takesStated(_ block: Int, in frame: RiskFrame) -> Bool {
    let settlement = frame.blocks[block].underlying.settlement
    return !positions[block].rows.isEmpty
      && !(0..<block).contains {
        !positions[$0].rows.isEmpty && frame.blocks[$0].underlying.settlement == settlement
      }
  }

  /// The worth of a bucket of nothing but bought options; nil where it holds anything else.
  func valueOfLongOptionsOnly(_ bucket: Int, in frame: RiskFrame) -> Double? {
    guard balanceValues[bucket] == 0 else { return nil }
    var value = 0.0
    for block in buckets[bucket] {
      guard positions[block].isLongOptionsOnly(frame.blockColumns[block]) else { return nil }
      value += positions[block].optionValue(frame.blockColumns[block])
    }
    return value
  }
}

extension Scenario {
  /// Profit of balances whose price moves with spot, before dampening.
  ///
  /// Counted in the coin itself, they move nothing.
  func profit(ofBalance value: Double, isCountedInCoin: Bool) -> Double {
    isCountedInCoin ? 0 : value * spotMove * profitFactor(paidInCoin: false)
  }
}

extension ScenarioBlock {
  /// Profit of positions in every column; the columns of the account stay where they are.
  func portfolioProfit(
    level: KernelLevel, rows: [Int32], quantities: [Double], into profit: inout [Double]
  ) {
    var span = profit.mutableSpan
    portfolioProfit(level: level, rows: rows.span, quantities: quantities.span, into: &span)
  }
}
