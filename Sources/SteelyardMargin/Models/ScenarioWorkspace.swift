import SteelyardContracts
import SteelyardPricing
import SteelyardScenarios

/// What a scenario model prepares for a frame and uses anew for each account.
struct ScenarioWorkspace {
  /// The parts of each block.
  let families: [ScenarioFamily]
  /// The account's positions in each block.
  var buckets: [BucketPositions]
  /// Plain profit of the bucket at hand; shape `[column]`, padded.
  var profit: [Double] = []
  /// What counts of it; shape `[outcome]`.
  var counted: [Double] = []
  /// Positions of one expiry.
  var expiryRows: [Int32] = []
  /// Their quantities.
  var expiryQuantities: [Double] = []
  /// Their plain profit; shape `[column]`, padded.
  var expiryProfit: [Double] = []
  /// An order of the outcomes.
  var order: [Int32] = []

  init(families: [ScenarioFamily]) {
    self.families = families
    buckets = [BucketPositions](repeating: BucketPositions(), count: families.count)
  }

  /// Fills `profit` and `counted` with the outcomes of one bucket: its scenarios, then its basis
  /// candidates.
  mutating func addOutcomes(of block: Int, in frame: RiskFrame) {
    let scenarios = frame.blocks[block]
    let columns = frame.blockColumns[block]
    let family = families[block]
    if profit.count < scenarios.paddedCount {
      profit = [Double](repeating: 0, count: scenarios.paddedCount)
      expiryProfit = profit
    }
    counted.removeAll(keepingCapacity: true)
    for _ in family.weights { counted.append(0) }
    scenarios.portfolioProfit(
      level: frame.level, rows: buckets[block].rows, quantities: buckets[block].quantities,
      into: &profit)
    if family.sumsByExpiry {
      addExpiries(of: block, scenarios, columns, family, frame)
    } else {
      for (index, scenario) in family.scenarios.market.enumerated() {
        counted[index] = profit[index] * scenario.dampening
      }
    }
    guard let gains = family.gains else { return }
    for (index, scenario) in family.scenarios.market.enumerated() {
      counted[index] = gains.applied(
        to: counted[index], in: scenario, usdPerUnit: columns.usdPerUnit,
        isInverse: columns.isCountedInCoin)
    }
  }

  /// Sums the outcomes expiry by expiry; slot 0 holds what has no expiry.
  private mutating func addExpiries(
    of block: Int, _ scenarios: ScenarioBlock, _ columns: BlockColumns, _ family: ScenarioFamily,
    _ frame: RiskFrame
  ) {
    let market = family.scenarios.market
    for slot in columns.expiryYears.indices {
      var value = 0.0
      expiryRows.removeAll(keepingCapacity: true)
      expiryQuantities.removeAll(keepingCapacity: true)
      for index in buckets[block].rows.indices {
        let row = buckets[block].rows[index]
        guard columns.expiry[Int(row)] == slot else { continue }
        expiryRows.append(row)
        expiryQuantities.append(buckets[block].quantities[index])
        value += buckets[block].quantities[index] * columns.modelValue[Int(row)]
      }
      guard !expiryRows.isEmpty else { continue }
      scenarios.portfolioProfit(
        level: frame.level, rows: expiryRows, quantities: expiryQuantities, into: &expiryProfit)
      for (index, scenario) in market.enumerated() {
        let profit = expiryProfit[index]
        let own =
          (slot == 0 ? profit : family.counted(value: value, profit: profit, expiry: slot))
          * scenario.dampening
        counted[index] += scenario.volatilityMove.isSkew ? -abs(own) : own
      }
      guard slot > 0 else { continue }
      for (index, basis) in family.scenarios.basis.enumerated() {
        let (rise, fall) = family.scenarios.basisColumns(index)
        counted[market.count + index] += basis.profit(
          rise: expiryProfit[rise], fall: expiryProfit[fall], years: columns.expiryYears[slot])
      }
    }
  }
}

extension ScenarioBlock {
  /// Profit of positions in every column; the columns of the account stay where they are.
  fileprivate func portfolioProfit(
    level: KernelLevel, rows: [Int32], quantities: [Double], into profit: inout [Double]
  ) {
    var span = profit.mutableSpan
    portfolioProfit(level: level, rows: rows.span, quantities: quantities.span, into: &span)
  }
}
