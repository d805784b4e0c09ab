/// What is known of a cascade that happened: notional deleveraged by coin, and counts of events in time.
public struct CascadeObservation: Sendable, Hashable {
  /// Events counted at one time.
  public struct Count: Sendable, Hashable {
    /// Seconds since the simulation's start; below 0 for before it.
    public let second: Double
    /// Liquidations.
    public let liquidations: Double
    /// Positions of winners closed against losers.
    public let deleveragings: Double

    /// A count from its parts.
    public init(second: Double, liquidations: Double, deleveragings: Double) {
      self.second = second
      self.liquidations = liquidations
      self.deleveragings = deleveragings
    }
  }

  /// Notional deleveraged, USD; shape `[coin]` of the market; empty where it is not known.
  public let deleveraged: [Double]
  /// Counts in time; empty where they are not known.
  ///
  /// What lies before the start is left out of every share.
  public let course: [Count]

  /// An observation from its parts.
  public init(deleveraged: [Double], course: [Count]) {
    self.deleveraged = deleveraged
    self.course = course.filter { $0.second >= 0 }
  }

  /// Share of the events of a kind that were over at a time.
  ///
  /// - Parameter second: Since the simulation's start.
  public func share(of kind: KeyPath<Count, Double>, at second: Double) -> Double {
    let all = course.reduce(0) { $0 + $1[keyPath: kind] }
    guard all > 0 else { return 0 }
    return course.reduce(0) { $1.second <= second ? $0 + $1[keyPath: kind] : $0 } / all
  }
}
