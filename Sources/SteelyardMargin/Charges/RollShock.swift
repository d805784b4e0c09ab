import Glibc

/// A charge on the delta of each expiry for the basis between expiries.
///
/// Sum over expiries of |net delta| x max(least move, e^(a t) - 1), t in years; a perpetual takes
/// the least move.
///
/// - Source: Deribit's `annualised_move_risk` and `min_annualised_move`. The floor is exact in the
///   published example; the exponential is from one re-implementation and unconfirmed.
public struct RollShock: Sendable, Hashable, Codable {
  /// The rate a.
  public let annualisedMove: Double
  /// The least relative move.
  public let moveMin: Double

  /// A charge from its parts.
  public init(annualisedMove: Double, moveMin: Double) {
    self.annualisedMove = annualisedMove
    self.moveMin = moveMin
  }

  func outcome(_ positions: inout BucketPositions, _ columns: BlockColumns) -> ChargeOutcome {
    positions.sumByExpiry(columns, where: { _ in true }) { row, quantity in
      quantity * columns.delta[row]
    }
    var outcome = ChargeOutcome()
    for (slot, delta) in positions.deltaByExpiry.enumerated() {
      let move = max(moveMin, expm1(annualisedMove * columns.expiryYears[slot]))
      outcome.base += abs(delta)
      // Counted in the quote or in dollars, a coin of delta is worth the index.
      outcome.amount += abs(delta) * move * columns.unitPerCoin
    }
    return outcome
  }
}
