import SteelyardContracts

/// A number that a shipped strategy can be given.
public struct StrategyParameter: Sendable, Hashable {
  /// Its name: `lookback`.
  public let name: String
  /// What it is where none is given.
  public let usual: Double
  /// What it means, with its unit.
  public let meaning: String

  /// A parameter from its parts.
  public init(_ name: String, _ usual: Double, _ meaning: String) {
    self.name = name
    self.usual = usual
    self.meaning = meaning
  }

  /// Refuses numbers that are not above a bound.
  static func check(
    above bound: Double, _ numbers: KeyValuePairs<String, Double>
  ) throws(SteelyardError) {
    for (name, number) in numbers where !(number > bound && number.isFinite) {
      throw refusal(name, number, "above \(bound)")
    }
  }

  /// Refuses numbers that are below a bound.
  static func check(
    from bound: Double, _ numbers: KeyValuePairs<String, Double>
  ) throws(SteelyardError) {
    for (name, number) in numbers where !(number >= bound && number.isFinite) {
      throw refusal(name, number, "from \(bound) up")
    }
  }

  private static func refusal(_ name: String, _ number: Double, _ range: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The strategy's \(name) is \(number).", remedy: "Give a number \(range).")
  }
}
