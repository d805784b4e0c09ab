import SteelyardContracts
import SteelyardScenarios

extension BucketExplanation {
  init(
    _ bucket: RecordingTrace.Bucket, account: Int, batch: PortfolioBatch, frame: RiskFrame
  ) {
    let block = frame.blocks[bucket.block]
    let columns = frame.blockColumns[bucket.block]
    let scenarios = frame.scenarioSets[bucket.block]
    let members = batch.positions(of: account).filter { position in
      Int(frame.blockIndex[Int(batch.instrument[position])]) == bucket.block
    }
    underlying = block.underlying
    name = "\(underlying.settlement)_\(underlying.base)".lowercased()
    unit = columns.isCountedInUSD ? .usd : underlying.settlement
    usdPerUnit = columns.usdPerUnit
    instruments = members.map { batch.universe.instruments[Int(batch.instrument[$0])] }
    let profits = members.map { position in
      let row = frame.rowIndex[Int(batch.instrument[position])]
      return scenarios.columns.indices.map {
        batch.quantity[position] * block.unitProfit(row: row, scenario: $0)
      }
    }
    let slots = members.map { columns.expiry[Int(frame.rowIndex[Int(batch.instrument[$0])])] }
    let market = scenarios.market.indices.map { index in
      Outcome(
        index: index, scenario: scenarios.market[index], profit: bucket.profit[index],
        countedProfit: bucket.counted[index], contributions: profits.map { $0[index] })
    }
    let basis = scenarios.basis.indices.map { index in
      let place = scenarios.market.count + index
      return Outcome(
        index: place, scenario: scenarios.basis[index].explained, profit: bucket.counted[place],
        countedProfit: bucket.counted[place],
        contributions: scenarios.contributions(
          basis: index, profits: profits, slots: slots, years: columns.expiryYears))
    }
    outcomes = market + basis
    worstIndex = bucket.worst.index
    worstLoss = bucket.worst.loss
    initialMargin = bucket.requirement.initial
    initialMarginUnraised = bucket.requirement.initialUnraised
    maintenanceMargin = bucket.requirement.maintenance
  }
}

extension BasisShock {
  /// The candidate as a scenario, for people: it moves no market as a whole.
  fileprivate var explained: Scenario {
    Scenario(label: label, spotMove: 0, volatilityMove: .same)
  }
}

extension ScenarioSet {
  /// What each position adds to a basis candidate: its part of the worse move of its expiry.
  ///
  /// - Parameters:
  ///   - profits: Profit of each position in each column.
  ///   - slots: The expiry of each position; 0 for none.
  fileprivate func contributions(
    basis index: Int, profits: [[Double]], slots: [Int], years: [Double]
  ) -> [Double] {
    let (rise, fall) = basisColumns(index)
    var sums = [(rise: Double, fall: Double)](repeating: (0, 0), count: years.count)
    for (profit, slot) in zip(profits, slots) {
      sums[slot].rise += profit[rise]
      sums[slot].fall += profit[fall]
    }
    return zip(profits, slots).map { profit, slot in
      guard slot > 0, min(sums[slot].rise, sums[slot].fall) < 0 else { return 0 }
      let own = sums[slot].rise < sums[slot].fall ? profit[rise] : profit[fall]
      return own * (basis[index].share + basis[index].sharePerYear * years[slot])
    }
  }
}
