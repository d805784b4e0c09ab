/// What the core of one account's initial margin stood on, for those who test it.
package struct DynamicCore: Sendable {
  /// The account's figures.
  package let figures: AccountFigures
  /// The measure of the current scenarios, before everything else, in US dollars.
  package let shortfall: Double
  /// Profit in each of the current scenarios, in US dollars.
  package let profits: [Double]
  /// Weights of the scenarios.
  package let weights: [Double]
  /// The level of the measure where it is an expected shortfall, else 0.
  package let level: Double

  /// The loss that is exceeded with a weight of 1 - level, in US dollars.
  package func valueAtRisk(level: Double) -> Double {
    RiskMeasure.valueAtRisk(level: level).worst(of: profits, weights: weights).loss
  }

  /// The value at risk at the level of the expected shortfall.
  package var tailValueAtRisk: Double { valueAtRisk(level: level) }
}

extension DynamicMargin {
  /// The cores of every account of a batch.
  package func cores(of batch: PortfolioBatch, in frame: RiskFrame) -> [DynamicCore] {
    cores(of: Array(0..<batch.accountCount), in: batch, frame)
  }

  /// The cores of some accounts of a batch, in the order given.
  func cores(
    of accounts: [Int], in batch: PortfolioBatch, _ frame: RiskFrame
  ) -> [DynamicCore] {
    var workspace = workspace(for: batch, in: frame)
    let group = workspace.columns.initial.core
    let level =
      if case .expectedShortfall(let level) = specification.initial.measure { level } else { 0.0 }
    return accounts.map { account in
      var trace = NoTrace()
      let figures = evaluate(account, of: batch, in: frame, &workspace, &trace)
      return DynamicCore(
        figures: figures, shortfall: workspace.whole.initial.core,
        profits: Array(workspace.totalRow[group.columns]), weights: group.weights, level: level)
    }
  }
}
