public import SteelyardContracts

/// The strategies that come along, by name, with the numbers that each can be given.
public enum StrategyCatalogue {
  /// One of them.
  public struct Entry: Sendable {
    /// Its name: `funding_capture`.
    public let name: String
    /// What it does, in a line.
    public let summary: String
    /// The numbers that it can be given.
    public let parameters: [StrategyParameter]
    /// Settings that a walk forward chooses from, each in place of the usual numbers.
    public let variants: [[String: Double]]
    fileprivate let make: @Sendable (Numbers) throws(SteelyardError) -> any Strategy
  }

  /// A strategy's numbers by name.
  struct Numbers {
    fileprivate let values: [String: Double]
    subscript(name: String) -> Double {
      guard let value = values[name] else { preconditionFailure("\(name) is no parameter") }
      return value
    }
  }

  /// All, in the order they are listed in.
  public static let entries: [Entry] =
    carryEntries + volatilityEntries + liquidityEntries + trendEntries + insuranceEntries

  /// One by name.
  ///
  /// - Throws: `notFound` for a name that is none.
  public static func entry(named name: String) throws(SteelyardError) -> Entry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw SteelyardError(
        .notFound, "There is no strategy \"\(name.prefix(60))\".",
        remedy: "They are \(entries.map(\.name).joined(separator: ", ")).")
    }
    return entry
  }

  static func entry(
    _ name: String, _ summary: String, _ parameters: [StrategyParameter],
    variants: [[String: Double]],
    make: @escaping @Sendable (Numbers) throws(SteelyardError) -> any Strategy
  ) -> Entry {
    Entry(
      name: name, summary: summary, parameters: parameters, variants: variants, make: make)
  }
}

extension StrategyCatalogue.Entry {
  /// The strategy with some of its numbers given and the others as usual.
  ///
  /// - Throws: `invalidInput` for a name that is no parameter, or a number out of its range.
  public func strategy(_ given: [String: Double] = [:]) throws(SteelyardError) -> any Strategy {
    for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw SteelyardError(
        .invalidInput, "\(self.name) has no parameter \"\(name.prefix(60))\".",
        remedy: "It has \(parameters.map(\.name).joined(separator: ", ")).")
    }
    let usual = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.usual) })
    return try make(
      StrategyCatalogue.Numbers(values: usual.merging(given) { _, given in given }))
  }
}
