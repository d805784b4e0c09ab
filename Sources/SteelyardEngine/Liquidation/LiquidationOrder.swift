import SteelyardContracts

/// An account's place in the fair order in which accounts are liquidated.
///
/// Fewest rounds first, so that a large account does not use up what all share while others wait; then who was
/// handed over first; then the larger maintenance margin over the equity that counts for it; then the name.
struct LiquidationOrder: Sendable, Hashable, Comparable {
  /// Rounds that were decided.
  let roundCount: Int
  /// When it was handed over.
  let handedOver: Timestamp
  /// Maintenance margin over counted equity; infinite where none counts, or nothing is known.
  let ratio: Double
  /// The name.
  let account: AccountName

  /// Whose turn comes first.
  static func < (left: LiquidationOrder, right: LiquidationOrder) -> Bool {
    if left.roundCount != right.roundCount { return left.roundCount < right.roundCount }
    if left.handedOver != right.handedOver { return left.handedOver < right.handedOver }
    if left.ratio != right.ratio { return left.ratio > right.ratio }
    return left.account < right.account
  }
}
