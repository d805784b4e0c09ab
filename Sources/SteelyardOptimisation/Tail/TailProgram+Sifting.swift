import SteelyardContracts
import SteelyardMath

extension TailProgram {
  /// Up to this many scenarios are solved at once.
  static let scenariosWhole = 600
  private static let roundsMax = 12
  /// A gap that is no more than rounding.
  private static let gapMax = 1e-11

  /// The same with few scenarios at a time; nil where that does not come to an end.
  ///
  /// The solution for normal losses says about where the tail begins. Far above it a scenario has its whole share, far below none, and
  /// only those between are looked for. What turns out to be on the wrong side is looked for too, until the bound that the shares prove is
  /// met by the variables.
  func sifted() -> TailSolution? {
    let count = probabilities.count
    guard let start = normalSolution() else { return nil }
    var scenarioLosses = losses(at: start)
    var band = max(3 * linear.variableCount, count / 16)
    var isSought = [Bool](repeating: false, count: count)
    var isWhole = isSought
    var iterations = 0
    for round in 0..<Self.roundsMax {
      let order = scenarioLosses.indices.sorted {
        (-scenarioLosses[$0], $0) < (-scenarioLosses[$1], $1)
      }
      var mass = 0.0
      let edge =
        order.firstIndex { scenario in
          mass += probabilities[scenario]
          return mass >= 1 - level
        } ?? count - 1
      for (place, scenario) in order.enumerated() {
        if abs(place - edge) <= band { isSought[scenario] = true }
        if round == 0 {
          isWhole[scenario] = place < edge
        } else if isWhole[scenario] != (place < edge) {
          isSought[scenario] = true
        }
      }
      band = linear.variableCount
      let dual = TailDual(
        self, scenarios: isSought.indices.filter { isSought[$0] },
        whole: isWhole.indices.filter { isWhole[$0] && !isSought[$0] })
      let answer = TailModel().solve(dual)
      iterations += answer.iterations
      guard answer.status == .optimal else { return nil }
      scenarioLosses = losses(at: values(answer))
      let found = solution(answer, dual, losses: scenarioLosses, iterations: iterations)
      if found.gap <= Self.gapMax { return found }
    }
    return nil
  }

  /// The variables that would be best if losses were normal: cost + weight × (mean + k × deviation), k the tail mean of a standard normal,
  /// by two quadratic programs that put a deviation's tangent for it.
  private func normalSolution() -> [Double]? {
    let count = linear.variableCount
    var means = [Double](repeating: 0, count: count)
    var products = [Double](repeating: 0, count: count * count)
    losses.elements.withUnsafeBufferPointer { losses in
      products.withUnsafeMutableBufferPointer { products in
        for scenario in probabilities.indices where probabilities[scenario] > 0 {
          let first = scenario * count
          for row in 0..<count where losses[first + row] != 0 {
            let factor = probabilities[scenario] * losses[first + row]
            means[row] += factor
            for column in 0...row {
              products[row * count + column] += factor * losses[first + column]
            }
          }
        }
      }
    }
    let covariance = Matrix(size: count) { row, column in
      products[max(row, column) * count + min(row, column)] - means[row] * means[column]
    }
    let scaled = covariance.diagonal.max() ?? 0
    guard scaled > 0 else { return nil }
    let tail = standardNormalTailMean(level)
    var pull = 0.0
    var values: [Double] = []
    // First the least deviation, then the trade-off at that deviation.
    for _ in 0..<2 {
      var program = LinearProgram()
      do throws(SteelyardError) {
        for (variable, bounds) in linear.bounds.enumerated() {
          let cost = pull * (linear.costs[variable] + weight * means[variable])
          try program.addVariable(cost: cost, within: bounds)
        }
        for (terms, bounds) in zip(linear.rowTerms, linear.rowBounds) {
          try program.addRow(terms, within: bounds)
        }
        let solution = try QuadraticProgram(linear: program, hessian: covariance).solved()
        guard solution.status == .optimal else { return values.isEmpty ? nil : values }
        values = solution.values
      } catch {
        return nil
      }
      let deviation = max(covariance.quadraticForm(values), 0).squareRoot()
      guard deviation > 0 else { return values }
      pull = deviation / (weight * tail)
    }
    return values
  }

  /// n(q) / (1 − level) with q the quantile: what the worst 1 − level of a standard normal come to.
  private func standardNormalTailMean(_ level: Double) -> Double {
    guard level > 0 else { return 1e-9 }
    let quantile = NormalDistribution.quantile(level)
    return NormalDistribution.density(quantile) / (1 - level)
  }
}
