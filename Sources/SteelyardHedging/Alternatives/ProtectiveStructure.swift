/// The usual ways to protect a holding of a coin, or a short position in it.
///
/// For a short position calls stand for puts, and a rise is what is feared.
public enum ProtectiveStructure: String, Sendable, Hashable, CaseIterable {
  /// Nothing is done.
  case none
  /// A put at the floor.
  case protectivePut = "protective_put"
  /// A put at the floor, less one further down: the fall is shared beyond it.
  case putSpread = "put_spread"
  /// A put at the floor and a call sold at the cap.
  case collar
  /// A put at the floor, paid for by the call sold whose premium is nearest to its.
  case riskReversal = "risk_reversal"
  /// A call sold at the cap: a premium against the rise, no floor.
  case coveredCall = "covered_call"
  /// A token of the inverse return, bought for as many dollars as are held.
  case inverseToken = "inverse_token"
  /// As much of the perpetual, or the nearest future, as takes delta to zero.
  case deltaNeutral = "delta_neutral"
}
