/// One displacement of an underlying's market.
public struct Scenario: Sendable, Hashable, Codable {
  /// A move beyond the grid's range, whose profit counts only in part.
  public struct Tail: Sendable, Hashable, Codable {
    /// The edge of the ordinary range, relative, > 0.
    public let range: Double
    /// The factor of the extended table.
    public let factor: Double

    /// A tail from its parts.
    public init(range: Double, factor: Double) {
      self.range = range
      self.factor = factor
    }
  }

  /// What people call it: `spot -16 %, volatility up`.
  public let label: String
  /// Relative move of spot, forwards and futures, > -1.
  public let spotMove: Double
  /// Where volatility goes.
  public let volatilityMove: VolatilityMove
  /// Set for a move beyond the grid's range.
  public let tail: Tail?
  /// Share of the profit that counts, >= 0; the model applies it after what it does to an expiry.
  public let dampening: Double
  /// How much the scenario counts in measures that weigh, >= 0.
  public let weight: Double

  /// A scenario from its parts.
  public init(
    label: String, spotMove: Double, volatilityMove: VolatilityMove, tail: Tail? = nil,
    dampening: Double = 1, weight: Double = 1
  ) {
    self.label = label
    self.spotMove = spotMove
    self.volatilityMove = volatilityMove
    self.tail = tail
    self.dampening = dampening
    self.weight = weight
  }

  /// What a profit in this scenario is multiplied with before it counts.
  ///
  /// 1 inside the range. In the tail the profit of a move m is brought back to the edge of the
  /// range: factor x range / |m|; paid in coin it is also re-expressed at the edge's price, which
  /// multiplies with (1 + m) / (1 ± range).
  ///
  /// - Source: Deribit's extended risk matrix, exact for delta-one in the published example.
  public func profitFactor(paidInCoin: Bool) -> Double {
    guard let tail else { return 1 }
    let factor = tail.factor * tail.range / abs(spotMove)
    return paidInCoin ? factor * (1 + spotMove) / (1 + tail.signedRange(of: spotMove)) : factor
  }
}

extension Scenario.Tail {
  /// The edge of the range on the side of a move.
  public func signedRange(of spotMove: Double) -> Double { spotMove < 0 ? -range : range }
}
