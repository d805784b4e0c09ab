import SteelyardContracts
import SteelyardScenarios

extension BucketExplanation {
  init(
    _ bucket: RecordingTrace.Bucket, account: Int, batch: PortfolioBatch, frame: RiskFrame
  ) {
    let first = frame.blocks[bucket.blocks[0]]
    let columns = frame.blockColumns[bucket.blocks[0]]
    let scenarios = frame.scenarioSets[bucket.blocks[0]]
    let members = batch.positions(of: account).filter { position in
      bucket.blocks.contains(Int(frame.blockIndex[Int(batch.instrument[position])]))
    }
    underlying = first.underlying
    name = columns.bucketName(of: first.underlying)
    unit = columns.unit(of: first.underlying)
    usdPerUnit = columns.usdPerUnit
    instruments = members.map { batch.universe.instruments[Int(batch.instrument[$0])] }
    let profits = members.map { position in
      let index = Int(batch.instrument[position])
      return scenarios.columns.indices.map {
        batch.quantity[position]
          * frame.blocks[Int(frame.blockIndex[index])].unitProfit(
            row: frame.rowIndex[index], scenario: $0)
      }
    }
    let expiries = members.map { position in
      let index = Int(batch.instrument[position])
      let own = frame.blockColumns[Int(frame.blockIndex[index])]
      let slot = own.expiry[Int(frame.rowIndex[index])]
      return ScenarioSet.Expiry(
        block: frame.blockIndex[index], slot: slot, years: own.expiryYears[slot])
    }
    let market = scenarios.market.indices.map { index in
      Outcome(
        index: index, scenario: scenarios.market[index], profit: bucket.profit[index],
        countedProfit: bucket.counted[index],
        balanceProfit: scenarios.market[index].profit(
          ofBalance: bucket.balance, isCountedInCoin: columns.isCountedInCoin),
        contributions: profits.map { $0[index] })
    }
    let basis = scenarios.basis.indices.map { index in
      let place = scenarios.market.count + index
      return Outcome(
        index: place, scenario: scenarios.basis[index].explained, profit: bucket.counted[place],
        countedProfit: bucket.counted[place], balanceProfit: 0,
        contributions: scenarios.contributions(
          basis: index, profits: profits, expiries: expiries))
    }
    let outcomes = market + basis
    self.outcomes = ScenarioOutcomes(outcomes)
    worstIndex = bucket.worst.index
    worstLoss = bucket.worst.loss
    scenarioRequirement = bucket.worst.loss
    binding = bucket.worst.loss > 0 ? outcomes[bucket.worst.index].scenario.label : nil
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
  /// The expiry of a position in its block; slot 0 is none.
  fileprivate struct Expiry: Hashable {
    let block: Int32
    let slot: Int
    let years: Double
  }

  /// What each position adds to a basis candidate: its part of the worse move of its expiry.
  ///
  /// - Parameter profits: Profit of each position in each column.
  fileprivate func contributions(
    basis index: Int, profits: [[Double]], expiries: [Expiry]
  ) -> [Double] {
    let (rise, fall) = basisColumns(index)
    var sums: [Expiry: (rise: Double, fall: Double)] = [:]
    for (profit, expiry) in zip(profits, expiries) {
      sums[expiry, default: (0, 0)].rise += profit[rise]
      sums[expiry, default: (0, 0)].fall += profit[fall]
    }
    return zip(profits, expiries).map { profit, expiry in
      guard expiry.slot > 0, let sum = sums[expiry], min(sum.rise, sum.fall) < 0 else { return 0 }
      let own = sum.rise < sum.fall ? profit[rise] : profit[fall]
      return own * (basis[index].share + basis[index].sharePerYear * expiry.years)
    }
  }
}
