public import SteelyardContracts
import SteelyardMath

/// A quantile function given at some probabilities, linear in the normal score between them.
///
/// A normal distribution is a straight line in its score, so a few knots describe a body, and the ends
/// are a tail estimate's own quantiles.
public struct EmpiricalMarginal: Sendable, Hashable {
  /// Most knots.
  public static let knotsMax = 100_000

  /// What happens beyond the first and the last knot.
  public enum Ends: String, Sendable, Hashable, Codable {
    /// The value of that knot: no move is larger than those that were seen.
    case held
    /// The line through the last two knots goes on, as a normal tail of that spread would.
    case extended
  }

  /// The probabilities of the knots, rising; shape `[knot]`.
  public let probabilities: [Double]
  /// The quantiles at the knots; shape `[knot]`.
  public let values: [Double]
  /// What happens beyond the knots.
  public let ends: Ends
  /// Normal scores of the probabilities; shape `[knot]`.
  private let scores: [Double]
  /// The last knot at or before each of evenly spaced scores, where a search begins.
  private let start: [Int32]
  private static let startsPerUnit = 64.0

  /// A quantile function from its knots.
  ///
  /// - Parameters:
  ///   - probabilities: In (0, 1), rising; at least two.
  ///   - values: The quantiles, in the unit of the sample, not falling.
  ///   - ends: What happens beyond the knots.
  /// - Throws: `invalidInput` where the knots are none of this; `limitExceeded` beyond `knotsMax`.
  public init(
    probabilities: [Double], values: [Double], ends: Ends
  ) throws(SteelyardError) {
    guard probabilities.count == values.count, values.count >= 2 else {
      throw EmpiricalMarginal.refusal(
        "\(probabilities.count) probabilities have \(values.count) values.", row: nil)
    }
    guard values.count <= EmpiricalMarginal.knotsMax else {
      throw SteelyardError(
        .limitExceeded, "\(values.count) knots.",
        remedy: "Give at most \(EmpiricalMarginal.knotsMax).", subject: .call)
    }
    for index in values.indices {
      let probability = probabilities[index]
      guard probability > 0, probability < 1, values[index].isFinite,
        index == 0
          || (probability > probabilities[index - 1] && values[index] >= values[index - 1])
      else {
        throw EmpiricalMarginal.refusal(
          "Knot \(index) has probability \(probability) and value \(values[index]).", row: index)
      }
    }
    self.probabilities = probabilities
    scores = probabilities.map { NormalDistribution.quantile($0) }
    self.values = values
    self.ends = ends
    // Two probabilities one rounding apart may have one score; the first of them is passed over.
    var start: [Int32] = []
    var knot = 0
    var place = scores[0]
    while place < scores[scores.count - 1] {
      while knot + 2 < scores.count && scores[knot + 1] <= place { knot += 1 }
      start.append(Int32(knot))
      place = scores[0] + Double(start.count) / EmpiricalMarginal.startsPerUnit
    }
    self.start = start
  }

  /// The quantile function of a sample: the i-th of n values at probability (i − 1/2)/n.
  ///
  /// - Throws: As the other initialiser does, for fewer than two values or one that is not finite.
  public init(sample: [Double], ends: Ends) throws(SteelyardError) {
    let count = Double(sample.count)
    try self.init(
      probabilities: sample.indices.map { (Double($0) + 0.5) / count }, values: sample.sorted(),
      ends: ends)
  }

  /// The value at a normal score.
  public func value(atScore score: Double) -> Double {
    if score.isNaN { return .nan }
    let last = scores.count - 1
    if score < scores[0] {
      return ends == .held ? values[0] : line(0, score)
    }
    if score >= scores[last] {
      return ends == .held ? values[last] : line(last - 1, score)
    }
    let place = Int((score - scores[0]) * EmpiricalMarginal.startsPerUnit)
    var knot = Int(start[min(place, start.count - 1)])
    // Rounding may put the place one too far.
    while knot > 0 && scores[knot] > score { knot -= 1 }
    while knot + 1 < last && scores[knot + 1] <= score { knot += 1 }
    return line(knot, score)
  }

  private func line(_ knot: Int, _ score: Double) -> Double {
    let width = scores[knot + 1] - scores[knot]
    guard width > 0 else { return values[knot + 1] }
    return values[knot]
      + (values[knot + 1] - values[knot]) * ((score - scores[knot]) / width)
  }

  private static func refusal(_ message: String, row: Int?) -> SteelyardError {
    SteelyardError(
      .invalidInput, message,
      remedy: "Give at least two finite values that do not fall, at rising probabilities between 0 "
        + "and 1.", subject: .place(file: "quantile function", row: row, field: nil))
  }
}
