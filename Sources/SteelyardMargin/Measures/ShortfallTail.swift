import SteelyardMath

/// The scenarios that make up an expected shortfall, worst first.
public struct ShortfallTail: Sendable, Hashable {
  /// One scenario of a tail.
  public struct Member: Sendable, Hashable {
    /// Its index in the scenario set.
    public let scenario: Int
    /// What the book gains in it, in the book's currency.
    public let profit: Double
    /// How much of the tail it is; the last one of a tail may count in part.
    public let share: Double
  }

  /// The level of the tail.
  public let level: Double
  /// The scenarios, from the lowest profit up; shares sum to 1.
  public let members: [Member]

  /// The mean loss of the book in the tail.
  public var expectedShortfall: Double {
    -CompensatedSum(members.lazy.map { $0.profit * $0.share }).value
  }

  /// What a part of the book loses in the book's tail, on average: its component of the shortfall.
  ///
  /// With the P&L of one unit it is the derivative of the shortfall to the quantity held.
  ///
  /// - Parameter profit: P&L of the part in every scenario of the set; shape `[scenario]`.
  /// - Returns: A loss, positive; negative for a part that hedges.
  /// - Precondition: `profit` covers the scenarios of the tail.
  public func component(of profit: [Double]) -> Double {
    -CompensatedSum(members.lazy.map { profit[$0.scenario] * $0.share }).value
  }
}
