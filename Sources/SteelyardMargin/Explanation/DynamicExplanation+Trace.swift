import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension BucketExplanation {
  /// The one bucket of the dynamic model: everything in US dollars, in the scenarios of initial
  /// margin that people look at: current, stressed and crashes.
  ///
  /// Nil for an account that holds nothing the scenarios move.
  init?(
    dynamic trace: RecordingTrace.Dynamic, _ members: [(position: Int, profit: [Double])],
    batch: PortfolioBatch, frame: RiskFrame
  ) {
    let held = members.first.map { frame.blockIndex[Int(batch.instrument[$0.position])] }
    guard held != nil || trace.balances.contains(where: { $0 != 0 }),
      let underlying = held.map({ frame.blocks[Int($0)].underlying })
        ?? frame.snapshot.underlyings.first?.underlying,
      let scenarios = trace.columns.scenarios(of: underlying.base)
    else { return nil }
    let initial = trace.initial
    let binding = initial.binding(trace.columns.initial.measure)
    // Of a shortfall the worst scenario stands for all of its tail.
    let worst = binding == .crash ? initial.crashColumn : initial.worstColumn
    self.init(
      name: "usd", underlying: underlying, unit: .usd, usdPerUnit: 1,
      instruments: members.map { batch.universe.instruments[Int(batch.instrument[$0.position])] },
      outcomes: ScenarioOutcomes(
        JointOutcomes(
          shown: trace.columns.shown, scenarios: scenarios, total: trace.total,
          balances: trace.balances, positions: members.map(\.profit))),
      worstIndex: worst, worstLoss: max(0, -trace.total[worst]),
      scenarioRequirement: initial.amount,
      binding: initial.amount > 0
        ? binding.words(
          worst: scenarios[worst].label, trace.columns.initial.measure, trace.benefitMax)
        : nil,
      initialMargin: max(initial.amount, trace.maintenance.amount),
      initialMarginUnraised: initial.amount, maintenanceMargin: trace.maintenance.amount)
  }
}

extension RiskFrame {
  /// The positions of an account that have a row, with their profit in every column.
  func members(
    of account: Int, in batch: PortfolioBatch
  ) -> [(position: Int, profit: [Double])] {
    batch.positions(of: account).filter { blockIndex[Int(batch.instrument[$0])] >= 0 }.map {
      ($0, profit(of: $0, in: batch))
    }
  }

  /// Profit of one position that has a row, in every column of its block; shape `[column]`, padded.
  func profit(of position: Int, in batch: PortfolioBatch) -> [Double] {
    let index = Int(batch.instrument[position])
    let block = blocks[Int(blockIndex[index])]
    var profit = [Double](repeating: 0, count: block.paddedCount)
    block.portfolioProfit(
      level: level, rows: [rowIndex[index]], quantities: [batch.quantity[position]], into: &profit)
    return profit
  }
}

extension DynamicRequirement.Binding {
  /// What decided, for people.
  fileprivate func words(
    worst label: String, _ measure: DynamicMeasure, _ benefitMax: Double
  ) -> String {
    switch self {
    case .core: "current scenarios, the worst \(label)"
    case .stressed: "current and stressed scenarios, the worst current one \(label)"
    case .shortOptions: "the least for sold options"
    case .crash: "\((100 * measure.crashShare).rounded(to: 2).wholeText) % of \(label)"
    case .benefit:
      "netting between coins, \((100 * benefitMax).rounded(to: 2).wholeText) % at most"
    }
  }
}

extension DynamicColumns {
  /// The scenarios with the moves of a coin, or of the first one known where it is not.
  fileprivate func scenarios(of coin: Currency) -> [Scenario]? {
    (coins[coin] ?? coins.keys.min().flatMap { coins[$0] })?.scenarios
  }
}

extension DynamicExplanation {
  init(
    _ trace: RecordingTrace.Dynamic, _ members: [(position: Int, profit: [Double])], account: Int,
    batch: PortfolioBatch, frame: RiskFrame
  ) {
    let columns = trace.columns
    initial = Requirement(
      trace.initial, columns.initial, trace.benefitMax, labels: columns.labels, total: trace.total)
    maintenance = Requirement(
      trace.maintenance, columns.maintenance, trace.benefitMax, labels: columns.labels,
      total: trace.total)
    approximation = DynamicApproximation(
      trace, members, labels: columns.labels, batch: batch, frame: frame)
    surfaceChecks = ShockedSurfaceCheck.all(
      trace, labels: columns.labels, account: account, batch: batch, frame: frame)
    stateName = columns.stateName
    stateAsOf = columns.stateAsOf
    groups = [
      ("current", columns.initial.core), ("stressed", columns.initial.stressed),
      ("crashes", columns.initial.crashes),
    ].compactMap { name, group in group.map { Group(name: name, indices: $0.columns) } }
    coins = trace.heldCoins.compactMap { coin in
      columns.coins[coin].map {
        CoinMoves(coin: coin, spot: $0.spotMove, volatility: $0.level)
      }
    }
    let core = columns.initial.core
    let tail = columns.initial.measure.measure.tailWeights(
      of: Array(trace.total[core.columns]), weights: core.weights)
    let isLoss = trace.initial.core > 0
    func part(_ profit: (Int) -> Double) -> Double {
      guard isLoss else { return 0 }
      return tail.reduce(0) { $0 - $1.weight * profit(core.columns.lowerBound + $1.scenario) }
    }
    positions = members.map { member in
      Contribution(
        name: batch.universe.instruments[Int(batch.instrument[member.position])].description,
        shortfall: part { member.profit[$0] })
    }
    byCoin = trace.coinProfits.map { entry in
      Contribution(
        name: entry.coin?.code ?? "other assets", shortfall: part { entry.profit[$0] })
    }
    balances = Contribution(name: "balances", shortfall: part { trace.balances[$0] })
  }
}

extension DynamicExplanation.Requirement {
  init(
    _ requirement: DynamicRequirement, _ columns: DynamicColumns.Requirement, _ benefitMax: Double,
    labels: [String], total: [Double]
  ) {
    let measure = columns.measure
    core = requirement.core
    coreStandardError = measure.measure.standardError(
      of: Array(total[columns.core.columns]), weights: columns.core.weights,
      sampling: columns.core.sampling)
    stressed = requirement.stressed
    blend = requirement.blend(measure)
    crash = requirement.crash
    crashLabel = requirement.crashColumn < 0 ? nil : labels[requirement.crashColumn]
    crashRequirement = measure.crashShare * requirement.crash
    broken = requirement.broken
    correlationAddition = requirement.correlationAddition(measure)
    shortOptions = requirement.shortOptions
    netted = requirement.netted
    standAlone = requirement.standAlone
    standAloneFloor = (1 - benefitMax) * requirement.standAlone
    amount = requirement.amount
    binding = requirement.binding(measure).rawValue
    rule = measure
  }
}
