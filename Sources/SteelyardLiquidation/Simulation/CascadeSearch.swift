public import SteelyardContracts
public import SteelyardScenarios

/// Amplification over two inputs, and the leverage at which it explodes.
public enum CascadeSearch {
  /// The second input of a map.
  public enum Axis: String, Sendable, Hashable, CaseIterable {
    /// A multiple of all leverage.
    case leverage
    /// A multiple of all depth.
    case depth
  }

  /// Mean amplification over the shock and a second input.
  ///
  /// - Parameters:
  ///   - shocks: Multiples of the shock; the columns.
  ///   - values: Of the second input; the rows.
  /// - Returns: Shape `[row][column]`.
  /// - Throws: What a run throws.
  public static func map(
    _ population: Population, settings: CascadeSettings, shock: CascadeShock,
    policy: CascadePolicy, rounds: Int, shocks: [Double], axis: Axis, values: [Double],
    sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> [[Double]] {
    let cells = values.flatMap { value in shocks.map { (value, $0) } }
    let done = sharing.map(cells) { value, multiple -> Result<Double, SteelyardError> in
      do throws(SteelyardError) {
        return .success(
          try amplification(
            population, settings: settings, shock: try shock.scaled(by: multiple),
            policy: policy, rounds: rounds, leverage: axis == .leverage ? value : 1,
            depth: axis == .depth ? value : 1))
      } catch {
        return .failure(error)
      }
    }
    var rows: [[Double]] = []
    for row in values.indices {
      var numbers: [Double] = []
      for column in shocks.indices { numbers.append(try done[row * shocks.count + column].get()) }
      rows.append(numbers)
    }
    return rows
  }

  /// The multiple of leverage at which amplification reaches a limit.
  public struct CriticalLeverage: Sendable, Hashable {
    /// Nil where it is not reached.
    public let multiple: Double?
    /// The largest multiple looked at.
    public let searched: Double
    /// The amplification that counts as an explosion.
    public let limit: Double
    /// The amplification at the largest multiple looked at.
    public let reached: Double
    /// Share of the accounts that at the largest multiple have only 1.05 times their requirement left: what more leverage
    /// can't change, since no venue opens such a position.
    public let boundShare: Double
  }

  /// Finds it by bisection, to a hundredth; a multiple below 0.1 counts as 0.1.
  ///
  /// Looks at 8 times first and doubles that up to `most`, unless more leverage changes nothing.
  ///
  /// - Parameters:
  ///   - limit: Amplification, > 1.
  ///   - most: Largest multiple to look at, > 0.1.
  /// - Throws: What a run throws.
  public static func criticalLeverage(
    _ population: Population, settings: CascadeSettings, shock: CascadeShock,
    policy: CascadePolicy, rounds: Int, limit: Double = 2, most: Double = 64
  ) throws(SteelyardError) -> CriticalLeverage {
    func reached(_ multiple: Double) throws(SteelyardError) -> Double {
      try amplification(
        population, settings: settings, shock: shock, policy: policy, rounds: rounds,
        leverage: multiple, depth: 1)
    }
    var high = min(8, most)
    var furthest = try reached(high)
    var bound = population.shareAtBound(leverage: high, in: settings.market)
    while furthest < limit, high < most, bound < 1 {
      high = min(2 * high, most)
      furthest = try reached(high)
      bound = population.shareAtBound(leverage: high, in: settings.market)
    }
    func answer(_ multiple: Double?, _ searched: Double) -> CriticalLeverage {
      .init(
        multiple: multiple, searched: searched, limit: limit, reached: furthest, boundShare: bound)
    }
    let searched = high
    guard furthest >= limit else { return answer(nil, searched) }
    var low = 0.1
    if try reached(low) >= limit { return answer(low, searched) }
    // Halved so often that a hundredth is left, whatever the range.
    for _ in 0..<40 where high - low > 0.01 {
      let middle = 0.5 * (low + high)
      if try reached(middle) >= limit { high = middle } else { low = middle }
    }
    return answer(high, searched)
  }

  private static func amplification(
    _ population: Population, settings: CascadeSettings, shock: CascadeShock,
    policy: CascadePolicy, rounds: Int, leverage: Double, depth: Double
  ) throws(SteelyardError) -> Double {
    try CascadeRun(
      population.leveraged(by: leverage, in: settings.market),
      market: settings.market.deepened(by: depth), shock: shock, policy: policy,
      terms: settings.policies, rounds: rounds
    ).meanAmplification
  }
}
