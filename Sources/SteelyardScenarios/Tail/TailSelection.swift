import SteelyardKernels
import SteelyardPricing

/// Value at risk and expected shortfall of a column of P&L, found by counting.
///
/// With the mass m = (1 − confidence) x the sum of the weights, equal weights counting 1: expected
/// shortfall is the mean of the worst P&L of weight m, the last scenario counted in part, with the
/// sign changed; value at risk is the P&L, with the sign changed, of the first scenario from the worst
/// with which the weight exceeds m. A mass that is met but for one part in 10¹² is met. Neither is held
/// at zero here: a tail of gains has a negative loss. The bits do not depend on the processor.
///
/// - Source: C. Acerbi, D. Tasche, "On the coherence of expected shortfall", J. Banking & Finance 26
///   (2002), definition 2.6 and proposition 4.1.
public struct TailSelection: Sendable, Hashable {
  /// The loss at the confidence; NaN where the column held NaN or an infinity.
  public let valueAtRisk: Double
  /// The mean loss beyond it; NaN likewise.
  public let expectedShortfall: Double
  /// The scenario that value at risk is read from; of an odd column the first odd row.
  public let quantileScenario: Int
  /// The scenario of the lowest P&L, the first of equals; likewise.
  public let lowestScenario: Int

  private let tail: steelyard_tail
  private static let level = KernelLevel.detected

  /// The tail of a column whose scenarios count alike.
  ///
  /// - Parameters:
  ///   - profit: P&L, positive for a gain; what stands beyond `count` is not read.
  ///   - first: Where the column begins.
  ///   - count: Scenarios, at least 1.
  ///   - confidence: In 0..<1, 0.975 for instance.
  /// - Complexity: One to 8 passes over the column, no allocation.
  public init(of profit: [Double], from first: Int = 0, count: Int, confidence: Double) {
    precondition(
      first >= 0 && count >= 1 && profit.count - first >= count, "a tail needs scenarios")
    precondition((0..<1).contains(confidence), "a confidence lies in 0..<1")
    var tail = steelyard_tail()
    profit.withUnsafeBufferPointer { profit in
      steelyard_tail_equal(
        TailSelection.level.kernel, count, profit.baseAddress.map { $0 + first }, 1 - confidence,
        &tail)
    }
    self.init(tail)
  }

  /// The tail of a column of weighted scenarios.
  ///
  /// Where all weights are zero the worst scenario decides.
  ///
  /// - Parameters:
  ///   - profit: P&L, positive for a gain; what stands beyond the weights is not read.
  ///   - weights: How much each scenario counts, >= 0; at least one scenario.
  ///   - confidence: In 0..<1.
  public init(of profit: [Double], weights: [Double], confidence: Double) {
    precondition(!weights.isEmpty && profit.count >= weights.count, "a tail needs scenarios")
    precondition((0..<1).contains(confidence), "a confidence lies in 0..<1")
    guard let first = weights.first, first > 0, weights.allSatisfy({ $0 == first }) else {
      var tail = steelyard_tail()
      steelyard_tail_weighted(
        TailSelection.level.kernel, weights.count, profit, weights, 1 - confidence, &tail)
      self.init(tail)
      return
    }
    self.init(of: profit, count: weights.count, confidence: confidence)
  }

  private init(_ tail: steelyard_tail) {
    self.tail = tail
    valueAtRisk = -tail.quantile
    expectedShortfall = -tail.mean
    quantileScenario = Int(tail.quantile_row)
    lowestScenario = Int(tail.lowest_row)
  }

  /// A scenario of a tail and its share of it.
  public struct Member: Sendable, Hashable {
    /// The scenario.
    public let scenario: Int
    /// How much it counts, in (0, 1]; the members' shares add up to 1.
    public let share: Double
  }

  /// The scenarios of the tail: expected shortfall is minus the sum of share x P&L.
  ///
  /// A part of the P&L weighed with the same shares is that part's contribution, by Euler's theorem.
  /// Scenarios that tie at value at risk divide what is left in proportion to their weights, so that
  /// their order plays no part. None where the column held NaN.
  ///
  /// - Parameters:
  ///   - profit: The same column.
  ///   - weights: The same weights; nil where all count alike.
  public func members(of profit: [Double], weights: [Double]?, count: Int) -> [Member] {
    precondition(profit.count >= count && (weights?.count ?? count) == count, "another column")
    var rows = [Int64](repeating: 0, count: count)
    var shares = [Double](repeating: 0, count: count)
    let used = steelyard_tail_members(count, profit, weights, tail, &rows, &shares)
    return (0..<used).map { Member(scenario: Int(rows[$0]), share: shares[$0]) }
  }

  /// Equal where they are the same tail.
  public static func == (left: TailSelection, right: TailSelection) -> Bool {
    left.valueAtRisk == right.valueAtRisk && left.expectedShortfall == right.expectedShortfall
      && left.quantileScenario == right.quantileScenario
      && left.lowestScenario == right.lowestScenario
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(valueAtRisk)
    hasher.combine(expectedShortfall)
    hasher.combine(quantileScenario)
    hasher.combine(lowestScenario)
  }
}
