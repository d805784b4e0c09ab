import Glibc
import SteelyardContracts
import SteelyardMath

/// The likelihood of a t copula's degrees of freedom on the ranks of a sample.
struct CopulaLikelihood {
  /// Twice the middle rank of each observation, so that ties are whole numbers; shape
  /// `[observation][variable]`.
  private let ranks: [[Int]]
  private let copula: Copula
  private let logDeterminant: Double

  init(_ columns: [[Double]], correlation: Matrix) throws(SteelyardError) {
    let ranked = columns.map(CopulaLikelihood.doubledRanks)
    ranks = (columns.first ?? []).indices.map { row in ranked.map { $0[row] } }
    copula = try Copula(correlation: correlation, degreesOfFreedom: .infinity)
    let factor = copula.factor
    logDeterminant = (0..<factor.rowCount).reduce(0) { $0 + 2 * log(factor[$1, $1]) }
  }

  /// The most likely degrees of freedom by golden section in their logarithm.
  func maximum(over range: ClosedRange<Double>) -> (degreesOfFreedom: Double, value: Double) {
    // One variable depends on nothing.
    guard copula.assetCount > 1 else { return (range.upperBound, 0) }
    let golden = 0.5 * (5.0.squareRoot() - 1)
    var (low, high) = (log(range.lowerBound), log(range.upperBound))
    var left = high - golden * (high - low)
    var right = low + golden * (high - low)
    var (valueLeft, valueRight) = (value(exp(left)), value(exp(right)))
    while high - low > 1e-3 {
      if valueLeft > valueRight {
        (high, right, valueRight) = (right, left, valueLeft)
        left = high - golden * (high - low)
        valueLeft = value(exp(left))
      } else {
        (low, left, valueLeft) = (left, right, valueRight)
        right = low + golden * (high - low)
        valueRight = value(exp(right))
      }
    }
    let best = exp(0.5 * (low + high))
    return (best, value(best))
  }

  /// The logarithm of the likelihood.
  private func value(_ freedom: Double) -> Double {
    guard let student = StudentTDistribution(degreesOfFreedom: freedom) else {
      preconditionFailure("degrees of freedom are above zero")
    }
    let size = Double(copula.assetCount)
    // Ranks repeat over variables: each has one quantile.
    var quantiles = [Double](repeating: .nan, count: 2 * ranks.count + 1)
    let joint = lgamma(0.5 * (freedom + size)) - lgamma(0.5 * freedom)
    let single = lgamma(0.5 * (freedom + 1)) - lgamma(0.5 * freedom)
    let constant: Double = joint - size * single - 0.5 * logDeterminant
    let factor = copula.factor
    var solved = [Double](repeating: 0, count: copula.assetCount)
    var sum = constant * Double(ranks.count)
    for row in ranks {
      var square = 0.0
      for (place, rank) in row.enumerated() {
        if quantiles[rank].isNaN {
          let probability: Double = 0.5 * Double(rank) / Double(ranks.count + 1)
          quantiles[rank] = student.quantile(probability)
        }
        let own = quantiles[rank]
        sum += 0.5 * (freedom + 1) * log1p(own * own / freedom)
        var rest: Double = own
        for earlier in 0..<place { rest -= factor[place, earlier] * solved[earlier] }
        solved[place] = rest / factor[place, place]
        square += solved[place] * solved[place]
      }
      sum -= 0.5 * (freedom + size) * log1p(square / freedom)
    }
    return sum
  }

  private static func doubledRanks(_ column: [Double]) -> [Int] {
    let order = column.indices.sorted { column[$0] < column[$1] }
    var ranks = [Int](repeating: 0, count: column.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count && column[order[last + 1]] == column[order[first]] { last += 1 }
      // Ranks count from 1, and tied observations share the middle one.
      for place in first...last { ranks[order[place]] = first + last + 2 }
      first = last + 1
    }
    return ranks
  }
}
