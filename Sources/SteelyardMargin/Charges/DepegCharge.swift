/// A charge for a settlement currency that has lost its peg.
///
/// rate x max(0, threshold - price) x index x (futures, long and short added, + sold options), price
/// in US dollars for one unit of settlement currency.
///
/// - Source: Derive's standard manager, "depeg contingency"; see
///   `docs/margin-models/derive-standard.md`.
public struct DepegCharge: Sendable, Hashable, Codable {
  /// US dollars for one unit of settlement currency below which it is charged.
  public let threshold: Double
  /// Share of the notional for each US dollar below.
  public let rate: Double

  /// A charge from its parts.
  public init(threshold: Double, rate: Double) {
    self.threshold = threshold
    self.rate = rate
  }

  func outcome(_ positions: BucketPositions, _ columns: BlockColumns) -> ChargeOutcome {
    let below = max(0, threshold - columns.usdPerSettlement)
    var coins = 0.0
    for index in positions.rows.indices {
      let row = Int(positions.rows[index])
      let quantity = positions.quantities[index]
      coins += columns.isOption[row] ? max(0, -quantity) : abs(quantity * columns.size[row])
    }
    return ChargeOutcome(
      amount: rate * below * coins * columns.unitPerCoin, base: coins,
      lowest: columns.usdPerSettlement)
  }
}
