public import SteelyardContracts

/// How the snapshots of the state go.
public struct SnapshotReport: Sendable, Hashable {
  /// The journal's position at the last one that is whole and was written since the start; 0 for none.
  public let position: Int64
  /// Why the last attempt failed; nil where it did not.
  ///
  /// The records are not touched by it: a start takes an
  /// older snapshot and replays more.
  public let failure: SteelyardError?
}
