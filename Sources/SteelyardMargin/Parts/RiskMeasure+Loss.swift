import SteelyardScenarios

extension RiskMeasure {
  /// How much a bucket has at risk, and the outcome that says so.
  ///
  /// The outcome is the lowest one, the first of equals; for value at risk the one at its level. A
  /// profit that is not a number makes the loss no number either.
  ///
  /// - Parameters:
  ///   - profit: What counts of the profit; shape `[outcome]`, not empty.
  ///   - weights: Weights of the outcomes, >= 0; shape `[outcome]`.
  package func worst(of profit: [Double], weights: [Double]) -> WorstScenario {
    switch self {
    case .worstLoss:
      var index = 0
      for candidate in weights.indices.dropFirst() where !(profit[candidate] >= profit[index]) {
        index = candidate
        if profit[candidate].isNaN { break }
      }
      return WorstScenario(index: index, profit: profit[index])
    case .valueAtRisk(let level):
      let tail = TailSelection(of: profit, weights: weights, confidence: level)
      return WorstScenario(index: tail.quantileScenario, profit: -tail.valueAtRisk)
    case .expectedShortfall(let level):
      let tail = TailSelection(of: profit, weights: weights, confidence: level)
      return WorstScenario(index: tail.lowestScenario, profit: -tail.expectedShortfall)
    case .mixture(let parts):
      var loss = 0.0
      for part in parts {
        loss += part.weight * part.measure.worst(of: profit, weights: weights).loss
      }
      let index = RiskMeasure.worstLoss.worst(of: profit, weights: weights).index
      return WorstScenario(index: index, loss: loss)
    }
  }

  /// How much is at risk.
  ///
  /// - Parameters:
  ///   - profit: Profit in each scenario; shape `[scenario]`, not empty.
  ///   - weights: Weights of the scenarios, >= 0; shape `[scenario]`.
  public func loss(of profit: [Double], weights: [Double]) -> Double {
    worst(of: profit, weights: weights).loss
  }

  /// The scenarios whose weighted mean loss is the measure, worst first, and their weights.
  ///
  /// A position's part of the measure is its own weighted mean loss in them (Euler's theorem: every
  /// measure here grows in proportion with the book). Weights of expected shortfall sum to 1, those
  /// that tie at the end of the tail dividing what is left; those of a mixture to the sum of its
  /// weights.
  func tailWeights(
    of profit: [Double], weights: [Double]
  ) -> [(scenario: Int, weight: Double)] {
    switch self {
    case .worstLoss, .valueAtRisk:
      return [(worst(of: profit, weights: weights).index, 1)]
    case .expectedShortfall(let level):
      return TailSelection(of: profit, weights: weights, confidence: level)
        .members(of: profit, weights: weights, count: weights.count)
        .sorted { (profit[$0.scenario], $0.scenario) < (profit[$1.scenario], $1.scenario) }
        .map { ($0.scenario, $0.share) }
    case .mixture(let parts):
      return parts.flatMap { part in
        part.measure.tailWeights(of: profit, weights: weights).map {
          ($0.scenario, $0.weight * part.weight)
        }
      }
    }
  }
}

/// The outcome with the largest loss of one bucket.
package struct WorstScenario: Equatable {
  /// Its index.
  package var index: Int
  /// The loss after offsets, >= 0, in settlement currency.
  package var loss: Double

  init(index: Int, loss: Double) {
    self.index = index
    self.loss = loss
  }

  /// The loss of a profit; no number stays none, where the larger of it and zero would be zero.
  init(index: Int, profit: Double) {
    self.index = index
    loss = profit < 0 || profit.isNaN ? -profit : 0
  }
}
