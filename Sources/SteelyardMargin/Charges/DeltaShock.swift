/// A charge on the net delta of very large books, for the price of closing them.
///
/// min(increment x excess, largest) x |net delta|, excess = |net delta| beyond the threshold. Futures
/// and short options make the delta; long options may only reduce it.
///
/// - Source: Deribit's `m_inc`, `max_delta_shock` and `delta_total_liq_shock_threshold`; the form is
///   from re-implementations, no published example reaches the threshold.
public struct DeltaShock: Sendable, Hashable, Codable {
  /// US dollars of delta up to which nothing is charged.
  public let thresholdUSD: Double
  /// Relative move for each coin of excess.
  public let incrementPerCoin: Double
  /// Largest relative move.
  public let moveMax: Double

  /// A charge from its parts.
  public init(thresholdUSD: Double, incrementPerCoin: Double, moveMax: Double) {
    self.thresholdUSD = thresholdUSD
    self.incrementPerCoin = incrementPerCoin
    self.moveMax = moveMax
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case thresholdUSD = "thresholdUsd"
    case incrementPerCoin, moveMax
  }

  func outcome(_ positions: BucketPositions, _ columns: BlockColumns) -> ChargeOutcome {
    var charged = 0.0
    var reducing = 0.0
    for index in positions.rows.indices {
      let row = Int(positions.rows[index])
      let delta = positions.quantities[index] * columns.delta[row]
      if columns.isOption[row], positions.quantities[index] > 0 {
        reducing += delta
      } else {
        charged += delta
      }
    }
    let reduced = charged * reducing < 0 ? max(0, abs(charged) - abs(reducing)) : abs(charged)
    let excess = max(0, reduced - thresholdUSD / columns.usdPerCoin)
    let move = min(incrementPerCoin * excess, moveMax)
    return ChargeOutcome(
      amount: move * reduced * columns.unitPerCoin, base: reduced, detail: excess)
  }
}
