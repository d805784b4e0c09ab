import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension BucketExplanation {
  /// The one bucket of the dynamic model: everything in US dollars, in the scenarios of initial
  /// margin that people look at: current, stressed and crashes.
  ///
  /// Nil for an account that holds nothing the scenarios move.
  init?(
    dynamic trace: RecordingTrace.Dynamic, account: Int, batch: PortfolioBatch, frame: RiskFrame
  ) {
    let members = batch.positions(of: account).filter { position in
      frame.blockIndex[Int(batch.instrument[position])] >= 0
    }
    guard let first = trace.columns.coins.values.first else { return nil }
    let held = members.first.map { frame.blockIndex[Int(batch.instrument[$0])] }
    guard held != nil || trace.balances.contains(where: { $0 != 0 }) else { return nil }
    guard
      let underlying = held.map({ frame.blocks[Int($0)].underlying })
        ?? frame.snapshot.underlyings.first?.underlying
    else { return nil }
    self.init(
      name: "usd", underlying: underlying, unit: .usd, usdPerUnit: 1,
      instruments: members.map { batch.universe.instruments[Int(batch.instrument[$0])] },
      outcomes: trace.columns.shown.map { column in
        Outcome(
          index: column, scenario: first.scenarios[column], profit: trace.total[column],
          countedProfit: trace.total[column], balanceProfit: trace.balances[column],
          contributions: members.map { position in
            let index = Int(batch.instrument[position])
            return batch.quantity[position]
              * frame.blocks[Int(frame.blockIndex[index])].unitProfit(
                row: frame.rowIndex[index], scenario: column)
          })
      },
      worstIndex: trace.initial.worstColumn,
      worstLoss: max(0, -trace.total[trace.initial.worstColumn]),
      initialMargin: max(trace.initial.amount, trace.maintenance.amount),
      initialMarginUnraised: trace.initial.amount, maintenanceMargin: trace.maintenance.amount)
  }
}

extension DynamicExplanation {
  init(_ trace: RecordingTrace.Dynamic, _ bucket: BucketExplanation?) {
    let labels = trace.columns.coins.values.first?.scenarios.map(\.label) ?? []
    initial = Requirement(trace.initial, trace.columns.initial, labels: labels)
    maintenance = Requirement(trace.maintenance, trace.columns.maintenance, labels: labels)
    stateName = trace.columns.stateName
    stateAsOf = trace.columns.stateAsOf
    let core = trace.columns.initial.core
    let tail = trace.columns.initial.measure.measure.tailWeights(
      of: Array(trace.total[core.columns]), weights: core.weights)
    let isLoss = trace.initial.core > 0
    func part(_ profit: (Int) -> Double) -> Double {
      guard isLoss else { return 0 }
      return tail.reduce(0) { $0 - $1.weight * profit(core.columns.lowerBound + $1.scenario) }
    }
    let outcomes = Dictionary(
      (bucket?.outcomes ?? []).map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    positions = (bucket?.instruments ?? []).enumerated().map { place, instrument in
      Contribution(
        name: instrument.description,
        shortfall: part { outcomes[$0]?.contributions[place] ?? 0 })
    }
    balances = Contribution(name: "balances", shortfall: part { trace.balances[$0] })
  }
}
