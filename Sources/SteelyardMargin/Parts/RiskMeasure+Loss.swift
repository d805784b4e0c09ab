extension RiskMeasure {
  /// How much a bucket has at risk, and the outcome that says so.
  ///
  /// The outcome is the lowest one, the first of equals; for value at risk the one at its level.
  ///
  /// - Parameters:
  ///   - profit: What counts of the profit; shape `[outcome]`, not empty.
  ///   - weights: Weights of the outcomes, >= 0; shape `[outcome]`.
  ///   - order: Room for an order of the outcomes, kept between calls.
  package func worst(
    of profit: [Double], weights: [Double], order: inout [Int32]
  ) -> WorstScenario {
    switch self {
    case .worstLoss:
      var index = 0
      for candidate in weights.indices.dropFirst() where profit[candidate] < profit[index] {
        index = candidate
      }
      return WorstScenario(index: index, loss: max(0, -profit[index]))
    case .valueAtRisk(let level):
      RiskMeasure.sort(profit, count: weights.count, into: &order)
      let last = RiskMeasure.tail(order, weights, mass: RiskMeasure.mass(weights, level))
      return WorstScenario(index: last, loss: max(0, -profit[last]))
    case .expectedShortfall(let level):
      RiskMeasure.sort(profit, count: weights.count, into: &order)
      let mass = RiskMeasure.mass(weights, level)
      let loss = RiskMeasure.tailMean(order, profit, weights, mass: mass)
      return WorstScenario(index: Int(order[0]), loss: max(0, loss))
    case .mixture(let parts):
      var loss = 0.0
      for part in parts {
        loss +=
          part.weight * part.measure.worst(of: profit, weights: weights, order: &order).loss
      }
      let index = RiskMeasure.worstLoss.worst(of: profit, weights: weights, order: &order).index
      return WorstScenario(index: index, loss: loss)
    }
  }

  /// The scenarios whose weighted mean loss is the measure, worst first, and their weights.
  ///
  /// A position's part of the measure is its own weighted mean loss in them (Euler's theorem: every
  /// measure here grows in proportion with the book). Weights of expected shortfall sum to 1, that of
  /// the last scenario being what is left; those of a mixture to the sum of its weights.
  func tailWeights(
    of profit: [Double], weights: [Double]
  ) -> [(scenario: Int, weight: Double)] {
    var order: [Int32] = []
    switch self {
    case .worstLoss, .valueAtRisk:
      return [(worst(of: profit, weights: weights, order: &order).index, 1)]
    case .expectedShortfall(let level):
      RiskMeasure.sort(profit, count: weights.count, into: &order)
      let mass = RiskMeasure.mass(weights, level)
      guard mass > 0 else { return order.first.map { [(Int($0), 1)] } ?? [] }
      var left = mass
      var tail: [(scenario: Int, weight: Double)] = []
      for index in order where left > 0 {
        let taken = min(left, weights[Int(index)])
        tail.append((Int(index), taken / mass))
        left -= taken
      }
      return tail
    case .mixture(let parts):
      return parts.flatMap { part in
        part.measure.tailWeights(of: profit, weights: weights).map {
          ($0.scenario, $0.weight * part.weight)
        }
      }
    }
  }

  /// The outcomes from the lowest profit up; of equals the first one first.
  private static func sort(_ profit: [Double], count: Int, into order: inout [Int32]) {
    order.removeAll(keepingCapacity: true)
    for index in 0..<count { order.append(Int32(index)) }
    order.sort { (profit[Int($0)], $0) < (profit[Int($1)], $1) }
  }

  private static func mass(_ weights: [Double], _ level: Double) -> Double {
    (1 - level) * weights.reduce(0, +)
  }

  /// The first outcome, from the worst, with which the weight of what is worse exceeds the mass.
  private static func tail(_ order: [Int32], _ weights: [Double], mass: Double) -> Int {
    var passed = 0.0
    for index in order {
      passed += weights[Int(index)]
      // A mass that is met exactly but for rounding is met.
      if passed > mass * (1 + 1e-12) { return Int(index) }
    }
    return Int(order[order.count - 1])
  }

  private static func tailMean(
    _ order: [Int32], _ profit: [Double], _ weights: [Double], mass: Double
  ) -> Double {
    var left = mass
    var sum = 0.0
    for index in order where left > 0 {
      let taken = min(left, weights[Int(index)])
      sum -= taken * profit[Int(index)]
      left -= taken
    }
    return mass > 0 ? sum / mass : -profit[Int(order[0])]
  }
}

/// The outcome with the largest loss of one bucket.
package struct WorstScenario: Equatable {
  /// Its index.
  package var index: Int
  /// The loss after offsets, >= 0, in settlement currency.
  package var loss: Double
}
