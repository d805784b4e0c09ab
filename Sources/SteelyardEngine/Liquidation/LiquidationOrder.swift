package import SteelyardContracts

/// An account's place in the fair order in which accounts are liquidated.
///
/// Fewest rounds first, so that a large account does not use up what all share while others wait; then who was
/// handed over first; then the larger maintenance margin over the equity that counts for it; then the name.
package struct LiquidationOrder: Sendable, Hashable, Comparable {
  /// Rounds that were decided.
  package let roundCount: Int
  /// When it was handed over.
  package let handedOver: Timestamp
  /// Maintenance margin over counted equity; infinite where none counts, or nothing is known.
  package let ratio: Double
  /// The name.
  package let account: AccountName

  package init(roundCount: Int, handedOver: Timestamp, ratio: Double, account: AccountName) {
    self.roundCount = roundCount
    self.handedOver = handedOver
    self.ratio = ratio
    self.account = account
  }

  /// Whose turn comes first.
  package static func < (left: LiquidationOrder, right: LiquidationOrder) -> Bool {
    if left.roundCount != right.roundCount { return left.roundCount < right.roundCount }
    if left.handedOver != right.handedOver { return left.handedOver < right.handedOver }
    if left.ratio != right.ratio { return left.ratio > right.ratio }
    return left.account < right.account
  }
}
