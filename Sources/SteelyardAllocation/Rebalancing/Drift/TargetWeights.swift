public import SteelyardContracts

/// Which share of the equity each coin's exposure should be.
///
/// An exposure is the net delta in US dollars: coins held, perpetuals, futures and the delta of options of one coin
/// count together. What the weights leave of 1 is cash; a short exposure is negative.
public struct TargetWeights: Sendable, Hashable {
  /// Largest size of a weight: a hundred times the equity is a slip of the pen.
  public static let sizeMax = 100.0
  /// By how much weights and cash may miss 1 where cash is stated.
  public static let sumTolerance = 1e-6

  /// The coins, each once.
  public let coins: [Currency]
  /// Their weights, decimals; shape `[coin]`.
  public let weights: [Double]

  /// Targets from their parts.
  ///
  /// - Parameter cash: The share that is to stay in cash; nil for whatever the weights leave.
  /// - Throws: `invalidInput` for no coin, one that stands twice, a weight that is no number or too large, or weights
  ///   that do not sum to 1 with the cash stated.
  public init(
    coins: [Currency], weights: [Double], cash: Double? = nil
  ) throws(SteelyardError) {
    guard !coins.isEmpty, coins.count == weights.count else {
      throw SteelyardError(
        .invalidInput, "There are \(coins.count) coins and \(weights.count) weights.",
        remedy: "Give a weight for each of at least one coin.")
    }
    var seen: Set<Currency> = []
    for (coin, weight) in zip(coins, weights) {
      guard seen.insert(coin).inserted else {
        throw SteelyardError(
          .invalidInput, "\(coin) stands twice among the targets.", remedy: "Name each coin once.",
          subject: .instrument(coin.code))
      }
      guard abs(weight) <= TargetWeights.sizeMax else {
        throw SteelyardError(
          .invalidInput, "The target of \(coin) is \(weight).",
          remedy: "Give a share of the equity, such as 0.4 or 40%.",
          subject: .instrument(coin.code))
      }
    }
    if let cash {
      let sum = weights.reduce(cash, +)
      guard abs(sum - 1) <= TargetWeights.sumTolerance else {
        throw SteelyardError(
          .invalidInput, "The targets sum to \(decimal(100 * sum, 4)) % with their cash.",
          remedy:
            "Make them sum to 100 %, or leave the row of cash out: it is what the others leave.")
      }
    }
    self.coins = coins
    self.weights = weights
  }

  /// The same targets, each a share of what it was; what is taken off becomes cash.
  public func scaled(by share: Double) -> [Double] { weights.map { $0 * share } }
}
